/** What a suggestion would have been read from, had a part of it not been there. */
import type { Backend, ModelConfig, State } from '../engine/backend.ts';
import { around, isForgotten, spansOf, type LineSpan } from './forgotten.ts';
import { Grid } from './grid.ts';
import { pack, type Packed } from './packed.ts';
import type { PrimedFile } from './priming.ts';
import type { CompletionRequest } from './request.ts';
import type { Branch } from './stream.ts';

/** One head of one layer, counted from 0. */
export interface Head {
  readonly layer: number;
  readonly head: number;
}

/** Lines of one file, counted from 0. */
export interface Lines extends LineSpan {
  readonly path: string;
}

/**
 * The backend with some heads' memories empty: their W is set to zero before each token, so that all they give is what
 * the token itself has just written. It reads by steps only, one token a call.
 */
export function withoutHeads(backend: Backend, heads: readonly Head[]): Pick<Backend, 'steps'> {
  if (heads.length === 0) return backend;
  return {
    async steps(state, forced, _most, oneLine) {
      let fed = await backend.steps(await emptied(state, heads, backend.config), forced.slice(0, 1), 1, oneLine);
      for (const token of forced.slice(1)) {
        fed = await backend.steps(await emptied(fed.state, heads, backend.config), [token], 1, oneLine);
      }
      return fed;
    },
  };
}

async function emptied(state: State, heads: readonly Head[], { heads: all, headDim, nu }: ModelConfig): Promise<State> {
  await state.fetch?.();
  const { weights, conv } = state;
  const size = headDim * 2 * headDim * nu;
  const left = weights.slice();
  for (const { layer, head } of heads) left.fill(0, (layer * all + head) * size, (layer * all + head + 1) * size);
  return { weights: left, conv };
}

/** A branch without its last token, and that token: it is read by a step, whatever the branch. */
export function parted({ remainder, aside, runs }: Branch): { readonly before: Branch; readonly last: Packed } {
  const end = runs.at(-1)!;
  return { before: { remainder, aside, runs: [...runs.slice(0, -1), end.slice(0, -1)] }, last: end.slice(-1) };
}

/** The request that leaves these lines out as well, but for the cursor's own. */
export function requestWithout(request: CompletionRequest, lines: Lines): CompletionRequest {
  const { path, prefix, context, forgotten } = request;
  if (lines.path !== path) {
    return {
      ...request,
      context: context.map((file) =>
        file.path === lines.path ? { ...file, forgotten: joined(file.forgotten ?? [], lines) } : file,
      ),
    };
  }
  const cursor = prefix.split('\n').length - 1;
  const { above, below } = around([lines], cursor);
  const apart = above.map(({ from, to }) => ({ from, to: Math.min(to, cursor) })).filter(({ from, to }) => from < to);
  return {
    ...request,
    forgotten: {
      above: apart.reduce(joined, forgotten?.above ?? []),
      below: below.reduce(joined, forgotten?.below ?? []),
    },
  };
}

/** A file that was read, as if these lines of it had not been there. */
export function fileWithout(
  { path, chunks, numbers }: PrimedFile,
  { from, to }: LineSpan,
  { newline, chunk }: { readonly newline: number; readonly chunk: number },
): PrimedFile {
  const end = pack([newline]);
  const [header, ...lines] = chunks.join('').split(end).slice(0, -1);
  const left = [...lines.keys()].filter((line) => !isForgotten([{ from, to }], numbers?.[line] ?? line));
  const grid = new Grid(chunk);
  for (const line of [header!, ...left.map((line) => lines[line]!)]) grid.append(line + end);
  const { full, remainder } = grid.upTo(grid.length);
  return {
    path,
    chunks: remainder === '' ? full : [...full, remainder],
    numbers: left.map((line) => numbers?.[line] ?? line),
  };
}

function joined(spans: readonly LineSpan[], { from, to }: LineSpan): LineSpan[] {
  const all = [...spans, { from, to }];
  return spansOf(Math.max(...all.map((span) => span.to)), (line) => isForgotten(all, line));
}
