import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseAmong, chooseFree, free } from '../../../src/engine/choice.ts';
import { toy, tokenOf } from './toy-tokenizer.ts';

/** Logits that are the logarithms of these probabilities; all others are 0. */
function logitsOf(probabilities: Record<number, number>): Float32Array {
  const logits = new Float32Array(toy.size).fill(-Infinity);
  for (const [id, p] of Object.entries(probabilities)) logits[Number(id)] = Math.log(p) + 3;
  return logits;
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} is not ${expected}`);
}

test('a constrained choice is renormalised over what is allowed', () => {
  const logits = logitsOf({ [tokenOf('foo')]: 0.6, [tokenOf('req')]: 0.3, [tokenOf('request')]: 0.1 });
  const { token, logprob } = chooseAmong(logits, [tokenOf('request'), tokenOf('req')]);
  assert.equal(token, tokenOf('req'));
  near(logprob, Math.log(0.75));
});

test('in one-line mode newline and end are one stop, reported as end', () => {
  const logits = logitsOf({ [tokenOf('foo')]: 0.4, [toy.newline]: 0.3, [toy.end]: 0.3 });
  const one = chooseFree(logits, toy, true);
  assert.equal(one.token, toy.end);
  near(one.logprob, Math.log(0.6));
  const block = chooseFree(logits, toy, false);
  assert.equal(block.token, tokenOf('foo'));
  near(block.logprob, Math.log(0.4));
});

test('a control symbol other than end is never chosen', () => {
  const logits = logitsOf({ [toy.file]: 0.9, [tokenOf('foo')]: 0.1 });
  assert.equal(chooseFree(logits, toy, true).token, tokenOf('foo'));
});

test('whoever chose knows the sum of all: every other probability follows from that', () => {
  const logits = logitsOf({ [tokenOf('foo')]: 0.5, [tokenOf('req')]: 0.2, [toy.newline]: 0.2, [toy.end]: 0.1 });
  for (const oneLine of [true, false]) {
    const opinion = free(logits, toy, oneLine, chooseFree(logits, toy, oneLine));
    assert.equal(opinion.best.token, tokenOf('foo'));
    near(opinion.logprob(tokenOf('foo')), Math.log(0.5));
    near(opinion.logprob(tokenOf('req')), Math.log(0.2));
    near(opinion.logprob(toy.end), Math.log(oneLine ? 0.3 : 0.1));
  }
  const stops = logitsOf({ [tokenOf('foo')]: 0.4, [toy.newline]: 0.3, [toy.end]: 0.3 });
  near(free(stops, toy, true, chooseFree(stops, toy, true)).logprob(tokenOf('foo')), Math.log(0.4));
});
