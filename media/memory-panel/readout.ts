import { t } from '@vscode/l10n';
import { element } from './element.ts';
import { headOf, summaryOf, type Cell, type Place } from './memory.ts';
import { cellName, nameOf, signed } from './wording.ts';
import type { Picture } from './canvas.ts';

/** What is looked at: one cell, or a head as a whole, of which its largest value is told. */
export interface Look {
  readonly place: Place;
  readonly cell?: Cell | undefined;
}

/** The line that says what is looked at, in words and a number. */
export interface Readout {
  readonly root: HTMLElement;
  /** Returns the value shown, so that the legend can mark it. */
  show(look: Look | undefined, picture: Picture, enlarged: boolean): number | undefined;
}

export function readout(): Readout {
  const root = element('p', 'readout');
  const where = element('span', 'where');
  const number = element('span', 'number');
  root.append(where, number);
  return {
    root,
    show(look, { memory, scale }, enlarged) {
      root.classList.toggle('idle', !look);
      if (!look) {
        where.textContent = enlarged
          ? t('Point at a cell to read it, or go there with the arrow keys.')
          : t('Point at a cell to read it, click a tile to enlarge it.');
        number.textContent = '';
        return undefined;
      }
      const values = headOf(memory, look.place);
      const cell = look.cell ?? summaryOf(values, memory.columns).peak;
      const value = values[cell.row * memory.columns + cell.column]!;
      const at = look.cell ? cellName(cell) : t`largest at ${cellName(cell)}`;
      where.textContent = `${nameOf(look.place)} \u00b7 ${at}`;
      number.textContent = signed(value, scale);
      return value;
    },
  };
}
