/**
 * A Llama of any size with random weights, as a GGUF file of 8 or 4 bits (github.com/ggml-org/ggml, docs/gguf.md): for
 * measuring how fast it is, and nothing else.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * @typedef {object} Shape
 * @property {number} vocab
 * @property {number} dim
 * @property {number} layers
 * @property {number} heads
 * @property {number} ffn width of the SwiGLU
 * @property {number} context most tokens
 */

const alignment = 32;
const types = { uint32: 4, float32: 6, string: 8, array: 9, int32: 5 };
const f32 = { id: 0, block: 1, bytes: 4 };
/** Blocks of 32 weights with one float16 scale: Q8_0 and Q4_0. */
const quantised = { 8: { id: 8, block: 32, bytes: 34 }, 4: { id: 2, block: 32, bytes: 18 } };

/** Parameters of a shape, the output matrix tied to the embedding. */
export function parametersOf({ vocab, dim, layers, ffn }) {
  return vocab * dim + dim + layers * (4 * dim * dim + 3 * dim * ffn + 2 * dim);
}

/**
 * The shape that is nearest to a number of parameters: vocabulary, width, depth and heads as given, only the SwiGLU fits.
 *
 * @param {Omit<Shape, 'ffn'>} shape
 * @param {number} parameters
 * @returns {Shape}
 */
export function shapeOf(shape, parameters) {
  const rest = (parameters - parametersOf({ ...shape, ffn: 0 })) / (3 * shape.dim * shape.layers);
  return { ...shape, ffn: Math.max(32, 32 * Math.round(rest / 32)) };
}

/**
 * @param {string} path
 * @param {Shape} shape
 * @param {8 | 4} bits
 */
export function writeLlama(path, shape, bits) {
  const file = openSync(path, 'w');
  try {
    const tensors = tensorsOf(shape, quantised[bits]);
    writeSync(file, header(shape, tensors));
    for (const tensor of tensors) writeSync(file, content(tensor));
  } finally {
    closeSync(file);
  }
}

function tensorsOf({ vocab, dim, layers, ffn }, matrix) {
  const norm = (name) => ({ name, shape: [dim], type: f32 });
  const weights = (name, columns, rows) => ({ name, shape: [columns, rows], type: matrix });
  const blocks = Array.from({ length: layers }, (_, i) => [
    norm(`blk.${i}.attn_norm.weight`),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => weights(`blk.${i}.${name}.weight`, dim, dim)),
    norm(`blk.${i}.ffn_norm.weight`),
    ...['ffn_gate', 'ffn_up'].map((name) => weights(`blk.${i}.${name}.weight`, dim, ffn)),
    weights(`blk.${i}.ffn_down.weight`, ffn, dim),
  ]);
  return [weights('token_embd.weight', dim, vocab), norm('output_norm.weight'), ...blocks.flat()];
}

function bytesOf({ shape, type }) {
  return (shape.reduce((a, b) => a * b) / type.block) * type.bytes;
}

function padded(bytes) {
  return Math.ceil(bytes / alignment) * alignment;
}

function header(shape, tensors) {
  const about = metadata(shape);
  const parts = [Buffer.from('GGUF'), number(3), long(tensors.length), long(about.length)];
  for (const [key, type, value] of about) parts.push(string(key), number(types[type]), encoded(type, value));
  let offset = 0;
  for (const tensor of tensors) {
    parts.push(string(tensor.name), number(tensor.shape.length), ...tensor.shape.map(long));
    parts.push(number(tensor.type.id), long(offset));
    offset += padded(bytesOf(tensor));
  }
  const all = Buffer.concat(parts);
  return Buffer.concat([all, Buffer.alloc(padded(all.length) - all.length)]);
}

function metadata({ vocab, dim, layers, heads, ffn, context }) {
  // A vocabulary has to be there, in SentencePiece's form: nobody reads what it says.
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const pieces = ['<unk>', '<s>', '</s>', ...bytes];
  while (pieces.length < vocab) pieces.push(`piece${pieces.length}`);
  return [
    ['general.architecture', 'string', 'llama'],
    ['llama.context_length', 'uint32', context],
    ['llama.embedding_length', 'uint32', dim],
    ['llama.block_count', 'uint32', layers],
    ['llama.feed_forward_length', 'uint32', ffn],
    ['llama.attention.head_count', 'uint32', heads],
    ['llama.attention.layer_norm_rms_epsilon', 'float32', 1e-6],
    ['llama.rope.dimension_count', 'uint32', dim / heads],
    ['llama.vocab_size', 'uint32', vocab],
    ['tokenizer.ggml.model', 'string', 'llama'],
    ['tokenizer.ggml.tokens', 'array', ['string', pieces]],
    ['tokenizer.ggml.scores', 'array', ['float32', pieces.map((_, i) => -i)]],
    [
      'tokenizer.ggml.token_type',
      'array',
      ['int32', pieces.map((_, i) => (i === 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : 1))],
    ],
    ['tokenizer.ggml.bos_token_id', 'uint32', 1],
    ['tokenizer.ggml.eos_token_id', 'uint32', 2],
  ];
}

function encoded(type, value) {
  if (type === 'string') return string(value);
  if (type === 'uint32') return number(value);
  const out = Buffer.alloc(4);
  if (type === 'float32') out.writeFloatLE(value);
  else if (type === 'int32') out.writeInt32LE(value);
  else {
    const [of, values] = value;
    return Buffer.concat([number(types[of]), long(values.length), ...values.map((entry) => encoded(of, entry))]);
  }
  return out;
}

function number(value) {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

function long(value) {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(value));
  return out;
}

function string(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([long(bytes.length), bytes]);
}

/** Random weights of about the size that training begins with; norms are ones. */
function content(tensor) {
  const out = Buffer.alloc(padded(bytesOf(tensor)));
  if (tensor.type === f32) {
    for (let i = 0; i < tensor.shape[0]; i++) out.writeFloatLE(1, 4 * i);
    return out;
  }
  let seed = 1;
  const { bytes } = tensor.type;
  // 2^-12 and 2^-9 as float16: times 127 and times 8.
  const scale = bytes === 34 ? 0x0c00 : 0x1800;
  for (let at = 0; at + bytes <= bytesOf(tensor); at += bytes) {
    out.writeUInt16LE(scale, at);
    for (let i = 2; i < bytes; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      out[at + i] = seed >>> 24;
    }
  }
  return out;
}
