import type { Backend } from '../../engine/backend.ts';
import { isFailure } from '../../protocol/failure.ts';
import { bitsOf } from './bits.ts';
import { heldOut } from './held-out.ts';
import { resampled, type Figure } from './interval.ts';
import type { Options } from './options.ts';
import { progress } from './progress.ts';
import type { NotRun, Subject } from './subject.ts';
import { upTo, type Text } from './texts.ts';

export interface Rounding {
  readonly languages: Record<string, Rounded>;
}

export interface Rounded {
  readonly files: number;
  readonly bytes: number;
  /** Bits per byte with float32 matrices, by ONNX Runtime. */
  readonly exact: number;
  /** With int8 matrices, by the kernel. */
  readonly rounded: number;
  /** Percent that the second are more; 95% bootstrap interval over files. */
  readonly more: Figure;
}

/** UTF-8 bytes of each language: the two agree file by file, so that few are enough. */
const MOST = 20_000;

/** The section: bits per byte of the same files on both backends, whichever of them is faster here. */
export async function rounding({ start, tokenizer }: Subject, options: Options): Promise<Rounding | NotRun> {
  const texts = heldOut(options.texts, 'test');
  if ('notRun' in texts) return texts;
  const chosen = [...texts.languages].map(([language, files]) => {
    return [language, upTo(files, Math.min(MOST, options.bytes))] as const;
  });
  const measured = async (backend: Backend): Promise<number[][]> => {
    const all: number[][] = [];
    for (const [language, files] of chosen) {
      progress(`bits per byte on ${backend.name}, ${language}`);
      const bits: number[] = [];
      for (const file of files) bits.push((await bitsOf(file, backend, tokenizer)).bits);
      all.push(bits);
    }
    return all;
  };
  const exact = await on('ort', start, measured);
  if (isFailure(exact)) return { notRun: exact.error };
  const rounded = await on('kernel', start, measured);
  if (isFailure(rounded)) return { notRun: rounded.error };
  return {
    languages: Object.fromEntries(
      chosen.map(([language, files], i) => [language, compared(files, exact[i]!, rounded[i]!, options.seed)]),
    ),
  };
}

/** One after the other, so that there is one model in memory beside the one that is measured. */
async function on<T>(name: 'kernel' | 'ort', start: Subject['start'], work: (backend: Backend) => Promise<T>) {
  const started = await start(name);
  if (isFailure(started)) return started;
  const result = await work(started.backend);
  await started.backend.dispose();
  return result;
}

function compared(files: readonly Text[], exact: readonly number[], rounded: readonly number[], seed: number): Rounded {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const sum = (of: readonly number[], drawn: Iterable<number> = of.keys()): number => {
    let total = 0;
    for (const i of drawn) total += of[i]!;
    return total;
  };
  return {
    files: files.length,
    bytes,
    exact: sum(exact) / bytes,
    rounded: sum(rounded) / bytes,
    more: resampled(
      files.length,
      (draw) => {
        const drawn = [...draw];
        return 100 * (sum(rounded, drawn) / sum(exact, drawn) - 1);
      },
      seed,
    ),
  };
}
