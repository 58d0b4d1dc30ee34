import { t } from '@vscode/l10n';
import { element } from './element.ts';

/** A picture in words and numbers. */
export interface Table {
  readonly columns: readonly string[];
  /** The first cell of each names the row. */
  readonly rows: readonly (readonly string[])[];
}

/** Under a picture, closed until somebody opens it: the same as a table. It is made only while it is open. */
export function tableOf(title: string, table: () => Table | undefined): { root: HTMLElement; update(): void } {
  const root = element('details', 'as-table');
  const body = element('table');
  root.append(element('summary', '', t('As a table')), body);
  body.setAttribute('aria-label', title);
  const update = (): void => {
    const made = root.open ? table() : undefined;
    body.replaceChildren(...(made ? [headOf(made), rowsOf(made)] : []));
  };
  root.addEventListener('toggle', update);
  return { root, update };
}

function headOf({ columns }: Table): HTMLElement {
  const row = element('tr');
  for (const column of columns) {
    const cell = element('th', '', column);
    cell.scope = 'col';
    row.append(cell);
  }
  const head = element('thead');
  head.append(row);
  return head;
}

function rowsOf({ rows }: Table): HTMLElement {
  const body = element('tbody');
  for (const cells of rows) {
    const row = element('tr');
    for (const [i, text] of cells.entries()) {
      const cell = element(i === 0 ? 'th' : 'td', '', text);
      if (i === 0) cell.scope = 'row';
      row.append(cell);
    }
    body.append(row);
  }
  return body;
}
