import { t } from '@vscode/l10n';
import { element } from './element.ts';
import { readOf } from './shares.ts';
import type { Panel } from './view.ts';
import { tokens as counted } from './wording.ts';
import { reach, type TokenList } from '../../src/protocol/trace.ts';
import type { ToPanel } from '../../src/protocol/panel.ts';

/** The way to what is older than the tokens that are told apart: asked for, it is read again, and can be called off. */
export interface Farther {
  readonly root: HTMLElement;
  receive(message: ToPanel): void;
  show(list: TokenList | undefined): void;
}

export function farther(panel: Panel): Farther {
  const root = element('p', 'farther');
  const said = element('span');
  const button = element('button', 'link');
  button.type = 'button';
  said.setAttribute('role', 'status');
  root.append(said, button);
  let shown: TokenList | undefined;
  /** Tokens that were asked for and have not come yet. */
  let asked: number | undefined;
  let progress = '';

  button.addEventListener('click', () => {
    if (!shown) return;
    const now = reachOf(shown);
    asked = asked === undefined ? Math.min(reach.most, 2 * now) : undefined;
    progress = '';
    panel.send({ type: 'reach', tokens: asked ?? now });
    draw();
  });

  function draw(): void {
    root.hidden = !shown || shown.older === 0 || (asked === undefined && reachOf(shown) === reach.most);
    said.hidden = asked === undefined;
    said.textContent = asked === undefined ? '' : progress || t('Reading farther back …');
    button.textContent = asked === undefined ? t('Read farther back') : t('Cancel');
  }

  return {
    root,
    receive(message) {
      if (message.type !== 'progress' || asked === undefined) return;
      progress = t`Reading farther back: ${counted(message.read)} of ${counted(message.total)}`;
      draw();
    },
    show(list) {
      shown = list;
      if (list && (list.older === 0 || (asked !== undefined && readOf(list) >= asked))) asked = undefined;
      draw();
    },
  };
}

/** How many tokens were asked for: what it takes to begin on the grid comes on top. */
function reachOf(list: TokenList): number {
  return Math.max(reach.usual, Math.min(reach.most, Math.floor(readOf(list) / reach.usual) * reach.usual));
}
