/** Where the heads go: pure numbers, from the width that there is to the size of one head's picture. */

export interface Room {
  /** CSS pixels between the paddings. */
  readonly width: number;
  readonly heads: number;
  /** Cells of one head: d_dot across, headDim down. */
  readonly columns: number;
  readonly rows: number;
}

export interface Layout {
  /** Heads side by side. */
  readonly across: number;
  /** All heads of a layer stand in one line, so the layer's name fits beside them and the heads' above. */
  readonly oneLine: boolean;
  /** Size of one head in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Width of a layer, names included, in CSS pixels. */
  readonly total: number;
}

export const gap = 4;
export const nameWidth = 52;
/** Beside an enlarged head stands what its rows are. */
export const axisWidth = 20;
/** And beside that, how large they are. */
export const marginWidth = 28;
/** A very low view scrolls rather than shrinks an enlarged head below this. */
const leastHeight = 160;

/** A head is not drawn smaller than this without need: a pixel a cell, or this many pixels if its cells are many. */
const leastWidth = 72;
/** Past this many pixels a cell, overview turns into wallpaper. */
const mostPixels = 4;

/** Fewest lines of heads that give every head its least width, heads spread evenly over them. */
export function layoutOf({ width, heads, columns, rows }: Room): Layout {
  const least = Math.min(columns, leastWidth);
  for (let lines = 1; ; lines++) {
    const across = Math.ceil(heads / lines);
    const names = lines === 1 ? nameWidth : 0;
    const space = (width - names - gap * (across - 1)) / across;
    if (space < least && across > 1) continue;
    const pixels = pixelsPerCell(space / columns);
    const head = Math.max(1, Math.floor(columns * pixels));
    return {
      across,
      oneLine: lines === 1,
      width: head,
      height: Math.max(1, Math.round(rows * pixels)),
      total: names + across * head + gap * (across - 1),
    };
  }
}

/** Size of one head alone in this room: cells square, in halves of a pixel where a cell has one at least. */
export function enlargedSize(width: number, height: number, columns: number, rows: number): [number, number] {
  const most = Math.min((width - axisWidth) / columns, Math.max(height, leastHeight) / rows, 16);
  const pixels = most < 1 ? most : Math.floor(most * 2) / 2;
  return [Math.round(pixels * columns), Math.round(pixels * rows)];
}

/** In eighths, so that cells of one and of two pixels alternate in a short, even pattern; a lone wider cell misleads. */
function pixelsPerCell(most: number): number {
  if (most < 1) return most;
  return most < 1.25 ? 1 : Math.min(mostPixels, Math.floor(most * 8) / 8);
}
