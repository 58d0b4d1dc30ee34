import '@vscode-elements/elements/dist/vscode-tab-header/index.js';
import { t } from '@vscode/l10n';
import { element } from './element.ts';
import { movedTab } from './move.ts';
import type { View } from './view.ts';
import type { ViewId } from '../../src/protocol/panel.ts';

/** The views' tabs: one stop for the Tab key, arrows move between them. They wrap where they do not fit. */
export interface Tabs {
  readonly root: HTMLElement;
  choose(id: ViewId): void;
}

/** The ids of a view's panel and of the tab that names it. */
export const panelId = (id: ViewId): string => `view-${id}`;
export const tabId = (id: ViewId): string => `tab-${id}`;

export function tabs(views: readonly View[], chosen: (id: ViewId) => void): Tabs {
  const root = element('div', 'tabs');
  root.setAttribute('role', 'tablist');
  root.setAttribute('aria-label', t('Views of the memory'));
  const headers = views.map(({ id, title }) => {
    const header = document.createElement('vscode-tab-header');
    header.textContent = title;
    header.id = tabId(id);
    header.setAttribute('aria-controls', panelId(id));
    header.addEventListener('click', () => chosen(id));
    return header;
  });
  root.append(...headers);
  root.addEventListener('keydown', (event) => {
    const from = headers.findIndex((header) => header === document.activeElement);
    const to = movedTab(from, event.key, headers.length);
    if (to === undefined) return;
    event.preventDefault();
    headers[to]!.focus();
    chosen(views[to]!.id);
  });
  return {
    root,
    choose(id) {
      for (const [i, header] of headers.entries()) header.active = views[i]!.id === id;
    },
  };
}
