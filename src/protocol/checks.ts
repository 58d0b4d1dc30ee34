/** Checks of what arrives at either side of the panel, for its messages' parsers. */

const mostPath = 4096;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

export function isFloats(value: unknown, length: number): value is Float32Array {
  return value instanceof Float32Array && value.length === length;
}

/** Whole numbers, none below the first and all below the second. */
export function isInts(value: unknown, least: number, below: number): value is Int32Array {
  return value instanceof Int32Array && value.every((number) => number >= least && number < below);
}

/** As the model knows files: relative, and nowhere but down. */
export function isPath(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > mostPath || value.startsWith('/')) return false;
  return !value.split('/').includes('..');
}
