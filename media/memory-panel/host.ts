/** The panel's line to the extension's host: checked messages in, checked messages out, and what outlives hiding. */

import { parseToPanel, type FromPanel, type ToPanel } from '../../src/protocol/panel.ts';
import type { Place } from './memory.ts';

/** What the panel remembers while it is hidden. */
export interface Remembered {
  readonly enlarged?: Place | undefined;
}

export interface Host {
  send(message: FromPanel): void;
  /** What was kept before the view was hidden; whatever does not look like it is dropped. */
  recall(): Remembered;
  keep(remembered: Remembered): void;
}

export function connect(receive: (message: ToPanel) => void): Host {
  const editor = acquireVsCodeApi();
  window.addEventListener('message', (event) => {
    const message = parseToPanel(event.data);
    if (message) receive(message);
  });
  return {
    send: (message) => {
      editor.postMessage(message);
    },
    recall: () => ({ enlarged: placeOf(editor.getState()) }),
    keep: (remembered) => {
      editor.setState(remembered);
    },
  };
}

function placeOf(state: unknown): Place | undefined {
  const place = (state as { enlarged?: Partial<Place> } | null | undefined)?.enlarged;
  if (!Number.isSafeInteger(place?.layer) || !Number.isSafeInteger(place?.head)) return undefined;
  return { layer: place!.layer!, head: place!.head! };
}
