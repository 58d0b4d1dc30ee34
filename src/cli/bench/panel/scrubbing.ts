/** How fast the panel draws, in a browser of its own: `bench/scrubbing.mjs`. */
import { spawn } from 'node:child_process';
import { messageOf, type Failure } from '../../../protocol/failure.ts';

export interface ScrubbingFigures {
  readonly frames: number;
  /** By the wall: 60 is all that the browser gives. */
  readonly framesPerSecond: number;
  /** Of the page's thread, scripts, style and painting; the raster's threads do theirs besides. */
  readonly cpuMsPerFrame: number;
  /** Of these, the panel's scripts. */
  readonly scriptMsPerFrame: number;
}

export function measureScrubbing(): Promise<ScrubbingFigures | Failure> {
  return new Promise((resolve) => {
    const running = spawn(process.execPath, ['bench/scrubbing.mjs'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [answer, said] = ['', ''];
    running.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text));
    running.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    running.once('error', (thrown) => resolve({ error: thrown.message }));
    running.once('close', () => {
      try {
        resolve(JSON.parse(answer) as ScrubbingFigures);
      } catch (thrown) {
        resolve({ error: said.trim().split('\n').at(-1) ?? messageOf(thrown) });
      }
    });
  });
}
