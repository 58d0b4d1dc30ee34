import type { Failure } from '../../protocol/failure.ts';

/** An infilling case, ready to be asked. */
export interface Case {
  /** Cases cut from one problem. */
  readonly group: string;
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly answer: string;
}

/**
 * A record {prompt, suffix, canonical_solution, path?, entry_point?}. An answer that ends in a line break is a whole
 * line: the break is left in the document, and the line before it asked for.
 */
export function infillingCase(value: unknown): Case | Failure {
  const {
    prompt,
    suffix,
    canonical_solution: answer,
    path,
    entry_point: entry,
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
  };
}
