/** The Python of training and its tests: a virtual environment in training/.venv, made from pinned requirements. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { quietly, root, say } from './run.mjs';

const folder = `${root}training/.venv`;
const requirements = `${root}training/requirements.txt`;

/** The environment's python, made anew when the requirements changed. */
export async function ensurePython() {
  const python = `${folder}/bin/python`;
  const wanted = await readFile(requirements, 'utf8');
  const installed = await readFile(`${folder}/installed`, 'utf8').catch(() => '');
  if (installed === wanted) return python;
  say('Installing Python packages for training ...');
  await rm(folder, { recursive: true, force: true });
  await quietly('python3', ['-m', 'venv', folder]);
  await quietly(python, ['-m', 'pip', 'install', '--quiet', '--retries', '1', '-r', requirements]);
  await writeFile(`${folder}/installed`, wanted);
  return python;
}
