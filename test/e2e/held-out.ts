import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { root } from '../../scripts/run.mjs';
import { complete, type Question } from './complete.ts';

/** A place in a held-out file: half of a line is going to be typed there, the rest of the line is not in the file. */
export interface Place {
  /** The file's name in the workspace. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** What stands on the line before anything is typed: its indentation. */
  readonly indentation: string;
  readonly typed: string;
  /** The file around what is typed. */
  readonly before: string;
  readonly after: string;
  /** What the command line suggests after what is typed. */
  readonly completion: string;
}

interface Row {
  readonly path: string;
  readonly text: string;
}

const perFile = 6;
const filesPerLanguage = 12;
/** Of the surest places, until one is steady. */
const mostTried = 5;

/**
 * For each kind of file the place where the model is surest of a suggestion, among a few dozen. Whatever is shown while
 * the half of the line is typed leads to the same text, so that it does not matter when the editor asks.
 */
export async function surestPlaces(extensions: readonly string[]): Promise<Place[]> {
  const lines = (await readFile(`${root}training/.work/text/test.jsonl`, 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as Row);
  const places = extensions.flatMap((extension) =>
    rows
      .filter(({ path, text }) => extname(path) === extension && plain(text))
      .slice(0, filesPerLanguage)
      .flatMap(({ text }) => placesIn(`held_out${extension}`, text)),
  );
  const replies = await complete(places.map(questionOf));
  const sure = places
    .map((place, i) => ({ ...place, ...replies[i]! }))
    .filter(({ completion }) => completion.trim().length >= 4 && !completion.includes('\t'))
    .sort((a, b) => b.confidence - a.confidence);
  const of = (extension: string) => (place: Place) => extname(place.path) === extension;
  const tried = extensions.flatMap((extension) => sure.filter(of(extension)).slice(0, mostTried));
  const steady = await onlySteady(tried);
  return extensions.map((extension) => {
    const best = steady.find(of(extension));
    if (best !== undefined) return best;
    throw new Error(`The model is sure of nothing in the held-out ${extension} files: no suggestion would be shown.`);
  });
}

/** The places where every earlier suggestion, with what is typed of it, comes to the same. */
async function onlySteady<T extends Place>(places: readonly T[]): Promise<T[]> {
  const earlier = places.flatMap((place) =>
    Array.from({ length: place.typed.length }, (_, n) => ({ ...place, typed: place.typed.slice(0, n) })),
  );
  const replies = await complete(earlier.map(questionOf));
  let at = 0;
  return places.filter(({ typed, completion: whole }) => {
    const own = replies.slice(at, (at += typed.length));
    return own.every(
      ({ completion }, n) =>
        completion === '' || !fits(completion, typed.slice(n)) || completion === typed.slice(n) + whole,
    );
  });
}

/** Whether a suggestion is still shown after so much was typed. */
function fits(completion: string, typed: string): boolean {
  return completion.length > typed.length && completion.startsWith(typed);
}

/** The request that is made once everything is typed. */
export function questionOf({ path, before, indentation, typed, after }: Omit<Place, 'completion'>): Question {
  return { path, prefix: before + indentation + typed, suffix: after };
}

/** Short enough to stay on the screen, and nothing that an editor would show or save in another form. */
function plain(text: string): boolean {
  const lines = text.split('\n');
  return lines.length > 40 && lines.length < 200 && /^[\n\x20-\x7e]*$/.test(text) && text.endsWith('\n');
}

/** Evenly over the file: lines of code, cut in the middle. */
function placesIn(path: string, text: string): Omit<Place, 'completion'>[] {
  const lines = text.split('\n');
  const candidates = lines.flatMap((line, i) => (/^\s*[a-z].{24,70}$/.test(line) ? [i] : []));
  const step = Math.max(1, Math.floor(candidates.length / perFile));
  return candidates
    .filter((_, i) => i % step === 0)
    .slice(0, perFile)
    .map((at) => {
      const line = lines[at]!;
      const indentation = /^\s*/.exec(line)![0];
      const before = lines.slice(0, at).map((line) => `${line}\n`);
      return {
        path,
        line: at + 1,
        indentation,
        typed: line.slice(indentation.length, indentation.length + Math.floor((line.length - indentation.length) / 2)),
        before: before.join(''),
        after: `\n${lines.slice(at + 1).join('\n')}`,
      };
    });
}
