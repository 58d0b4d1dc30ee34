import { element } from '../element.ts';

/** Beside a matrix: how large each of its rows is, and below it how large each column. */
export interface Margins {
  readonly rows: HTMLCanvasElement;
  readonly columns: HTMLCanvasElement;
  draw(matrix: Float32Array, rows: number, columns: number): void;
}

/** Canvas pixels of the longest bar; style sheets set its size on the screen. */
const length = 32;

export function margins(): Margins {
  const right = element('canvas', 'margin rows');
  const below = element('canvas', 'margin columns');
  for (const canvas of [right, below]) canvas.setAttribute('aria-hidden', 'true');
  return {
    rows: right,
    columns: below,
    draw(matrix, rows, columns) {
      const sizes = sizesOf(matrix, rows, columns);
      right.width = below.height = length;
      right.height = rows;
      below.width = columns;
      const { color } = getComputedStyle(right);
      const side = right.getContext('2d')!;
      const foot = below.getContext('2d')!;
      side.fillStyle = foot.fillStyle = color;
      const most = (values: Float64Array): number => Math.max(...values) || 1;
      const longest = { row: most(sizes.rows), column: most(sizes.columns) };
      for (const [row, size] of sizes.rows.entries()) side.fillRect(0, row, (length * size) / longest.row, 1);
      for (const [column, size] of sizes.columns.entries())
        foot.fillRect(column, 0, 1, (length * size) / longest.column);
    },
  };
}

/** The norm of each row and of each column. */
export function sizesOf(
  matrix: Float32Array,
  rows: number,
  columns: number,
): { readonly rows: Float64Array; readonly columns: Float64Array } {
  const sizes = { rows: new Float64Array(rows), columns: new Float64Array(columns) };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const square = matrix[row * columns + column]! ** 2;
      sizes.rows[row]! += square;
      sizes.columns[column]! += square;
    }
  }
  return { rows: sizes.rows.map(Math.sqrt), columns: sizes.columns.map(Math.sqrt) };
}
