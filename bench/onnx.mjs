/**
 * As much of ONNX's file format as a graph of nodes and weights needs (github.com/onnx/onnx, onnx/onnx.proto): protocol
 * buffers, whose fields are a tag (number and wire type) and a value.
 */

const types = { float: 1, int64: 7 };

/**
 * @typedef {object} Node
 * @property {string} op
 * @property {string[]} inputs
 * @property {string[]} outputs
 * @property {string} [domain]
 * @property {Record<string, {int: number} | {float: number} | {ints: number[]}>} [attributes]
 */

/**
 * @typedef {object} Value
 * @property {string} name
 * @property {'float' | 'int64'} type
 * @property {(number | string)[]} shape names stand for what differs from call to call
 */

/**
 * @param {object} graph
 * @param {Node[]} graph.nodes
 * @param {Value[]} graph.inputs
 * @param {Value[]} graph.outputs
 * @param {{name: string, shape: number[], data: Float32Array | BigInt64Array}[]} graph.weights
 */
export function onnxModel({ nodes, inputs, outputs, weights }) {
  const graph = Buffer.concat([
    ...nodes.map((node) => message(1, nodeOf(node))),
    text(2, 'peer'),
    ...weights.map((weight) => message(5, tensorOf(weight))),
    ...inputs.map((value) => message(11, valueOf(value))),
    ...outputs.map((value) => message(12, valueOf(value))),
  ]);
  const opset = (domain, version) => message(8, Buffer.concat([text(1, domain), integer(2, version)]));
  return Buffer.concat([integer(1, 9), opset('', 18), opset('com.microsoft', 1), message(7, graph)]);
}

function nodeOf({ op, inputs, outputs, domain = '', attributes = {} }) {
  return Buffer.concat([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => message(5, attributeOf(name, value))),
    text(7, domain),
  ]);
}

function attributeOf(name, { float, int, ints }) {
  if (float !== undefined) return Buffer.concat([text(1, name), fixed(2, float), integer(20, 1)]);
  if (int !== undefined) return Buffer.concat([text(1, name), integer(3, int), integer(20, 2)]);
  return Buffer.concat([text(1, name), ...ints.map((value) => integer(8, value)), integer(20, 7)]);
}

function tensorOf({ name, shape, data }) {
  const type = data instanceof Float32Array ? types.float : types.int64;
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([...shape.map((size) => integer(1, size)), integer(2, type), text(8, name), message(9, raw)]);
}

function valueOf({ name, type, shape }) {
  const sizes = shape.map((size) => message(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  const tensor = Buffer.concat([integer(1, types[type]), message(2, Buffer.concat(sizes))]);
  return Buffer.concat([text(1, name), message(2, message(1, tensor))]);
}

function text(field, value) {
  return message(field, Buffer.from(value));
}

function message(field, content) {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function integer(field, value) {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function fixed(field, value) {
  const out = Buffer.alloc(4);
  out.writeFloatLE(value);
  return Buffer.concat([varint(field * 8 + 5), out]);
}

/** Seven bits a byte, the lowest first; what is negative has all 64 of them. */
function varint(value) {
  const bytes = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) + 128);
  }
}
