import { t } from '@vscode/l10n';
import { cellAt, drawHead, type Picture } from './canvas.ts';
import { element } from './element.ts';
import { enlargedSize, marginWidth } from './layout.ts';
import { headOf, summaryOf, type Cell, type Memory, type Place } from './memory.ts';
import { movedCell } from './move.ts';
import type { Look } from './readout.ts';
import { margins } from './views/margins.ts';
import { spectrum } from './views/spectrum.ts';
import { cellName, described, nameOf, signed, summed } from './wording.ts';

/** One head alone, cell by cell: the pointer or the arrow keys choose a cell, Esc goes back. */
export interface Enlarged {
  readonly root: HTMLElement;
  open(place: Place, focus: boolean): void;
  draw(picture: Picture): void;
  fit(width: number, height: number): void;
  describe(picture: Picture): void;
}

interface Actions {
  look(look: Look | undefined): void;
  back(): void;
}

export function enlarged(actions: Actions): Enlarged {
  const root = element('section', 'enlarged');
  const back = element('button', 'back', `\u2039 ${t('All heads')}`);
  back.type = 'button';
  const title = element('h2');
  const cells = element('div', 'cells');
  const canvas = element('canvas');
  const cursor = element('span', 'cursor');
  const across = element('p', 'axis across');
  const down = element('p', 'axis down');
  const caption = element('p', 'caption');
  const facts = element('p', 'facts');
  const spoken = element('p', 'spoken');
  canvas.setAttribute('role', 'img');
  cells.setAttribute('role', 'application');
  cells.tabIndex = 0;
  cursor.hidden = true;
  spoken.setAttribute('role', 'status');
  cells.append(canvas, cursor);
  const frame = element('div', 'frame');
  frame.append(across, down, cells);
  const bar = element('div', 'bar');
  bar.append(back, title);
  const margin = margins();
  const values = spectrum();
  frame.append(margin.rows, margin.columns);
  root.append(bar, frame, caption, facts, values.root, spoken);

  let place: Place = { layer: 0, head: 0 };
  let cell: Cell | undefined;
  let picture: Picture | undefined;
  let room: [number, number] = [0, 0];

  const choose = (next: Cell | undefined): void => {
    cell = next;
    cursor.hidden = !next;
    if (next) {
      cursor.style.setProperty('--column', String(next.column));
      cursor.style.setProperty('--row', String(next.row));
    }
    actions.look({ place, cell: next });
  };

  const say = ({ memory, scale }: Picture, { row, column }: Cell): void => {
    const value = headOf(memory, place)[row * memory.columns + column]!;
    spoken.textContent = `${cellName({ row, column })}: ${signed(value, scale)}`;
  };

  const fitTo = ({ columns, rows }: Memory): void => {
    const [width, height] = enlargedSize(room[0], room[1], columns, rows);
    root.style.setProperty('--width', `${width}px`);
    root.style.setProperty('--height', `${height}px`);
    root.style.setProperty('--columns', String(columns));
    root.style.setProperty('--rows', String(rows));
  };

  back.addEventListener('click', () => {
    actions.back();
  });
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || root.hidden) return;
    event.preventDefault();
    actions.back();
  });
  cells.addEventListener('pointermove', (event) => {
    choose(cellAt(canvas, event));
  });
  cells.addEventListener('pointerleave', () => {
    choose(undefined);
  });
  cells.addEventListener('keydown', (event) => {
    if (!picture) return;
    const { rows, columns } = picture.memory;
    const from = cell ?? summaryOf(headOf(picture.memory, place), columns).peak;
    const next = movedCell(from, event.key, event.shiftKey, rows, columns);
    if (!next) return;
    event.preventDefault();
    choose(next);
    say(picture, next);
  });

  return {
    root,
    open(chosen, focus) {
      place = chosen;
      title.textContent = nameOf(chosen);
      cells.setAttribute('aria-label', t`Cells of ${nameOf(chosen)}; the arrow keys move, Escape goes back`);
      choose(undefined);
      if (focus) cells.focus();
    },
    draw(next) {
      picture = next;
      const { columns, rows } = next.memory;
      fitTo(next.memory);
      across.textContent = `${t`${columns} features of a key`} \u2192`;
      down.textContent = `${t`${rows} values`} \u2192`;
      caption.textContent = t('A column is what the memory is asked with, a row is what comes back.');
      facts.textContent = summed(summaryOf(headOf(next.memory, place), columns), next.scale);
      drawHead(canvas, next, place);
      const matrix = headOf(next.memory, place);
      margin.draw(matrix, rows, columns);
      values.show(matrix, rows, columns);
    },
    fit(width, height) {
      room = [width - marginWidth, height];
      values.fit(width);
      if (picture) fitTo(picture.memory);
    },
    describe({ memory, scale }) {
      canvas.setAttribute('aria-label', described(place, summaryOf(headOf(memory, place), memory.columns), scale));
    },
  };
}
