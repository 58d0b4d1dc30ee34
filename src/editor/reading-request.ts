import type { TextEditor } from 'vscode';
import { ofDocument } from '../completion/gate.ts';
import type { CompleteRequest } from '../protocol/worker.ts';
import type { Beside } from './beside.ts';
import { requestIn } from './documents.ts';
import type { Exclusions } from './exclusions.ts';
import type { Forgetting } from './forgetting.ts';
import type { Switch } from './switch.ts';

export interface ReadingParts {
  readonly exclusions: Exclusions;
  readonly beside: Beside;
  readonly onOff: Switch;
  readonly forgetting: Forgetting;
}

/** What is to be read for a cursor where nobody has asked for a suggestion; undefined where nothing is. */
export async function readingRequest(
  { document, selection }: TextEditor,
  { exclusions, beside, onOff, forgetting }: ReadingParts,
): Promise<CompleteRequest | undefined> {
  const excluded = await exclusions.ofDocument(document);
  if (document.isClosed) return undefined;
  const request = requestIn(document, selection.active, {
    trigger: 'automatic',
    enabled: onOff.isOn(document),
    excluded,
    deleted: false,
    ...forgetting.forRequest(document),
  });
  if (ofDocument(request) !== undefined) return undefined;
  const { path, prefix, suffix, forgotten, forgettings } = request;
  return { path, prefix, suffix, forgotten, forgettings, lines: 'one', context: await beside.of(document) };
}
