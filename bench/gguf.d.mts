export interface Shape {
  readonly vocab: number;
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the SwiGLU. */
  readonly ffn: number;
  /** Most tokens. */
  readonly context: number;
}

/** Parameters of a shape, the output matrix tied to the embedding. */
export function parametersOf(shape: Shape): number;

/** The shape that is nearest to a number of parameters: vocabulary, width, depth and heads as given, only the SwiGLU fits. */
export function shapeOf(shape: Omit<Shape, 'ffn'>, parameters: number): Shape;

/** Writes a GGUF file of random weights. */
export function writeLlama(path: string, shape: Shape, bits: 8 | 4): void;
