import type { Cell, Place } from './memory.ts';

/** What the heads' arrangement is, for the arrow keys. */
export interface Arrangement {
  readonly layers: number;
  readonly heads: number;
  /** Heads side by side; a layer takes more than one line where they do not fit. */
  readonly across: number;
}

/** Where a key leads among the heads, as the eye sees them; undefined where it leads nowhere. */
export function movedHead(
  { layer, head }: Place,
  key: string,
  { layers, heads, across }: Arrangement,
): Place | undefined {
  const column = head % across;
  switch (key) {
    case 'ArrowLeft':
      return head > 0 ? { layer, head: head - 1 } : undefined;
    case 'ArrowRight':
      return head < heads - 1 ? { layer, head: head + 1 } : undefined;
    case 'Home':
      return { layer, head: 0 };
    case 'End':
      return { layer, head: heads - 1 };
    case 'ArrowDown':
      if (head - column + across < heads) return { layer, head: Math.min(head + across, heads - 1) };
      return layer < layers - 1 ? { layer: layer + 1, head: column } : undefined;
    case 'ArrowUp':
      if (head >= across) return { layer, head: head - across };
      return layer > 0 ? { layer: layer - 1, head: lastLine(column, heads, across) } : undefined;
    default:
      return undefined;
  }
}

/** Where a key leads among one head's cells; with `far`, eight cells at once. It stops at the edges. */
export function movedCell(
  { row, column }: Cell,
  key: string,
  far: boolean,
  rows: number,
  columns: number,
): Cell | undefined {
  const step = far ? 8 : 1;
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - step) };
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, column + step) };
    case 'ArrowUp':
      return { row: Math.max(0, row - step), column };
    case 'ArrowDown':
      return { row: Math.min(rows - 1, row + step), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return undefined;
  }
}

function lastLine(column: number, heads: number, across: number): number {
  return Math.min(column + across * (Math.ceil(heads / across) - 1), heads - 1);
}

/** Where a key leads among the tabs: round and round, or to either end. */
export function movedTab(from: number, key: string, tabs: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return (from + tabs - 1) % tabs;
    case 'ArrowRight':
      return (from + 1) % tabs;
    case 'Home':
      return 0;
    case 'End':
      return tabs - 1;
    default:
      return undefined;
  }
}
