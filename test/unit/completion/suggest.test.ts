import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Remembered } from '../../../src/completion/reuse.ts';
import {
  lookAhead,
  suggest,
  type Answer,
  type Outcome,
  type Parts,
  type Wanted,
} from '../../../src/completion/suggest.ts';
import { requestAt } from './request.ts';

/** A model that gives the answers in turn and notes what it was asked. */
class Model {
  readonly asked: Wanted[] = [];
  readonly blocks = true;
  readonly remembered = new Remembered();
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  readonly ask = (wanted: Wanted): Promise<Answer> => {
    this.asked.push(wanted);
    const answer = this.#answers.shift();
    return answer === undefined ? Promise.reject(new Error('asked once too often')) : Promise.resolve(answer);
  };
}

function answer(text: string, changes: Partial<{ replaceRest: boolean; confidence: number }> = {}): Answer {
  const { replaceRest = true, confidence = 0.5 } = changes;
  return { candidates: [{ text, confidences: text.split('\n').map(() => confidence) }], replaceRest };
}

function shown(outcome: Outcome): unknown {
  return outcome.type === 'suggestion'
    ? [outcome.from, outcome.suggestions[0]!.text, outcome.suggestions[0]!.replaces]
    : Object.values(outcome);
}

describe('the way of a suggestion', () => {
  it('asks with the text at the cursor and shows the answer', async () => {
    const model = new Model(answer(' = 1;'));
    assert.deepEqual(shown(await suggest(requestAt('a\nlet x║\nb'), model)), ['model', ' = 1;', 0]);
    const place = { path: 'src/a.ts', prefix: 'a\nlet x', suffix: '\nb' };
    assert.deepEqual(model.asked, [{ place, lines: 'one', alternatives: 0 }]);
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

  it('shows the beginning that it is sure of, and goes on in the same line once that is taken', async () => {
    const parts = [{ length: 4, confidence: 0.9 }];
    const unsure: Answer = { candidates: [{ text: 'foo.bar();', confidences: [0.1], parts }], replaceRest: true };
    const model = Object.assign(new Model(unsure, answer('bar();')), { threshold: 0.2 });
    assert.deepEqual(shown(await suggest(requestAt('x = ║'), model)), ['model', 'foo.', 0]);
    assert.deepEqual(shown(await suggest(requestAt('x = foo.║'), model)), ['model', 'bar();', 0]);
    assert.deepEqual(
      model.asked.map(({ place }) => place.prefix),
      ['x = ', 'x = foo.'],
    );
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

describe('who asks', () => {
  const three: Answer = {
    candidates: ['a();', 'b();', 'c();', 'b();'].map((text) => ({ text, confidences: [0.01] })),
    replaceRest: false,
  };

  it('gets up to three to choose from, all different', async () => {
    const outcome = await suggest(requestAt('x = ║', { trigger: 'invoke' }), new Model(three));
    assert.ok(outcome.type === 'suggestion');
    assert.deepEqual(
      outcome.suggestions.map(({ text }) => text),
      ['a();', 'b();', 'c();'],
    );
  });

  it('keeps what is shown as the first of them', async () => {
    const model = new Model(answer('b();'), three);
    await suggest(requestAt('x = ║'), model);
    const outcome = await suggest(requestAt('x = ║', { trigger: 'invoke' }), model);
    assert.ok(outcome.type === 'suggestion');
    assert.deepEqual(
      outcome.suggestions.map(({ text }) => text),
      ['b();', 'a();', 'c();'],
    );
    assert.equal(model.asked[1]!.alternatives, 2);
  });

  it('in manual mode is shown what still fits, and nothing else', async () => {
    const model = new Model(answer('abc'));
    assert.deepEqual(shown(await suggest(requestAt('x.║', { manual: true }), model)), ['refused', 'manual']);
    await suggest(requestAt('x.║', { manual: true, trigger: 'invoke' }), model);
    assert.deepEqual(shown(await suggest(requestAt('x.a║', { manual: true }), model)), ['memory', 'bc', 0]);
    assert.equal(model.asked.length, 1);
  });
});

describe('a block', () => {
  it('is asked for where a line opens one', async () => {
    const model = new Model(answer('\n  return a;\n}'));
    assert.deepEqual(shown(await suggest(requestAt('function f(a) {║\n'), model)), ['model', '\n  return a;\n}', 0]);
    assert.equal(model.asked[0]!.lines, 'block');
  });

  it('is not where nobody wants blocks', async () => {
    const model = Object.assign(new Model(answer(' // a')), { blocks: false });
    await suggest(requestAt('function f(a) {║\n'), model);
    assert.equal(model.asked[0]!.lines, 'one');
  });
});

describe('after a suggestion is taken', () => {
  const taken = requestAt('x = 1;║\n}\n');

  async function take(model: Model & Partial<Parts>): Promise<void> {
    await suggest(requestAt('x = ║\n}\n'), model);
  }

  it('the next line is suggested', async () => {
    const model = new Model(answer('1;'), answer('y = 2;'));
    await take(model);
    assert.deepEqual(shown(await suggest(taken, model)), ['model', '\ny = 2;', 0]);
    assert.equal(model.asked[1]!.place.prefix, 'x = 1;\n');
  });

  it('it is there already where it was made before', async () => {
    const model = new Model(answer('1;'), answer('y = 2;'));
    const request = requestAt('x = ║\n}\n');
    const outcome = await suggest(request, model);
    assert.ok(outcome.type === 'suggestion');
    await lookAhead(request, outcome.suggestions[0]!, model);
    assert.deepEqual(shown(await suggest(taken, model)), ['memory', '\ny = 2;', 0]);
    assert.equal(model.asked.length, 2);
  });

  it('it is still there once Enter is pressed', async () => {
    const model = new Model(answer('1;'), answer('y = 2;'));
    await take(model);
    await suggest(taken, model);
    assert.deepEqual(shown(await suggest(requestAt('x = 1;\n║\n}\n'), model)), ['memory', 'y = 2;', 0]);
  });

  it('what is taken back is not suggested again', async () => {
    const model = new Model(answer('x = 1;'), answer('x = 1;'));
    const request = requestAt('║\n}\n');
    await suggest(request, model);
    const undone = Object.assign(model, { deleted: ['x = 1;'] });
    assert.deepEqual(shown(await suggest(request, undone)), ['nothing', 'deletedLines']);
  });

  it('what is undone is not shown again, but what is only shortened is', async () => {
    const model = Object.assign(new Model(answer('1;')), { deleted: ['x = 1;'] });
    await suggest(requestAt('x = ║'), model);
    assert.deepEqual(shown(await suggest(requestAt('x = ║', { deleted: true }), model)), ['refused', 'deletion']);
    const shortened = Object.assign(model, { deleted: ['x = 1'] });
    assert.deepEqual(shown(await suggest(requestAt('x = ║', { deleted: true }), shortened)), ['memory', '1;', 0]);
  });
});
