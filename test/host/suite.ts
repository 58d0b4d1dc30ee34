/**
 * Runs inside an extension host: in VS Code for the web here, on the desktop with `npm run test:desktop`. There is no
 * test framework in a web worker, so the cases are plain functions, and each reports on a line of the console.
 */
import { badInput } from './bad-input.ts';
import { completions } from './completions.ts';
import { graphics } from './graphics.ts';
import { manifest } from './manifest.ts';
import { rest } from './rest.ts';

export type Cases = Readonly<Record<string, () => Promise<void>>>;

export async function run(): Promise<void> {
  let failed = 0;
  for (const [name, body] of Object.entries({ ...manifest, ...completions, ...badInput, ...rest, ...graphics })) {
    const error = await body().then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
    );
    if (error !== undefined) failed++;
    console.log(`CASE ${JSON.stringify({ name, error })}`);
  }
  console.log('SUITE END');
  if (failed > 0) throw new Error(`${failed} failed`);
}
