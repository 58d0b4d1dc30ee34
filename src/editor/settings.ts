import { workspace, type TextDocument, type Uri, type WorkspaceConfiguration } from 'vscode';
import type { Where } from '../completion/request.ts';

/** The section of the settings; what they mean stands in package.json, beside their defaults. */
export const section = 'palimpsest';

/** Whether suggestions are on for the document, by its language. */
export function isEnabled(document: TextDocument): boolean {
  return read(document).get<boolean>('enable') ?? true;
}

/** Whether suggestions come only when a person asks for them. */
export function isManual(document: TextDocument): boolean {
  return read(document).get<string>('mode') === 'manual';
}

/** Whether whole blocks are suggested. */
export function wantsBlocks(document: TextDocument): boolean {
  return read(document).get<boolean>('blocks') ?? true;
}

export function where(document: TextDocument): Where {
  const { comments, strings, prose, sourceControl } = read(document).get<Partial<Where>>('suggestIn') ?? {};
  return {
    comments: comments === true,
    strings: strings !== false,
    prose: prose === true,
    sourceControl: sourceControl === true,
  };
}

/** Least confidence of a suggestion that nobody asked for; undefined where the model's own is to hold. */
export function leastConfidence(document: TextDocument): number | undefined {
  const least = read(document).get<unknown>('confidence');
  return typeof least === 'number' ? least : undefined;
}

/** Patterns of files that are neither completed nor read, in the language of .gitignore. */
export function excluded(file: Uri): string[] {
  const patterns = workspace.getConfiguration(section, file).get<unknown>('exclude');
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [];
}

function read(document: TextDocument): WorkspaceConfiguration {
  return workspace.getConfiguration(section, document);
}
