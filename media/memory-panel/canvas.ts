import { fillPixels } from './pixels.ts';
import { headOf, type Cell, type Memory, type Place } from './memory.ts';
import type { Theme } from './palette.ts';

/** What is drawn, and in which colours. */
export interface Picture {
  readonly memory: Memory;
  readonly scale: number;
  readonly theme: Theme;
}

/** Each canvas keeps its image: twelve layers of eight heads would make a hundred a frame. */
const images = new WeakMap<HTMLCanvasElement, Kept>();

interface Kept {
  readonly context: CanvasRenderingContext2D | null;
  readonly image: ImageData;
  readonly pixels: Uint32Array;
}

/** Draws one head: one pixel a cell, (column, row); style sheets enlarge it. */
export function drawHead(canvas: HTMLCanvasElement, { memory, scale, theme }: Picture, place: Place): void {
  const { columns, rows } = memory;
  let kept = images.get(canvas);
  if (kept?.image.width !== columns || kept.image.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    const image = new ImageData(columns, rows);
    kept = { context: canvas.getContext('2d'), image, pixels: new Uint32Array(image.data.buffer) };
    images.set(canvas, kept);
  }
  const { context, image, pixels } = kept;
  fillPixels(pixels, headOf(memory, place), scale, theme);
  context?.putImageData(image, 0, 0);
}

/** The cell under the pointer. */
export function cellAt(canvas: HTMLCanvasElement, event: PointerEvent): Cell {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const inside = (share: number, length: number): number =>
    Math.min(length - 1, Math.max(0, Math.floor(share * length)));
  return {
    row: inside((event.clientY - top) / height, canvas.height),
    column: inside((event.clientX - left) / width, canvas.width),
  };
}
