import { window, type LogOutputChannel } from 'vscode';

/** Where everything goes that a person may want to know and nobody needs to be told. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Palimpsest', { log: true });
}
