import { t } from '@vscode/l10n';
import './symbol-list.css';
import { element } from './element.ts';
import type { SymbolKind } from '../../src/protocol/recall.ts';

/** A definition in the list. */
export interface Row {
  readonly name: string;
  readonly kind: SymbolKind;
  /** From 0. */
  readonly line: number;
  /** From 0 to 1 and in words; or only words, where there is nothing to be measured. */
  readonly part: number | undefined;
  readonly said: string;
}

/** Definitions with how well each is recalled. One tab stop: arrows go from one to the next, Enter or a click chooses. */
export interface SymbolList {
  readonly root: HTMLElement;
  show(rows: readonly Row[], chosen: number | undefined): void;
}

export function symbolList(title: string, choose: (row: number) => void): SymbolList {
  const root = element('div', 'symbols');
  root.setAttribute('role', 'listbox');
  root.setAttribute('aria-label', title);
  root.tabIndex = 0;
  let active = 0;
  let shown = '';
  let seen: number | undefined;

  const activate = (to: number): void => {
    root.children[active]?.classList.remove('active');
    active = Math.max(0, Math.min(root.children.length - 1, to));
    const row = root.children[active];
    if (!row) return;
    row.classList.add('active');
    root.setAttribute('aria-activedescendant', row.id);
  };

  root.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[role=option]') : null;
    if (row === null) return;
    activate([...root.children].indexOf(row));
    choose(active);
  });
  root.addEventListener('focus', () => activate(active));
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') choose(active);
    else {
      const to = moved(event.key);
      if (to === undefined) return;
      activate(to);
      root.children[active]?.scrollIntoView({ block: 'nearest' });
    }
    event.preventDefault();
  });

  /** Scrolls the list, and nothing around it. */
  const reveal = ({ offsetTop, offsetHeight }: HTMLElement): void => {
    const [top, bottom] = [root.scrollTop, root.scrollTop + root.clientHeight];
    if (offsetTop < top || offsetTop + offsetHeight > bottom) root.scrollTop = offsetTop - root.clientHeight / 2;
  };

  const moved = (key: string): number | undefined => {
    switch (key) {
      case 'ArrowUp':
        return active - 1;
      case 'ArrowDown':
        return active + 1;
      case 'Home':
        return 0;
      case 'End':
        return root.children.length - 1;
      default:
        return undefined;
    }
  };

  return {
    root,
    show(rows, chosen) {
      // A picture that is drawn again is often the same.
      const now = JSON.stringify([rows, chosen]);
      if (now === shown) return;
      shown = now;
      root.replaceChildren(...rows.map((row, i) => rowOf(row, i, i === chosen)));
      activate(active);
      if (chosen !== seen && chosen !== undefined) reveal(root.children[chosen] as HTMLElement);
      seen = chosen;
    },
  };
}

function rowOf({ name, kind, line, part, said }: Row, index: number, chosen: boolean): HTMLElement {
  const kinds: Readonly<Record<SymbolKind, string>> = { function: t('function'), type: t('type'), value: t('value') };
  const row = element('div', part === undefined ? 'symbol unknown' : 'symbol');
  row.id = `symbol-${index}`;
  row.setAttribute('role', 'option');
  row.setAttribute('aria-selected', String(chosen));
  const bar = element('span', 'recalled');
  const fill = element('span', 'fill');
  fill.style.setProperty('--part', String(Math.max(0, part ?? 0)));
  bar.append(fill);
  row.append(
    element('code', '', name),
    bar,
    element('span', 'said', said),
    element('span', 'place', `${kinds[kind]} \u00b7 ${t`line ${line + 1}`}`),
  );
  return row;
}
