import { t } from '@vscode/l10n';
import './collision-list.css';
import { collisionsOf, type Collision } from '../collisions.ts';
import { element } from '../element.ts';
import type { Filter } from '../filter.ts';
import { lineOf, placeOf } from '../shares.ts';
import type { Panel } from '../view.ts';
import { figure, nameOf } from '../wording.ts';
import type { CollisionsMessage } from '../../../src/protocol/collisions.ts';

/** The strong writes whose keys overlap most, as text: each token is a way to its place. */
export interface CollisionList {
  readonly root: HTMLElement;
  show(message: CollisionsMessage | undefined, filter: Filter): void;
}

export function collisionList(panel: Panel): CollisionList {
  const root = element('section', 'collisions');
  const said = element('p', 'caption');
  const list = element('ol', 'pairs');
  root.append(element('h2', '', t('Keys that collide')), said, list);
  let shown: CollisionsMessage | undefined;
  let by = '';

  function rowOf({ list: tokens }: CollisionsMessage, { tokens: pair, cosine, ...place }: Collision): HTMLElement {
    const row = element('li');
    const buttons = pair.map((token) => {
      const { path, line, column } = placeOf(tokens, token);
      const text = tokens.texts[token]!;
      const button = element('button', 'link');
      button.type = 'button';
      button.append(element('code', '', text.trim()), ` ${path.split('/').at(-1)!}:${line + 1}`);
      button.title = lineOf(tokens, token);
      button.addEventListener('click', () => panel.send({ type: 'open', path, line, column, length: text.length }));
      return button;
    });
    row.append(
      element('span', 'share', figure(cosine)),
      buttons[0]!,
      element('span', 'and', t('and')),
      buttons[1]!,
      element('span', 'place', nameOf(place)),
    );
    return row;
  }

  return {
    root,
    show(message, filter) {
      if (message === shown && by === JSON.stringify(filter)) return;
      shown = message;
      by = JSON.stringify(filter);
      const found = message ? collisionsOf(message, filter) : [];
      said.textContent =
        message === undefined
          ? t('The text is read once more, to compare its keys …')
          : found.length > 0
            ? t('Strong writes of different tokens under keys that are alike: each takes from what the other wrote.')
            : t('No two keys of different tokens are alike here.');
      list.replaceChildren(...found.map((collision) => rowOf(message!, collision)));
    },
  };
}
