import { t } from '@vscode/l10n';
import type { Failure } from '../protocol/failure.ts';
import type { Model } from './model.ts';

const mebibyte = 1 << 20;

/**
 * The largest model that is loaded. The weights count three times: as they ship, as float32, and in the runtime's own
 * memory; so this many are about a gigabyte.
 */
export const largest = {
  /** Bytes of the float16 weights. */
  weights: 200 * mebibyte,
  /** Bytes of each other file. */
  file: 16 * mebibyte,
  /** Bytes of one state: dozens of them are kept. */
  state: 16 * mebibyte,
} as const;

/** Whether a model is of a size that an editor can hold; looked at before any of its large files is read. */
export function checkSizes({ files, state }: Model): Failure | undefined {
  for (const [name, { path, bytes }] of Object.entries(files)) {
    const most = name === 'weights' ? largest.weights : largest.file;
    if (bytes > most)
      return { error: t`${path} is too large: it has ${inMebibytes(bytes)} MB of at most ${inMebibytes(most)}.` };
  }
  const bytes = 4 * (product(state.weights) + product(state.conv));
  if (bytes <= largest.state) return undefined;
  return {
    error: t`The model’s memory is too large: ${inMebibytes(bytes)} MB of at most ${inMebibytes(largest.state)}.`,
  };
}

function inMebibytes(bytes: number): number {
  return Math.ceil(bytes / mebibyte);
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, extent) => all * extent, 1);
}
