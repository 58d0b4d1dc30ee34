/** The Python of training and its tests: a virtual environment in training/.venv, made from pinned requirements. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { quietly, root, say } from './run.mjs';

const folder = `${root}training/.venv`;
const requirements = `${root}training/requirements.txt`;

const impatient = ['--retries', '0', '--timeout', '15'];
const patient = ['--retries', '3', '--timeout', '60'];

/** The environment's python, made anew when the requirements changed. */
export async function ensurePython() {
  const python = `${folder}/bin/python`;
  const wanted = await readFile(requirements, 'utf8');
  const installed = await readFile(`${folder}/installed`, 'utf8').catch(() => '');
  if (installed === wanted) return python;
  say('Installing Python packages for training ...');
  await rm(folder, { recursive: true, force: true });
  await quietly('python3', ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', '-r', requirements];
  // Where the packages lie in a folder and the index is out of reach, each of two dozen would wait for it for minutes.
  await quietly(python, [...install, ...impatient]).catch(() => quietly(python, [...install, ...patient]));
  await writeFile(`${folder}/installed`, wanted);
  return python;
}
