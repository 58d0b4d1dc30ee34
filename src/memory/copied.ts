/**
 * Where a chosen token was copied from. Its probability is (1 - w) p_model + w p_copied, and p_copied is a sum over places;
 * so each place has a part of it, and what the model says has the rest.
 */
import { Opinions } from '../engine/opinion.ts';
import type { PrefixIndex } from '../engine/prefix-index.ts';
import { mostPlaces, type Copied, type CopiedPlace } from '../protocol/copied.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Copying } from './copying.ts';
import type { CompletionRequest } from './request.ts';
import type { Left } from './trace.ts';

export type { Copied } from '../protocol/copied.ts';

/**
 * Looks up once more what was looked up when it was chosen. Undefined where it is not wanted any more.
 *
 * @param at which of the chosen tokens
 */
export async function copiedFrom(
  tokenizer: Tokenizer,
  index: PrefixIndex,
  copying: Copying,
  { request, text, kept, chosen, required }: Left,
  at: number,
  breathe: () => Promise<boolean>,
): Promise<Copied | undefined> {
  const { token, logprob, weight } = chosen[at]!;
  if (weight === undefined) return { share: 0, places: [] };
  const pointer = await copying.at(request, text, kept, { breathe });
  if (pointer === 'cancelled') return undefined;
  const opinions = new Opinions(tokenizer, index, { required, lines: request.lines, pointer });
  const written = chosen.slice(0, at).map((choice) => choice.token);
  const bytes = written.reduce((sum, own) => sum + (tokenizer.bytes(own)?.length ?? 0), 0);
  const found = opinions.placesOf(token, written, bytes);
  const part = weight / Math.exp(logprob);
  const lines = new Map<string, string[]>();
  const places = [...found].sort((a, b) => b.share - a.share).slice(0, mostPlaces);
  return {
    share: part * found.reduce((sum, { share }) => sum + share, 0),
    places: places.map(({ share, ...place }): CopiedPlace => {
      const spot = copying.spot(place);
      const { path, line } = spot;
      if (!lines.has(path)) lines.set(path, linesOf(request, path));
      return { ...spot, share: part * share, text: lines.get(path)![line] ?? '' };
    }),
  };
}

function linesOf(request: CompletionRequest, path: string): string[] {
  const other = path === request.path ? undefined : request.context.find((file) => file.path === path);
  return (other?.text ?? request.prefix + request.suffix).split('\n');
}
