import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { checkFile } from '../../../src/engine/check-file.ts';
import { checkSizes } from '../../../src/engine/model-limits.ts';
import { parseModel } from '../../../src/engine/model.ts';
import { featureNames } from '../../../src/engine/pointer/mixture.ts';

/** A model.json that is right, with one field changed. */
function modelWith(path = '', value?: unknown): unknown {
  const file = (name: string) => ({ path: name, bytes: 10, sha256: '0'.repeat(64) });
  const json: Record<string, unknown> = {
    format: 1,
    id: '0123456789abcdef',
    name: 'palimpsest-test',
    config: {
      vocab: 8192,
      dim: 256,
      layers: 6,
      heads: 8,
      headDim: 32,
      nu: 1,
      chunk: 64,
      ffn: 704,
      conv: 4,
      betaMax: 2,
    },
    files: {
      graph: file('model.onnx'),
      weights: file('weights.bin'),
      tokenizer: file('tokenizer.model'),
      pieces: file('pieces.json'),
    },
    weights: { dtype: 'float16', expand: 'weights.f32' },
    state: { weights: [6, 8, 32, 64], conv: [6, 3, 768] },
    tokens: { newline: 5, file: 1, suffix: 2, middle: 3, end: 4 },
    confidence: { slope: 1, intercept: 0, threshold: 0.2 },
    context: { tokens: 4096 },
  };
  const names = path.split('.');
  const last = names.pop()!;
  let at = json;
  for (const name of names) at = at[name] as Record<string, unknown>;
  if (last !== '') at[last] = value;
  return json;
}

test('a right model.json is taken', () => {
  const model = parseModel(modelWith());
  assert.ok(!('error' in model));
  assert.deepEqual(model.state.conv, [6, 3, 768]);
});

test('a pointer is taken where there is one, and has to be whole', () => {
  const pointer = { spread: 3, weights: featureNames.map((_, i) => i / 10) };
  const model = parseModel(modelWith('pointer', pointer));
  assert.ok(!('error' in model));
  assert.deepEqual(model.pointer, pointer);
  const without = parseModel(modelWith());
  assert.ok(!('error' in without) && without.pointer === undefined);
  for (const weights of [[1], featureNames.map(() => 'x'), undefined]) {
    const failure = parseModel(modelWith('pointer', { spread: 3, weights }));
    assert.ok('error' in failure);
    assert.match(failure.error, /pointer\.weights/);
  }
});

test('what is too large for an editor is refused before it is read', () => {
  const sizes = (path: string, value: unknown) => {
    const model = parseModel(modelWith(path, value));
    assert.ok(!('error' in model));
    return checkSizes(model)?.error;
  };
  assert.equal(sizes('files.weights.bytes', 200 * 2 ** 20), undefined);
  assert.match(
    sizes('files.weights.bytes', 200 * 2 ** 20 + 1)!,
    /weights\.bin is too large: it has 201 MB of at most 200/,
  );
  assert.match(sizes('files.pieces.bytes', 2 ** 30)!, /pieces\.json is too large/);
  assert.match(sizes('state.conv', [6, 3, 2 ** 20])!, /memory is too large: 73 MB of at most 16/);
});

const wrong: [string, unknown, RegExp][] = [
  ['format', 2, /"format" is 2, but should be 1/],
  ['id', 'xyz', /"id" is "xyz"/],
  ['config.dim', undefined, /"config.dim" is missing, but should be a whole number/],
  ['config.layers', 1.5, /"config.layers" is 1.5/],
  ['files.weights.sha256', 'abc', /"files.weights.sha256" is "abc", but should be 64 hexadecimal digits/],
  ['files.graph.path', '../../etc/passwd', /"files.graph.path"/],
  ['files.graph', null, /"files.graph.path" is missing/],
  ['weights.dtype', 'int8', /"weights.dtype" is "int8", but should be "float16"/],
  ['state.weights', [6, 8, 32, 32], /"state.weights" is \[6,8,32,32\], but should be \[6, 8, 32, 64\]/],
  ['state.conv', 'none', /"state.conv"/],
  ['tokens.end', 8192, /"tokens.end" is 8192, but should be a whole number from 0 to 8191/],
  ['context.tokens', -1, /"context.tokens" is -1, but should be a whole number/],
  ['confidence.slope', '1', /"confidence.slope" is "1", but should be a number/],
];

for (const [path, value, message] of wrong) {
  test(`a wrong ${path} is named`, () => {
    const failure = parseModel(modelWith(path, value));
    assert.ok('error' in failure);
    assert.match(failure.error, message);
  });
}

test('what is no model.json at all is a failure, never a throw', () => {
  for (const json of [null, 1, 'text', [], {}]) assert.ok('error' in parseModel(json));
});

test('a file is checked by size and checksum, and the failure names it', () => {
  const bytes = new TextEncoder().encode('weights');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const spec = { path: 'weights.bin', bytes: bytes.length, sha256 };
  assert.equal(checkFile(spec, bytes), undefined);
  const longer = new Uint8Array(bytes.length + 4);
  longer.set(bytes, 3);
  assert.equal(checkFile(spec, longer.subarray(3, 3 + bytes.length)), undefined);
  assert.match(checkFile(spec, bytes.subarray(1))!.error, /weights\.bin .* 6 bytes instead of 7\./);
  bytes[0]! ^= 1;
  assert.match(checkFile(spec, bytes)!.error, /weights\.bin .*checksum is wrong\./);
});
