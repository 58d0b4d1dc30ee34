import { spawn } from 'node:child_process';
import { root } from '../../scripts/run.mjs';

export interface Question {
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
}

export interface Reply {
  readonly completion: string;
  readonly confidence: number;
}

/** What `npm run -s complete` answers, as anybody would ask it. */
export async function complete(questions: readonly Question[]): Promise<Reply[]> {
  const child = spawn('npm', ['run', '-s', 'complete'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`npm run -s complete ended with ${String(code)}`);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Reply);
}
