/**
 * Weights ship as float16. ONNX Runtime computes with float32: its wasm kernels are slower on every smaller type. A
 * float16 has 65536 values, so a table of them all makes the expansion one look-up a weight.
 *
 * @param bytes float16, little-endian, back to back
 * @returns as many float32, in the same order
 */
export function expandFloat16(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const from = halves(bytes);
  const expanded = new Float32Array(from.length);
  for (let i = 0; i < from.length; i++) expanded[i] = valueOfHalf[from[i]!]!;
  return expanded;
}

/** The bits of each float16. */
export function halves(bytes: Uint8Array): Uint16Array {
  // Files read through VS Code sit at odd offsets of a longer buffer, where no Uint16Array can begin.
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length >> 1);
}

/** The float32 value of every float16, by its bits: sign, five bits of exponent (bias 15), ten of fraction. */
export const valueOfHalf = allHalves();

function allHalves(): Float32Array {
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) table[bits] = fraction ? NaN : sign * Infinity;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}
