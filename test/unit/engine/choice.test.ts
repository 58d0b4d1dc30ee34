import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseAmong, chooseFree } from '../../../src/engine/choice.ts';
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
