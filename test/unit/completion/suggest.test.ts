import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Place } from '../../../src/completion/request.ts';
import { Remembered } from '../../../src/completion/reuse.ts';
import { suggest, type Answer, type Outcome } from '../../../src/completion/suggest.ts';
import { requestAt } from './request.ts';

/** A model that gives the answers in turn and notes what it was asked. */
class Model {
  readonly asked: Place[] = [];
  readonly remembered = new Remembered();
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  readonly ask = (place: Place): Promise<Answer> => {
    this.asked.push(place);
    const answer = this.#answers.shift();
    return answer === undefined ? Promise.reject(new Error('asked once too often')) : Promise.resolve(answer);
  };
}

function answer(text: string, changes: Partial<{ replaceRest: boolean; confidence: number }> = {}): Answer {
  return { text, replaceRest: true, confidence: 0.5, ...changes };
}

function shown(outcome: Outcome): unknown {
  return outcome.type === 'suggestion'
    ? [outcome.from, outcome.suggestion.text, outcome.suggestion.replaces]
    : Object.values(outcome);
}

describe('the way of a suggestion', () => {
  it('asks with the text at the cursor and shows the answer', async () => {
    const model = new Model(answer(' = 1;'));
    assert.deepEqual(shown(await suggest(requestAt('a\nlet x║\nb'), model)), ['model', ' = 1;', 0]);
    assert.deepEqual(model.asked, [{ path: 'src/a.ts', prefix: 'a\nlet x', suffix: '\nb' }]);
  });

  it('asks nothing where the gate is closed', async () => {
    const model = new Model();
    assert.deepEqual(shown(await suggest(requestAt('// a ║'), model)), ['refused', 'comment']);
    assert.deepEqual(model.asked, []);
  });

  it('asks once while the suggestion is typed', async () => {
    const model = new Model(answer('abc'));
    await suggest(requestAt('x.║'), model);
    assert.deepEqual(shown(await suggest(requestAt('x.a║'), model)), ['memory', 'bc', 0]);
    assert.deepEqual(shown(await suggest(requestAt('x.ab║'), model)), ['memory', 'c', 0]);
    assert.equal(model.asked.length, 1);
  });

  it('shows what was there before after a deletion, and asks nothing', async () => {
    const model = new Model(answer('abc'));
    await suggest(requestAt('x.║'), model);
    assert.deepEqual(shown(await suggest(requestAt('x.║', { deleted: true }), model)), ['memory', 'abc', 0]);
    assert.deepEqual(shown(await suggest(requestAt('x║', { deleted: true }), model)), ['refused', 'deletion']);
    assert.equal(model.asked.length, 1);
  });

  it('says which filter dropped the answer, and does not remember it', async () => {
    const model = new Model(answer('  '), answer('y;'));
    assert.deepEqual(shown(await suggest(requestAt('x = ║'), model)), ['nothing', 'whitespaceOnly']);
    assert.deepEqual(shown(await suggest(requestAt('x = ║'), model)), ['model', 'y;', 0]);
  });

  it('takes the place of the closers at the end of the line, without the blanks after them', async () => {
    const model = new Model(answer('a);'));
    assert.deepEqual(shown(await suggest(requestAt('f(║)  \n'), model)), ['model', 'a);', 1]);
  });

  it('takes the place of nothing where the rest of the line stays', async () => {
    const model = new Model(answer('a', { replaceRest: false }));
    assert.deepEqual(shown(await suggest(requestAt('if (║) {\n'), model)), ['model', 'a', 0]);
  });

  it('holds back a weak guess while typing, but not on demand', async () => {
    const weak = { confidence: 0.1 };
    const model = Object.assign(new Model(answer('y', weak), answer('y', weak)), { threshold: 0.2 });
    assert.deepEqual(shown(await suggest(requestAt('x = ║'), model)), ['nothing', 'lowConfidence']);
    assert.deepEqual(shown(await suggest(requestAt('x = ║', { trigger: 'invoke' }), model)), ['model', 'y', 0]);
  });

  it('does not make a longer word of an item in the list', async () => {
    const model = new Model(answer('s'));
    assert.deepEqual(shown(await suggest(requestAt('form.value║', { picked: true }), model)), [
      'nothing',
      'longerWord',
    ]);
  });

  it('shows no longer word for such an item from memory either', async () => {
    const model = new Model(answer('ue.trim()'), answer('.length'));
    await suggest(requestAt('form.val║'), model);
    assert.deepEqual(shown(await suggest(requestAt('form.value║', { picked: true }), model)), ['memory', '.trim()', 0]);
    assert.deepEqual(shown(await suggest(requestAt('form.val║', { picked: true }), model)), ['model', '.length', 0]);
  });

  it('indents as the editor says', async () => {
    const model = Object.assign(new Model(answer('    a')), { indentation: { unit: 'tabs', width: 4 } as const });
    assert.deepEqual(shown(await suggest(requestAt('║'), model)), ['model', '\ta', 0]);
  });

  it('returns a cancellation and a failure as values', async () => {
    const model = new Model({ aborted: 'cancelled' }, { error: 'no weights' });
    assert.deepEqual(shown(await suggest(requestAt('x = ║'), model)), ['aborted', 'cancelled']);
    assert.deepEqual(shown(await suggest(requestAt('x = ║'), model)), ['failed', 'no weights']);
  });
});
