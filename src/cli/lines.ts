/**
 * The lines of a stream of UTF-8, without their `\n`; a last line without one counts, an empty rest does not. Node's
 * readline would also cut at U+2028, which JSON allows inside a string.
 */
export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // Parts of a line are joined once it is whole: a long one comes in thousands of them.
  let parts: string[] = [];
  const last = function* (text: string): Generator<string> {
    for (let start = 0; ;) {
      const end = text.indexOf('\n', start);
      parts.push(text.slice(start, end < 0 ? undefined : end));
      if (end < 0) return;
      yield parts.join('');
      parts = [];
      start = end + 1;
    }
  };
  for await (const bytes of stream) yield* last(decoder.decode(bytes, { stream: true }));
  yield* last(decoder.decode());
  const rest = parts.join('');
  if (rest !== '') yield rest;
}
