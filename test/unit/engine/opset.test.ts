import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkOpset } from '../../../src/engine/opset.ts';
import { modelFolder } from './real-engine.ts';

/** An ONNX file with nothing but its `opset_import`, as protobuf spells it. */
function graph(...opsets: [domain: string, version: number][]): Uint8Array {
  const messages = opsets.map(([domain, version]) => {
    const name = [...new TextEncoder().encode(domain)];
    return [0x0a, name.length, ...name, 0x10, ...varint(version)];
  });
  // Before them ir_version = 9.
  return Uint8Array.from([0x08, 9, ...messages.flatMap((message) => [0x42, message.length, ...message])]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

test('the shipped graph is taken', () => {
  assert.equal(checkOpset('model.onnx', readFileSync(join(modelFolder, 'model.onnx'))), undefined);
});

test('older operators are taken', () => {
  assert.equal(checkOpset('g', graph(['', 17], ['com.microsoft', 1])), undefined);
  assert.equal(checkOpset('g', graph(['ai.onnx', 18])), undefined);
});

test('newer and unknown ones are named', () => {
  assert.match(checkOpset('g.onnx', graph(['', 300]))!.error, /g\.onnx needs version 300 .*“ai\.onnx”.* has 18/);
  assert.match(checkOpset('g.onnx', graph(['', 18], ['com.example', 1]))!.error, /g\.onnx .*“com\.example”/);
});

test('what is no graph is a failure, never a throw', () => {
  const texts = ['', 'not a graph', '\x42\x7f', '{"a": 1}', '\xff'.repeat(100)];
  for (const text of texts) {
    assert.match(
      checkOpset(
        'g',
        Uint8Array.from(text, (c) => c.charCodeAt(0)),
      )!.error,
      /^g is no ONNX graph/,
      text,
    );
  }
});
