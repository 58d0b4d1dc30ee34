/** Runs Python that nobody has read, each program in a process of its own. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../protocol/failure.ts';

/** What became of a program: it ran to its end, it failed by itself, or a limit ended it. */
export type Verdict =
  | { readonly end: 'passed' }
  | { readonly end: 'failed'; readonly error: string }
  | { readonly end: 'stopped'; readonly limit: 'time' | 'memory' | 'processes' | 'output' };

export interface Limits {
  /** Of processor time. */
  readonly seconds: number;
  /** On the wall: more, so that a busy machine fails nobody. */
  readonly wallSeconds: number;
  /** Of address space. */
  readonly megabytes: number;
}

const defaults: Limits = { seconds: 5, wallSeconds: 15, megabytes: 512 };
/** Characters that a program may print. */
const mostOutput = 1_000_000;

/** Whom a superuser's programs run as, so that they can write to their own folder only. */
const NOBODY = 65534;

/**
 * The program runs in a child, so that what ends it can be told. It says `mark` only if it came to its end: no
 * exception, no exit before.
 */
const RUN = `
import os, resource, runpy, sys
program, mark, seconds, megabytes = sys.argv[1:]
def limit(what, most):
    resource.setrlimit(what, (most, most))
child = os.fork()
if child != 0:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os._exit(code if code >= 0 else 128 - code)
limit(resource.RLIMIT_CPU, int(seconds))
limit(resource.RLIMIT_AS, int(megabytes) << 20)
limit(resource.RLIMIT_FSIZE, 1 << 20)
limit(resource.RLIMIT_CORE, 0)
limit(resource.RLIMIT_NOFILE, 64)
limit(resource.RLIMIT_NPROC, 1)
sys.argv = [program]
runpy.run_path(program, run_name="__main__")
sys.stdout.flush()
os.write(1, mark.encode())
`;

/** Own user, network, mount and process namespaces; what is left in them dies with the first process. */
const UNSHARE = ['unshare', '-rnmpf', '--kill-child', '--'];

export class Sandbox {
  /** Programs have no network, and none outlives its run; else only the limits and the end of its process group hold. */
  readonly isolated: boolean;
  readonly #limits: Limits;
  readonly #asNobody = process.geteuid?.() === 0;

  private constructor(isolated: boolean, limits: Limits) {
    this.isolated = isolated;
    this.#limits = limits;
  }

  /** Finds out what this machine can do by doing it. */
  static async open(limits: Partial<Limits> = {}): Promise<Sandbox | Failure> {
    let why = '';
    for (const isolated of [true, false]) {
      const sandbox = new Sandbox(isolated, { ...defaults, ...limits });
      const verdict = await sandbox.run('pass');
      if (verdict.end === 'passed') return sandbox;
      why = verdict.end === 'failed' ? verdict.error : verdict.limit;
    }
    return { error: `programs can not be run with limits, which takes Python 3 on Linux or macOS: ${why}` };
  }

  /** Never throws for what the program does. */
  async run(program: string): Promise<Verdict> {
    const folder = await mkdtemp(join(tmpdir(), 'palimpsest-'));
    try {
      const file = join(folder, 'program.py');
      await writeFile(file, program);
      if (this.#asNobody) await chown(folder, NOBODY, NOBODY);
      return await this.#watch(folder, file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #watch(folder: string, file: string): Promise<Verdict> {
    const { seconds, wallSeconds, megabytes } = this.#limits;
    const mark = randomUUID();
    const run = ['python3', '-I', '-c', RUN, file, mark, `${seconds}`, `${megabytes}`];
    const [command, ...rest] = this.isolated ? [...UNSHARE, ...run] : run;
    return new Promise((resolve) => {
      const child = spawn(command!, rest, {
        cwd: folder,
        ...(this.#asNobody && { uid: NOBODY, gid: NOBODY }),
        detached: true, // leads a process group of its own, which is ended as one
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' },
      });
      let limit: 'time' | 'output' | undefined;
      const stop = (what: typeof limit): void => {
        limit ??= what;
        end(child.pid);
      };
      const timer = setTimeout(() => stop('time'), 1000 * wallSeconds);
      let printed = 0;
      let [stdout, stderr] = ['', ''];
      const last = (text: string, more: Buffer): string => {
        if ((printed += more.length) > mostOutput) stop('output');
        return (text + more.toString()).slice(-1000);
      };
      child.stdout.on('data', (more: Buffer) => (stdout = last(stdout, more)));
      child.stderr.on('data', (more: Buffer) => (stderr = last(stderr, more)));
      // A child of the program may hold the pipes open: when the program itself has ended, so does the rest.
      child.once('exit', () => end(child.pid));
      child.once('error', ({ message }) => {
        clearTimeout(timer);
        resolve({ end: 'failed', error: message });
      });
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        if (limit !== undefined) resolve({ end: 'stopped', limit });
        else if (code === 0 && stdout.endsWith(mark)) resolve({ end: 'passed' });
        else resolve(failure(stderr, signal === null && code! > 128 ? code! - 128 : undefined));
      });
    });
  }
}

/** Ends a process group; there may be nothing left of it. */
function end(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL');
  } catch {
    // gone
  }
}

function failure(stderr: string, signal: number | undefined): Verdict {
  const error = stderr.trimEnd().split('\n').at(-1) ?? '';
  if (/^MemoryError\b/.test(error)) return { end: 'stopped', limit: 'memory' };
  if (/^BlockingIOError\b|can't start new thread/.test(error)) return { end: 'stopped', limit: 'processes' };
  // The limit of processor time comes as this signal.
  if (signal === constants.signals.SIGKILL || signal === constants.signals.SIGXCPU)
    return { end: 'stopped', limit: 'time' };
  return { end: 'failed', error: error || (signal === undefined ? 'ended early' : `ended by signal ${signal}`) };
}
