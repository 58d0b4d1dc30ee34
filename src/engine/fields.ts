import { t } from '@vscode/l10n';
import type { Failure } from '../protocol/failure.ts';

/**
 * Reads fields of parsed JSON by dotted path and checks each. The first one that is wrong is remembered as
 * `failure`; what is returned for it has the right type and no meaning, so that the reader needs no branch a field.
 */
export class Fields {
  readonly #json: unknown;
  failure: Failure | undefined;

  constructor(json: unknown) {
    this.#json = json;
  }

  number(path: string): number {
    const value = this.#at(path);
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#wrong(path, t('a number'), NaN);
  }

  /** A whole number, at least 1. */
  count(path: string): number {
    const value = this.#at(path);
    return Number.isSafeInteger(value) && (value as number) > 0
      ? (value as number)
      : this.#wrong(path, t('a whole number above 0'), NaN);
  }

  /** A whole number, 0 where it is left out. */
  optional(path: string): number {
    const value = this.#at(path) ?? 0;
    return Number.isSafeInteger(value) && (value as number) >= 0
      ? (value as number)
      : this.#wrong(path, t('a whole number'), NaN);
  }

  /** A whole number from 0 to below `end`. */
  index(path: string, end: number): number {
    const value = this.#at(path);
    return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < end
      ? (value as number)
      : this.#wrong(path, t`a whole number from 0 to ${end - 1}`, NaN);
  }

  text(path: string, form: RegExp, means: string): string {
    const value = this.#at(path);
    return typeof value === 'string' && form.test(value) ? value : this.#wrong(path, means, '');
  }

  constant<const T extends string | number>(path: string, expected: T): T {
    return this.#at(path) === expected ? expected : this.#wrong(path, JSON.stringify(expected), expected);
  }

  /** A list of sizes; undefined stands for any size. */
  shape(path: string, expected: readonly (number | undefined)[]): number[] {
    const value = this.#at(path);
    const fits =
      Array.isArray(value) &&
      value.length === expected.length &&
      value.every((size, i) => Number.isSafeInteger(size) && size > 0 && size === (expected[i] ?? size));
    const means = `[${expected.map((size) => size ?? t('any')).join(', ')}]`;
    return fits ? (value as number[]) : this.#wrong(path, means, []);
  }

  has(path: string): boolean {
    return this.#at(path) !== undefined;
  }

  /** Numbers that all pass; so many of them, where that is given. */
  list(path: string, passes: (value: number) => boolean, means: string, length?: number): number[] {
    const value = this.#at(path);
    const long = Array.isArray(value) && value.length === (length ?? value.length);
    const fits = long && value.every((entry) => typeof entry === 'number' && passes(entry));
    return fits ? (value as number[]) : this.#wrong(path, means, []);
  }

  /** What holds between fields. */
  expect(path: string, holds: boolean, means: string): void {
    if (!holds) this.#wrong(path, means, undefined);
  }

  #at(path: string): unknown {
    let value: unknown = this.#json;
    for (const name of path.split('.')) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  }

  #wrong<T>(path: string, means: string, stand: T): T {
    const value = this.#at(path);
    const found = value === undefined ? undefined : JSON.stringify(value).slice(0, 60);
    this.failure ??= {
      error:
        found === undefined
          ? t`model.json: "${path}" is missing, but should be ${means}.`
          : t`model.json: "${path}" is ${found}, but should be ${means}.`,
    };
    return stand;
  }
}
