import type { Failure } from '../../protocol/failure.ts';
import { programOf, type Case } from './cases.ts';
import type { Figure } from './interval.ts';
import type { Sandbox } from './sandbox.ts';
import { shareOf } from './score.ts';
import type { NotRun } from './subject.ts';

/** A candidate that a limit ended. */
export interface Stopped {
  readonly case: string;
  readonly limit: string;
}

export interface Passing {
  /** Percent of the cases with a test that pass it; 95% interval over groups. */
  readonly passRate: Figure;
  readonly tested: number;
  /** Had no network, and processes that end together. */
  readonly isolated: boolean;
  /** They count as failed. */
  readonly stopped: readonly Stopped[];
}

/** Runs the tests of completed cases, one candidate after the other. */
export class PassCounter {
  readonly #sandbox: Sandbox | Failure;
  readonly #passed = new Map<string, boolean[]>();
  readonly #stopped: Stopped[] = [];

  constructor(sandbox: Sandbox | Failure) {
    this.#sandbox = sandbox;
  }

  /** Does nothing for a case without a test. */
  async add(one: Case, text: string, replaceRest: boolean): Promise<void> {
    if ('error' in this.#sandbox || one.test === undefined) return;
    const verdict = await this.#sandbox.run(programOf(one, text, replaceRest));
    const group = this.#passed.get(one.group) ?? [];
    this.#passed.set(one.group, [...group, verdict.end === 'passed']);
    if (verdict.end === 'stopped') this.#stopped.push({ case: one.name ?? one.group, limit: verdict.limit });
  }

  result(seed: number): Passing | NotRun {
    if ('error' in this.#sandbox) return { notRun: this.#sandbox.error };
    const groups = [...this.#passed.values()];
    if (groups.length === 0) return { notRun: 'the cases have no tests' };
    return {
      passRate: shareOf(groups, seed),
      tested: groups.flat().length,
      isolated: this.#sandbox.isolated,
      stopped: this.#stopped,
    };
  }
}
