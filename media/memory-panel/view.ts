/** One view of the memory, behind one tab: what the frame asks of each, and what it gives them. */

import type { Picture } from './canvas.ts';
import type { Filter } from './filter.ts';
import type { Remembered } from './host.ts';
import type { Memory } from './memory.ts';
import type { FromPanel, MemoryMessage, ToPanel, ViewId } from '../../src/protocol/panel.ts';
import type { Table } from './table.ts';

export type { Filter };

export interface View {
  readonly id: ViewId;
  /** On the tab. */
  readonly title: string;
  /** What is to be seen, in one line of plain words. */
  readonly caption: string;
  /** The heading of docs/memory.md that has the equation. */
  readonly equation: string;
  /** The picture, without the caption: that is the frame's. */
  readonly root: HTMLElement;
  /** What stays in sight below the picture: a legend, a line that is read out. */
  readonly foot?: HTMLElement;
  /** Layers and heads can be chosen. */
  readonly filtered?: boolean;
  /** At most once a frame, and only while the view is the chosen one. */
  draw(scene: Scene): void;
  /** Called before the first drawing, and where the room has changed. */
  fit?(room: Room): void;
  /** Once the picture rests: texts for a screen reader, and what takes longer than a frame. */
  describe?(scene: Scene): void;
  /** Each message, also while another view is the chosen one. */
  receive?(message: ToPanel): void;
  /** The picture as a table. */
  table(scene: Scene): Table;
  /** The picture as data; what is left out is the table. */
  data?(scene: Scene): unknown;
}

/** What there is to be drawn. */
export interface Scene extends Picture {
  readonly message: MemoryMessage;
  /** The memory that was shown before this one; none before the second. */
  readonly before: Memory | undefined;
  readonly filter: Filter;
}

/** In CSS pixels: between the paddings, and what is left of the window's height. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** What a view can ask of the panel. */
export interface Panel {
  send(message: FromPanel): void;
  /** The view has changed by itself: draw it with the next frame. */
  redraw(): void;
  /** The room has changed by the view's own doing. */
  refit(): void;
  /** What outlives hiding. */
  readonly remembered: Remembered;
  remember(change: Remembered): void;
}

/** Whether a filter lets a head through. */
export function shows({ layer, head }: Filter, place: { readonly layer: number; readonly head: number }): boolean {
  return (layer === undefined || layer === place.layer) && (head === undefined || head === place.head);
}
