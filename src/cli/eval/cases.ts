import type { Failure } from '../../protocol/failure.ts';

/** An infilling case, ready to be asked. */
export interface Case {
  /** Cases cut from one problem. */
  readonly group: string;
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly answer: string;
  /** How the record calls it. */
  readonly name?: string;
  /** Python that fails after a text that is completed wrongly; absent where the record has none. */
  readonly test?: string;
}

/**
 * A record {prompt, suffix, canonical_solution, path?, entry_point?, test?, task_id?}. An answer that ends in a line break is a whole
 * line: the break is left in the document, and the line before it asked for.
 */
export function infillingCase(value: unknown): Case | Failure {
  const {
    prompt,
    suffix,
    canonical_solution: answer,
    path,
    entry_point: entry,
    test,
    task_id: name,
  } = (value ?? {}) as Record<string, unknown>;
  if (typeof prompt !== 'string' || typeof suffix !== 'string' || typeof answer !== 'string') {
    return { error: 'prompt, suffix and canonical_solution have to be strings' };
  }
  const whole = answer.endsWith('\n');
  return {
    group: typeof entry === 'string' ? entry : prompt + suffix,
    path: typeof path === 'string' ? path : 'untitled.py',
    prefix: prompt,
    suffix: whole ? `\n${suffix}` : suffix,
    answer: whole ? answer.slice(0, -1) : answer,
    ...(typeof name === 'string' && { name }),
    ...(typeof test === 'string' && isName(entry) && { test: `${test}\ncheck(${entry})\n` }),
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value);
}

/** The document with a completion in it, and its test after it. */
export function programOf({ prefix, suffix, test }: Case, text: string, replaceRest: boolean): string {
  const end = suffix.indexOf('\n');
  const after = replaceRest ? (end < 0 ? '' : suffix.slice(end)) : suffix;
  return `${prefix}${text}${after}\n${test ?? ''}`;
}
