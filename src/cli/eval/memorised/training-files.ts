import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { isFailure } from '../../../protocol/failure.ts';
import { shuffled } from '../draw.ts';
import { random } from '../random.ts';
import { text, type Text } from '../texts.ts';

interface Span {
  readonly start: number;
  readonly length: number;
}

/**
 * `count` files of a JSON-lines file that is too large to hold: one of each package in turn. A line that is no file is
 * left out.
 */
export async function drawTraining(path: string, count: number, seed: number): Promise<Text[]> {
  const next = random(seed);
  const packages = [...(await spansOf(path))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const turns = shuffled(packages, next).map(([, spans]) => shuffled(spans, next));
  const longest = Math.max(0, ...turns.map((own) => own.length));
  const file = await open(path);
  try {
    const drawn: Text[] = [];
    for (let round = 0; round < longest; round++) {
      for (const own of turns) {
        if (drawn.length >= count) return drawn;
        const span = own[round];
        if (span === undefined) continue;
        const { buffer } = await file.read(Buffer.alloc(span.length), 0, span.length, span.start);
        const read = parsed(buffer.toString('utf8'));
        if (read !== undefined && read.text.includes('\n')) drawn.push(read);
      }
    }
    return drawn;
  } finally {
    await file.close();
  }
}

/** Where the lines of each package are, in bytes. The package is looked for at a record's beginning, where it stands. */
async function spansOf(path: string): Promise<Map<string, Span[]>> {
  const spans = new Map<string, Span[]>();
  let [start, at] = [0, 0];
  let head = '';
  const line = (): void => {
    const name = /^\{"package": ?"((?:[^"\\]|\\.)*)"/.exec(head)?.[1];
    if (name !== undefined) {
      const own = spans.get(name);
      if (own === undefined) spans.set(name, [{ start, length: at - start }]);
      else own.push({ start, length: at - start });
    }
  };
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    for (let from = 0; from < part.length;) {
      const end = part.indexOf(10, from);
      const until = end < 0 ? part.length : end;
      if (head.length < 300) head += part.toString('utf8', from, Math.min(until, from + 300));
      at += until - from;
      if (end >= 0) {
        line();
        at += 1;
        [start, head] = [at, ''];
      }
      from = until + 1;
    }
  }
  line();
  return spans;
}

function parsed(line: string): Text | undefined {
  try {
    const read = text(JSON.parse(line));
    return isFailure(read) ? undefined : read;
  } catch {
    return undefined;
  }
}
