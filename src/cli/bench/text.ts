import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contextLines } from '../../memory/request.ts';

export interface RealCode {
  readonly lines: readonly string[];
  readonly from: 'held-out files' | 'this repository';
}

/** At least so many lines of real TypeScript, file after file: the held-out ones where they are, else our own. */
export function realCode(count: number, folder = 'training/.work/text', sources = 'src'): RealCode {
  const heldOut = path.join(folder, 'test.jsonl');
  const from = existsSync(heldOut) ? 'held-out files' : 'this repository';
  const texts = from === 'held-out files' ? heldOutTexts(heldOut) : ownTexts(sources);
  const parts = texts.map((text) => contextLines({ text })?.lines).filter((lines) => lines !== undefined);
  if (parts.length === 0) throw new Error(`there is no source text in ${folder} nor in ${sources}`);
  const lines: string[] = [];
  for (let index = 0; lines.length < count; index++) lines.push(...parts[index % parts.length]!);
  return { lines: lines.slice(0, count), from };
}

function heldOutTexts(file: string): string[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as { language: string; text: string })
    .filter(({ language }) => language === 'typescript')
    .map(({ text }) => text);
}

function ownTexts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}
