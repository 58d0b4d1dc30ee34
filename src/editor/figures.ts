import { t } from '@vscode/l10n';
import type { Counts } from '../protocol/counts.ts';
import type { Completed, Loaded } from '../protocol/worker.ts';

/** The model and what it runs on, and how long it took last and what from, if it was copied. */
export function described({ name, backend }: Loaded, last: Completed | undefined, language: string): string {
  const what = t`${name} on ${backend}`;
  if (last === undefined) return what;
  const took = `${what} · ${t`last suggestion in ${milliseconds(last.ms, language)} ms`}`;
  return last.copied === undefined ? took : `${took}, ${t`copied from ${last.copied.path}:${last.copied.line}`}`;
}

/** The counts in two parts of a line. */
export function counted({ shown, accepted, characters, answers, milliseconds: ms, since }: Counts, language: string) {
  if (shown === 0) return { main: t('Nothing suggested yet'), more: '' };
  const number = new Intl.NumberFormat(language);
  const day = new Date(since).toLocaleDateString(language, { day: 'numeric', month: 'short' });
  const share = Math.min(1, accepted / shown);
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(share);
  const average = answers === 0 ? 0 : ms / answers;
  return {
    main: t`${number.format(shown)} shown, ${number.format(accepted)} accepted (${percent})`,
    more: t`${number.format(characters)} characters saved, ${milliseconds(average, language)} ms each, since ${day}`,
  };
}

function milliseconds(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
