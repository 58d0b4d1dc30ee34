/** Numbers and places as the person reads them. Layers, heads, rows and columns count from 1, as people do. */

import { t } from '@vscode/l10n';
import type { Filter } from './filter.ts';
import type { Cell, Place, Summary } from './memory.ts';
import type { Counts } from '../../src/protocol/counts.ts';

/** In the editor's language; in English where there is no page. */
const grouped = new Intl.NumberFormat('document' in globalThis ? document.documentElement.lang : 'en');

const grouped3 = new Intl.NumberFormat(grouped.resolvedOptions().locale, { maximumSignificantDigits: 3 });

export function tokens(value: number): string {
  return value === 1 ? t('1 token') : t`${grouped.format(value)} tokens`;
}

export function layers(value: number): string {
  return value === 1 ? t('1 layer') : t`${grouped.format(value)} layers`;
}

export function heads(value: number): string {
  return value === 1 ? t('1 head') : t`${grouped.format(value)} heads`;
}

/** Bytes in KB or MB of 1024, to three figures at most. */
export function bytes(value: number): string {
  if (value < 1024) return value === 1 ? t('1 byte') : t`${value} bytes`;
  const [size, unit] = value < 1024 * 1024 ? [value / 1024, 'KB'] : [value / (1024 * 1024), 'MB'];
  return `${size < 100 ? Number(size.toPrecision(3)) : Math.round(size)} ${unit}`;
}

export function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${grouped.format(Math.round(value))} ms`;
}

/** A value with its sign, to a hundredth of the scale's leading digit. */
export function signed(value: number, scale: number): string {
  const digits = Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(scale))));
  const size = Math.abs(value).toFixed(digits);
  const sign = Number(size) === 0 ? '' : value < 0 ? '\u2212' : '+';
  return Number.isFinite(value) ? sign + size : t('not a number');
}

/** A number of a curve or a table, to three figures. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return t('not a number');
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5)
      ? size.toExponential(1)
      : (size < 1000 ? grouped3 : grouped).format(size);
  return value < 0 ? `\u2212${text}` : text;
}

/** A part of a whole in per cent; of nothing there is no part. */
export function percent(part: number, whole: number): string {
  return whole > 0 ? `${figure((100 * part) / whole)} %` : '\u2013';
}

/** A share of what is read, in percent with its sign. */
export function share(value: number): string {
  const size = (100 * Math.abs(value)).toFixed(1);
  return `${Number(size) === 0 ? '' : value < 0 ? '\u2212' : '+'}${size}%`;
}

/** How well something is recalled: a cosine, in per cent. */
export function recalled(value: number): string {
  const size = Math.round(100 * Math.abs(value));
  return `${size > 0 && value < 0 ? '\u2212' : ''}${size} %`;
}

/** A number of the legend: no more digits than it has. */
export function tick(value: number): string {
  const text = String(Number(Math.abs(value).toPrecision(1)));
  return value < 0 ? `\u2212${text}` : text;
}

export function nameOf({ layer, head }: Place): string {
  return t`Layer ${layer + 1}, head ${head + 1}`;
}

/** The heads that a filter lets through. */
export function headNames({ layer, head }: Filter): string {
  if (layer !== undefined && head !== undefined) return nameOf({ layer, head });
  if (layer !== undefined) return t`Layer ${layer + 1}`;
  return head === undefined ? t('any memory') : t`head ${head + 1} of each layer`;
}

/** Lines counted from 0, `to` behind the last. */
export function lineNames({ from, to }: { readonly from: number; readonly to: number }): string {
  return to - from === 1 ? t`line ${to}` : t`lines ${from + 1} to ${to}`;
}

export function cellName({ row, column }: Cell): string {
  return t`row ${row + 1}, column ${column + 1}`;
}

/** What a picture shows, for someone who does not see it. */
export function described(place: Place, summary: Summary, scale: number): string {
  return `${nameOf(place)}: ${summed(summary, scale)}`;
}

export function summed({ largest, peak, typical }: Summary, scale: number): string {
  const size = signed(typical, scale).replace('+', '');
  return t`largest value ${signed(largest, scale)} at ${cellName(peak)}; typical size ${size}`;
}

/** The counts of the suggestions. */
export function counted({ shown, accepted, characters }: Counts): string {
  const [all, taken, saved] = [shown, accepted, characters].map((value) => grouped.format(value));
  return t`${all!} shown, ${taken!} accepted, ${saved!} characters saved`;
}
