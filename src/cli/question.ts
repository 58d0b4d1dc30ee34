import type { CompletionRequest } from '../memory/session.ts';
import { messageOf } from '../protocol/failure.ts';

/** Any JSON value; null where the question has none. */
export type Id = unknown;

export type Question =
  { readonly id: Id; readonly request: CompletionRequest } | { readonly id: Id; readonly error: string };

/** A line of the `complete` command's input: `{id?, path, prefix, suffix, lines?, context?}`. */
export function questionOf(line: string): Question {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (thrown) {
    return { id: null, error: `not JSON: ${messageOf(thrown)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { id: null, error: 'not an object' };
  const { id = null, path, prefix, suffix, lines = 'one', context = [] } = value as Record<string, unknown>;
  for (const [name, text] of Object.entries({ path, prefix, suffix })) {
    if (typeof text !== 'string') return { id, error: `"${name}" must be a string` };
  }
  if (lines !== 'one' && lines !== 'block') return { id, error: '"lines" must be "one" or "block"' };
  if (!Array.isArray(context) || !context.every(isFile)) {
    return { id, error: '"context" must be a list of {"path", "text"}, both strings' };
  }
  return { id, request: { path, prefix, suffix, lines, context } as CompletionRequest };
}

function isFile(value: unknown): value is { path: string; text: string } {
  const { path, text } = (value ?? {}) as Record<string, unknown>;
  return typeof path === 'string' && typeof text === 'string';
}
