/**
 * The arithmetic of the model's step and chunk. All arguments that are not sizes are addresses in the imported memory,
 * which the host lays out (../layout.ts). Compiled in three flavours (../binary.ts).
 */
export { add, embed, gate, greatest, maximum, norm, sumExp } from './layers';
export { along, back, weigh } from './look';
export { multiply, quantise } from './matrix';
export { convolve, remember, transpose } from './memory';
