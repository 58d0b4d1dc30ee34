import { t } from '@vscode/l10n';
import { cellAt, drawHead, type Picture } from './canvas.ts';
import { element } from './element.ts';
import { layoutOf } from './layout.ts';
import { headOf, sameShape, summaryOf, type Memory, type Place } from './memory.ts';
import { movedHead } from './move.ts';
import type { Look } from './readout.ts';
import { described } from './wording.ts';

/** All heads as small multiples: layers down, heads across. One tab stop; arrows move, Enter or a click enlarges. */
export interface Overview {
  readonly root: HTMLElement;
  draw(picture: Picture): void;
  /** Puts the heads where this width has room for them. */
  fit(width: number): void;
  /** The pictures' texts; apart from drawing, so that a screen reader is not told ten times a second. */
  describe(picture: Picture): void;
  focus(place: Place): void;
}

interface Actions {
  look(look: Look | undefined): void;
  enlarge(place: Place): void;
}

interface Tile {
  readonly place: Place;
  readonly button: HTMLButtonElement;
  readonly canvas: HTMLCanvasElement;
}

export function overview(actions: Actions): Overview {
  const root = element('div', 'overview');
  let built: Memory | undefined;
  let tiles: Tile[] = [];
  let across = 1;
  let width = 0;

  const tileAt = ({ layer, head }: Place): Tile | undefined =>
    tiles.find(({ place }) => place.layer === layer && place.head === head);

  const focus = (place: Place): void => {
    const chosen = tileAt(place) ?? tiles.at(0);
    for (const { button } of tiles) button.tabIndex = button === chosen?.button ? 0 : -1;
    chosen?.button.focus();
  };

  const build = (memory: Memory): void => {
    built = memory;
    tiles = [];
    root.replaceChildren(
      namesOf(memory),
      ...Array.from({ length: memory.layers }, (_, layer) => layerOf(memory, layer)),
    );
    fit(width);
  };

  /** The heads' numbers, above them where each has a column of its own. */
  const namesOf = ({ heads }: Memory): HTMLElement => {
    const names = element('div', 'names heads');
    names.setAttribute('aria-hidden', 'true');
    names.append(...Array.from({ length: heads }, (_, head) => element('span', '', t`Head ${head + 1}`)));
    return names;
  };

  const layerOf = ({ heads }: Memory, layer: number): HTMLElement => {
    const group = element('section', 'layer');
    const name = element('h2', '', t`Layer ${layer + 1}`);
    name.id = `layer-${layer}`;
    group.setAttribute('aria-labelledby', name.id);
    const line = element('div', 'heads');
    line.append(...Array.from({ length: heads }, (_, head) => tileOf({ layer, head }).button));
    group.append(name, line);
    return group;
  };

  const tileOf = (place: Place): Tile => {
    const button = element('button', 'head');
    const canvas = element('canvas');
    canvas.dataset['layer'] = String(place.layer);
    canvas.dataset['head'] = String(place.head);
    canvas.setAttribute('role', 'img');
    button.type = 'button';
    button.tabIndex = tiles.length === 0 ? 0 : -1;
    button.append(canvas);
    button.addEventListener('click', () => {
      actions.enlarge(place);
    });
    button.addEventListener('focus', () => {
      if (button.matches(':focus-visible')) actions.look({ place });
    });
    button.addEventListener('blur', () => {
      actions.look(undefined);
    });
    button.addEventListener('pointermove', (event) => {
      actions.look({ place, cell: cellAt(canvas, event) });
    });
    button.addEventListener('pointerleave', () => {
      actions.look(undefined);
    });
    button.addEventListener('keydown', (event) => {
      const next = built && movedHead(place, event.key, { ...built, across });
      if (!next) return;
      event.preventDefault();
      focus(next);
    });
    const tile = { place, button, canvas };
    tiles.push(tile);
    return tile;
  };

  const fit = (room: number): void => {
    width = room;
    if (!built || room <= 0) return;
    const layout = layoutOf({ width: room, heads: built.heads, columns: built.columns, rows: built.rows });
    across = layout.across;
    root.classList.toggle('one-line', layout.oneLine);
    root.style.setProperty('--across', String(layout.across));
    root.style.setProperty('--head-width', `${layout.width}px`);
    root.style.setProperty('--head-height', `${layout.height}px`);
    root.classList.toggle('reduced', layout.width < built.columns);
  };

  return {
    root,
    fit,
    focus,
    draw(picture) {
      if (!built || !sameShape(built, picture.memory)) build(picture.memory);
      for (const { canvas, place } of tiles) drawHead(canvas, picture, place);
    },
    describe({ memory, scale }) {
      for (const { canvas, place } of tiles) {
        canvas.setAttribute('aria-label', described(place, summaryOf(headOf(memory, place), memory.columns), scale));
      }
    },
  };
}
