import { spawn } from 'node:child_process';
import { messageOf, type Failure } from '../../protocol/failure.ts';

/** Node with these arguments, in a process of its own; its answer is one JSON object on stdout. */
export function answerOf<T>(args: readonly string[], env: Record<string, string> = {}): Promise<T | Failure> {
  return new Promise((resolve) => {
    const running = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [answer, said] = ['', ''];
    running.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text));
    running.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    running.once('error', (thrown) => resolve({ error: thrown.message }));
    running.once('close', () => resolve(parsed(answer, said) as T | Failure));
  });
}

function parsed(answer: string, said: string): unknown {
  try {
    return JSON.parse(answer);
  } catch (thrown) {
    return { error: said.trim().split('\n').at(-1) || messageOf(thrown) };
  }
}
