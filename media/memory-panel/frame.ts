import { t } from '@vscode/l10n';
import { element } from './element.ts';
import { tableOf } from './table.ts';
import { panelId, tabId, tabs } from './tabs.ts';
import type { Room, Scene, View } from './view.ts';
import type { ViewId } from '../../src/protocol/panel.ts';

/** What stands around the views: their tabs, and for each its caption, the way to its equation, and its table. */
export interface Frame {
  readonly tabs: HTMLElement;
  readonly root: HTMLElement;
  readonly foot: HTMLElement;
  readonly current: View;
  choose(id: ViewId): void;
  draw(scene: Scene): void;
  fit(room: Room): void;
  describe(scene: Scene): void;
  /** What an export shows: the view with its caption and its legend. */
  readonly section: HTMLElement;
}

interface Actions {
  chosen(id: ViewId): void;
  equation(anchor: string): void;
}

interface Section {
  readonly view: View;
  readonly root: HTMLElement;
  readonly table: ReturnType<typeof tableOf>;
}

export function frame(views: readonly View[], first: ViewId | undefined, actions: Actions): Frame {
  const root = element('main');
  const foot = element('div', 'feet');
  const bar = tabs(views, (id) => {
    choose(id);
    actions.chosen(id);
  });
  let scene: Scene | undefined;

  const sections = views.map((view): Section => {
    const section = element('section', 'view');
    section.id = panelId(view.id);
    section.setAttribute('role', 'tabpanel');
    section.setAttribute('aria-labelledby', tabId(view.id));
    const table = tableOf(view.title, () => scene && view.table(scene));
    section.append(
      captionOf(view, (anchor) => actions.equation(anchor)),
      view.root,
      table.root,
    );
    if (view.foot) foot.append(view.foot);
    return { view, root: section, table };
  });
  root.append(...sections.map((section) => section.root));
  let current = sections.find(({ view }) => view.id === first) ?? sections[0]!;

  const choose = (id: ViewId): void => {
    current = sections.find(({ view }) => view.id === id) ?? current;
    bar.choose(current.view.id);
    for (const section of sections) {
      section.root.hidden = section !== current;
      if (section.view.foot) section.view.foot.hidden = section !== current;
    }
  };
  choose(current.view.id);

  return {
    tabs: bar.root,
    root,
    foot,
    choose,
    get current() {
      return current.view;
    },
    get section() {
      return current.root;
    },
    draw(now) {
      scene = now;
      current.view.draw(now);
    },
    fit: (room) => current.view.fit?.(room),
    describe(now) {
      current.view.describe?.(now);
      current.table.update();
    },
  };
}

function captionOf({ caption, equation }: View, open: (anchor: string) => void): HTMLElement {
  const root = element('p', 'caption', `${caption} `);
  const link = element('button', 'link', t('The equation'));
  link.type = 'button';
  link.addEventListener('click', () => open(equation));
  root.append(link);
  return root;
}
