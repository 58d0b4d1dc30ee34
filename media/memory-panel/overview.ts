import { t } from '@vscode/l10n';
import { cellAt, drawHead, type Picture } from './canvas.ts';
import { element } from './element.ts';
import { layoutOf } from './layout.ts';
import { headOf, sameShape, summaryOf, type Memory, type Place } from './memory.ts';
import { movedHead } from './move.ts';
import type { Look } from './readout.ts';
import type { Filter, Scene } from './view.ts';
import { described } from './wording.ts';

/** All heads as small multiples: layers down, heads across. One tab stop; arrows move, Enter or a click enlarges. */
export interface Overview {
  readonly root: HTMLElement;
  draw(scene: Scene): void;
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
  /** Where it stands among those that are shown. */
  readonly seat: Place;
  readonly button: HTMLButtonElement;
  readonly canvas: HTMLCanvasElement;
}

export function overview(actions: Actions): Overview {
  const root = element('div', 'overview');
  let built: { readonly memory: Memory; readonly filter: Filter } | undefined;
  let tiles: Tile[] = [];
  let layers: readonly number[] = [];
  let heads: readonly number[] = [];
  let across = 1;
  let width = 0;

  const tileAt = ({ layer, head }: Place): Tile | undefined =>
    tiles.find(({ place }) => place.layer === layer && place.head === head);

  const focus = (place: Place): void => {
    const chosen = tileAt(place) ?? tiles.at(0);
    for (const { button } of tiles) button.tabIndex = button === chosen?.button ? 0 : -1;
    chosen?.button.focus();
  };

  const build = (memory: Memory, filter: Filter): void => {
    built = { memory, filter };
    layers = chosen(memory.layers, filter.layer);
    heads = chosen(memory.heads, filter.head);
    tiles = [];
    root.replaceChildren(names(), ...layers.map((layer, line) => layerOf(layer, line)));
    fit(width);
  };

  /** The heads' numbers, above them where each has a column of its own. */
  const names = (): HTMLElement => {
    const line = element('div', 'names heads');
    line.setAttribute('aria-hidden', 'true');
    line.append(...heads.map((head) => element('span', '', t`Head ${head + 1}`)));
    return line;
  };

  const layerOf = (layer: number, line: number): HTMLElement => {
    const group = element('section', 'layer');
    const name = element('h2', '', t`Layer ${layer + 1}`);
    name.id = `layer-${layer}`;
    group.setAttribute('aria-labelledby', name.id);
    const row = element('div', 'heads');
    row.append(...heads.map((head, i) => tileOf({ layer, head }, { layer: line, head: i }).button));
    group.append(name, row);
    return group;
  };

  const tileOf = (place: Place, seat: Place): Tile => {
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
      const next = movedHead(seat, event.key, { layers: layers.length, heads: heads.length, across });
      if (!next) return;
      event.preventDefault();
      focus({ layer: layers[next.layer]!, head: heads[next.head]! });
    });
    const tile = { place, seat, button, canvas };
    tiles.push(tile);
    return tile;
  };

  const fit = (room: number): void => {
    width = room;
    if (!built || room <= 0) return;
    const { columns, rows } = built.memory;
    const layout = layoutOf({ width: room, heads: heads.length, columns, rows });
    across = layout.across;
    root.classList.toggle('one-line', layout.oneLine);
    root.style.setProperty('--across', String(layout.across));
    root.style.setProperty('--head-width', `${layout.width}px`);
    root.style.setProperty('--head-height', `${layout.height}px`);
    root.classList.toggle('reduced', layout.width < columns);
  };

  return {
    root,
    fit,
    focus,
    draw(scene) {
      const { memory, filter } = scene;
      if (!built || !sameShape(built.memory, memory) || built.filter !== filter) build(memory, filter);
      for (const { canvas, place } of tiles) drawHead(canvas, scene, place);
    },
    describe({ memory, scale }) {
      for (const { canvas, place } of tiles) {
        canvas.setAttribute('aria-label', described(place, summaryOf(headOf(memory, place), memory.columns), scale));
      }
    },
  };
}

/** The numbers below `count`, or the one that is chosen. */
function chosen(count: number, only: number | undefined): readonly number[] {
  return only === undefined ? [...Array(count).keys()] : [only];
}
