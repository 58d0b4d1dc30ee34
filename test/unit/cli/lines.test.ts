import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf } from '../../../src/cli/lines.ts';

async function* stream(bytes: Uint8Array, size: number) {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function lines(input: string | Uint8Array, size = 1): Promise<string[]> {
  const all: string[] = [];
  for await (const line of linesOf(stream(Buffer.from(input), size))) all.push(line);
  return all;
}

test('lines come whole, however the stream is cut', async () => {
  const text = 'one\n\nünï 🦊\r\n{"a":"\u2028"}\n' + 'x'.repeat(500) + '\nlast';
  for (const size of [1, 2, 3, 7, 1000]) assert.deepEqual(await lines(text, size), text.split('\n'));
});

test('a final newline makes no line, and nothing makes none', async () => {
  assert.deepEqual(await lines('a\nb\n'), ['a', 'b']);
  assert.deepEqual(await lines(''), []);
  assert.deepEqual(await lines('\n'), ['']);
});

test('what is not UTF-8 does not end the stream', async () => {
  assert.deepEqual(await lines(Uint8Array.of(0x61, 0xff, 10, 0x62, 10)), ['a\ufffd', 'b']);
});

test('a line of many megabytes takes no longer for each of its bytes', async () => {
  const [line] = await lines('x'.repeat(20_000_000), 65_536);
  assert.equal(line!.length, 20_000_000);
});
