/** What the panel is told of a trace: how well it is still recalled, and which keys collide. */
import type { Look } from '../engine/kernel/look.ts';
import type { CollisionsAnswer } from '../protocol/collisions.ts';
import type { ListedSymbol, NamedSymbol, RecallAnswer, TextPlace } from '../protocol/recall.ts';
import { collisionsOf } from './collisions.ts';
import type { Shape } from './given.ts';
import type { Placed } from './places.ts';
import { recallOf } from './recall.ts';
import { partsRead, type Trace } from './trace.ts';
import { tokenList } from './token-list.ts';

/** Lets messages through; false once nobody wants to know any more. */
type Breathe = () => Promise<boolean>;

/**
 * @param symbols of the file that the suggestion was made in
 * @param wanted the place whose curve is asked for; the first symbol that was read where it is left out
 * @param look the kernel's, where it is there
 */
export async function recalled(
  shape: Shape,
  trace: Trace,
  symbols: readonly NamedSymbol[],
  wanted: TextPlace | undefined,
  breathe: Breathe,
  look?: Look,
): Promise<Omit<RecallAnswer, 'ms'> | undefined> {
  const { places, chosen, recording, left } = trace;
  const { path } = left.request;
  const read = places.slice(0, chosen);
  const lines = linesOf(read, path);
  const listed = symbols.map((symbol): ListedSymbol => {
    const [from, to] = spanOf(read, lines, { ...symbol, length: symbol.name.length });
    return { ...symbol, from, to };
  });
  const first = listed.find(({ from, to }) => from < to);
  const span = wanted
    ? spanOf(read, wanted.path === path ? lines : linesOf(read, wanted.path), wanted)
    : first && ([first.from, first.to] as const);
  const of = span && span[0] < span[1] ? span : undefined;
  const recall = await recallOf(shape, partsRead(trace), recording.start, of, breathe, look);
  const { layers, heads } = shape;
  return recall && { list: tokenList(trace), layers, heads, path, symbols: listed, ...recall };
}

/** Brackets and operators look alike to whole heads, which is no loss. */
const isWord = /[\p{L}\p{N}]/u;

export async function collided(
  shape: Shape,
  trace: Trace,
  breathe: Breathe,
): Promise<Omit<CollisionsAnswer, 'ms'> | undefined> {
  const { places, chosen } = trace;
  const texts = places.slice(0, chosen).map(({ kind, text }) => {
    return kind === 'text' && isWord.test(text) ? text.trim() : undefined;
  });
  const collisions = await collisionsOf(shape, partsRead(trace), texts, breathe);
  const { layers, heads } = shape;
  return collisions && { list: tokenList(trace), layers, heads, ...collisions };
}

/** The tokens of text in a file by their line, in their order. */
function linesOf(places: readonly Placed[], path: string): Map<number, number[]> {
  const lines = new Map<number, number[]>();
  for (const [token, placed] of places.entries()) {
    if (placed.kind !== 'text' || placed.path !== path) continue;
    const line = lines.get(placed.line);
    if (line === undefined) lines.set(placed.line, [token]);
    else line.push(token);
  }
  return lines;
}

/** The tokens that stand at a place, from the first to the one after the last; nothing of it where none does. */
function spanOf(
  places: readonly Placed[],
  lines: ReadonlyMap<number, readonly number[]>,
  { line, column, length }: Omit<TextPlace, 'path'>,
): readonly [number, number] {
  const standing = (lines.get(line) ?? []).filter((token) => {
    const placed = places[token]!;
    return placed.column < column + length && placed.column + placed.text.length > column;
  });
  const from = standing[0];
  if (from === undefined) return [0, 0];
  // What was read twice has its first place.
  let to = from + 1;
  while (standing.includes(to)) to += 1;
  return [from, to];
}
