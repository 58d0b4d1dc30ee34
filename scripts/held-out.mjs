/** The files that the evaluation asks about: fetched once, by the committed list. */
import { existsSync } from 'node:fs';
import { ensurePython } from './python.mjs';
import { quietly, root, say } from './run.mjs';

/**
 * Where they can not be fetched the evaluation goes on: its sections say what they lack.
 * @param {string[]} args of the evaluation
 */
export async function ensureHeldOut(args) {
  if (args.includes('--texts') || existsSync(`${root}training/.work/text/test.jsonl`)) return;
  say('Fetching the held-out files ...');
  try {
    await quietly(await ensurePython(), ['training/data/gather.py', '--held-out']);
  } catch (thrown) {
    say(`They can not be fetched: ${thrown.message}`);
  }
}
