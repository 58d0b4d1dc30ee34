/** The panel's line to the extension's host: checked messages in, checked messages out, and what outlives hiding. */

import { parseToPanel, viewIds, type FromPanel, type ToPanel, type ViewId } from '../../src/protocol/panel.ts';
import type { Place } from './memory.ts';

/** What the panel remembers while it is hidden. */
export interface Remembered {
  readonly view?: ViewId | undefined;
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
    recall: () => {
      const { view, enlarged } = (editor.getState() ?? {}) as Record<keyof Remembered, unknown>;
      return { view: viewIds.find((id) => id === view), enlarged: placeOf(enlarged) };
    },
    keep: (remembered) => {
      editor.setState(remembered);
    },
  };
}

function placeOf(kept: unknown): Place | undefined {
  const place = kept as Partial<Place> | null | undefined;
  if (!Number.isSafeInteger(place?.layer) || !Number.isSafeInteger(place?.head)) return undefined;
  return { layer: place!.layer!, head: place!.head! };
}
