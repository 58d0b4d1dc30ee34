/**
 * A GPT with key-value cache as an ONNX graph with random weights: the Llama of gguf.mjs. Attention is in plain matrix
 * products: ONNX Runtime's own operator for it (GroupQueryAttention) decodes as fast and reads 15 times as slowly in
 * WebAssembly, at 8192 tokens.
 *
 * Inputs   tokens [n]; places [1, n]: their positions; mask [n or 1, past + n or 1], added to scores; of each layer
 *          past_key.i and past_value.i [1, heads, past, headDim]
 * Outputs  logits [vocab] after the last token; key.i, value.i: the cache with these tokens
 */
import { onnxModel } from './onnx.mjs';

const microsoft = new Set(['FusedMatMul', 'QuickGelu', 'RotaryEmbedding', 'SkipSimplifiedLayerNormalization']);
const epsilon = { float: 1e-6 };
const last = { int: -1 };

/** @param {import('./gguf.mjs').Shape} shape */
export function gptGraph({ vocab, dim, layers, heads, ffn, context }) {
  const [nodes, weights] = [[], []];
  const random = generator();
  const headDim = dim / heads;
  const fresh = (name) => `${name}.${nodes.length}`;
  /** Adds a node; its last output's name. */
  const op = (kind, inputs, attributes = {}, outputs = [fresh(kind)]) => {
    nodes.push({ op: kind, inputs, outputs, attributes, domain: microsoft.has(kind) ? 'com.microsoft' : '' });
    return outputs.at(-1);
  };
  const weight = (name, shape, data) => {
    weights.push({ name, shape, data });
    return name;
  };
  const matrix = (name, rows, columns) => {
    const data = Float32Array.from({ length: rows * columns }, () => random() / Math.sqrt(rows));
    return weight(name, [rows, columns], data);
  };
  const ints = (name, ...values) => weight(name, [values.length], BigInt64Array.from(values, BigInt));
  const ones = weight('ones', [dim], new Float32Array(dim).fill(1));
  const addNorm = (x, y) => {
    const [sum, normed] = [fresh('sum'), fresh('normed')];
    op('SkipSimplifiedLayerNormalization', [x, y, ones], { epsilon }, [normed, '', '', sum]);
    return [sum, normed];
  };
  const rotary = ['cos', 'sin'].map((name) =>
    weight(name, [context, headDim / 2], angles(context, headDim / 2, Math[name])),
  );
  const [three, width, flat] = [ints('three', -1, 3, heads, headDim), ints('width', -1, dim), ints('flat', vocab)];
  const [halves, end] = [ints('halves', ffn, ffn), ints('end', -1)];

  const embedding = matrix('embedding', dim, vocab);
  let x = op('Transpose', [op('Gather', [embedding, 'tokens'], { axis: { int: 1 } })]);
  let h = op('SimplifiedLayerNormalization', [x, ones], { axis: last, epsilon });
  for (let i = 0; i < layers; i++) {
    const [q, k, v] = ['q', 'k', 'v'].map((name) => `${name}.${i}`);
    const all = op('Reshape', [op('MatMul', [h, matrix(`qkv.${i}`, dim, 3 * dim)]), three]);
    op('Split', [op('Transpose', [all], { perm: { ints: [1, 2, 0, 3] } })], { num_outputs: { int: 3 } }, [q, k, v]);
    const [query, newKey] = [q, k].map((name) => op('RotaryEmbedding', [name, 'places', ...rotary]));
    const key = op('Concat', [`past_key.${i}`, newKey], { axis: { int: 2 } }, [`key.${i}`]);
    const value = op('Concat', [`past_value.${i}`, v], { axis: { int: 2 } }, [`value.${i}`]);
    const scores = op('FusedMatMul', [query, key], { transB: { int: 1 }, alpha: { float: headDim ** -0.5 } });
    const shares = op('Softmax', [op('Add', [scores, 'mask'])], { axis: last });
    const read = op('Transpose', [op('MatMul', [shares, value])], { perm: { ints: [0, 2, 1, 3] } });
    [x, h] = addNorm(x, op('MatMul', [op('Reshape', [read, width]), matrix(`output.${i}`, dim, dim)]));
    const [a, b] = [`gate.${i}`, `gated.${i}`];
    op('Split', [op('MatMul', [h, matrix(`up.${i}`, dim, 2 * ffn)]), halves], { axis: last }, [a, b]);
    const gated = op('Mul', [op('QuickGelu', [a], { alpha: { float: 1 } }), b]);
    [x, h] = addNorm(x, op('MatMul', [gated, matrix(`down.${i}`, ffn, dim)]));
  }
  const final = op('Gather', [h, end], { axis: { int: 0 } });
  op('Reshape', [op('MatMul', [final, embedding]), flat], {}, ['logits']);

  const cache = (names, length) =>
    Array.from({ length: layers }, (_, i) =>
      names.map((name) => ({ name: `${name}.${i}`, type: 'float', shape: [1, heads, length, headDim] })),
    ).flat();
  return onnxModel({
    nodes,
    weights,
    inputs: [
      { name: 'tokens', type: 'int64', shape: ['n'] },
      { name: 'places', type: 'int64', shape: [1, 'n'] },
      { name: 'mask', type: 'float', shape: ['rows', 'columns'] },
      ...cache(['past_key', 'past_value'], 'past'),
    ],
    outputs: [{ name: 'logits', type: 'float', shape: [vocab] }, ...cache(['key', 'value'], 'all')],
  });
}

/** Rotary positions: [positions, pairs] of the cosine or the sine. */
function angles(positions, pairs, of) {
  return Float32Array.from({ length: positions * pairs }, (_, at) =>
    of(Math.floor(at / pairs) * 10000 ** (-(at % pairs) / pairs)),
  );
}

/** Random numbers in -1 .. 1, the same every time. */
function generator() {
  let seed = 1;
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
}
