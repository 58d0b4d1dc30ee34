import { workspace, type TextDocument, type WorkspaceConfiguration } from 'vscode';

/** The section of the settings; what they mean stands in package.json, beside their defaults. */
export const section = 'palimpsest';

/** Whether suggestions are on for the document, by its language. */
export function isEnabled(document: TextDocument): boolean {
  return read(document).get<boolean>('enable') ?? true;
}

/** Milliseconds without a key before a suggestion is computed that nobody asked for. */
export function delay(document: TextDocument): number {
  const milliseconds = read(document).get<number>('delay');
  return typeof milliseconds === 'number' && milliseconds >= 0 ? milliseconds : 0;
}

function read(document: TextDocument): WorkspaceConfiguration {
  return workspace.getConfiguration(section, document);
}
