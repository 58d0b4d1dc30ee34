/**
 * Whether what was thrown says that there was no memory left: the browser's words for a buffer that it can not give,
 * those of WebAssembly and of ONNX Runtime. Not a RangeError as such: a wrong number throws one, too.
 */
export function isOutOfMemory(thrown: unknown): boolean {
  return (
    thrown instanceof Error && /out of memory|allocation failed|failed to allocate|bad_alloc/i.test(thrown.message)
  );
}
