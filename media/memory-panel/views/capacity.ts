import { t } from '@vscode/l10n';
import { element } from '../element.ts';
import { headOf, placesOf, type Memory, type Place } from '../memory.ts';
import { effectiveRank, singularValues } from '../svd.ts';
import { collisionsOf, type Collision } from '../collisions.ts';
import { placeOf } from '../shares.ts';
import { shows, type Panel, type Scene, type View } from '../view.ts';
import { figure, nameOf, percent } from '../wording.ts';
import { collisionList } from './collision-list.ts';
import type { CollisionsMessage } from '../../../src/protocol/collisions.ts';

/** Milliseconds of one slice of computing: a frame has sixteen. */
const sliceMs = 8;

/** How full each head's memory is: the effective rank of W against the most that it can have. */
export function capacity(panel: Panel): View {
  const root = element('div', 'capacity');
  const whole = element('p', 'facts');
  const grid = element('div', 'meters');
  const colliding = collisionList(panel);
  root.append(whole, grid, colliding.root);
  let collisions: CollisionsMessage | undefined;
  let ranks: number[] = [];
  let computed: Memory | undefined;
  let wanted: Memory | undefined;
  let built = '';
  let meters: { readonly place: Place; readonly bar: HTMLElement; readonly number: HTMLElement }[] = [];

  /** One row for each layer, one meter for each head. */
  function build({ memory, filter }: Scene): void {
    meters = [];
    const heads = [...Array(memory.heads).keys()].filter((head) => filter.head === undefined || head === filter.head);
    const layers = [...Array(memory.layers).keys()].filter((layer) =>
      shows({ layer: filter.layer }, { layer, head: 0 }),
    );
    grid.replaceChildren(
      ...layers.flatMap((layer) => {
        const line = element('div', 'line');
        line.append(...heads.map((head) => meterOf({ layer, head })));
        return [element('h2', '', t`Layer ${layer + 1}`), line];
      }),
    );
  }

  function meterOf(place: Place): HTMLElement {
    const meter = element('div', 'meter');
    const bar = element('span', 'fill');
    const number = element('span', 'number');
    meter.title = nameOf(place);
    meter.append(bar, number);
    meters.push({ place, bar, number });
    return meter;
  }

  function fill({ memory }: Scene): void {
    const most = Math.min(memory.rows, memory.columns);
    for (const { place, bar, number } of meters) {
      const rank = ranks[place.layer * memory.heads + place.head];
      number.textContent = rank === undefined ? '' : figure(rank);
      bar.style.setProperty('--part', String((rank ?? 0) / most));
    }
    if (ranks.length < memory.layers * memory.heads) return;
    const mean = ranks.reduce((a, b) => a + b) / ranks.length;
    whole.textContent = t`On average a head uses ${figure(mean)} of ${most} directions: ${percent(mean, most)}. A key has ${memory.columns} features.`;
  }

  /** Head after head, in slices between which the panel stays alive; given up where a newer memory has come. */
  function compute(memory: Memory, made: number[] = []): void {
    if (memory !== wanted) return;
    const places = placesOf(memory);
    const end = performance.now() + sliceMs;
    while (made.length < places.length && performance.now() < end) {
      const matrix = headOf(memory, places[made.length]!);
      made.push(effectiveRank(singularValues(matrix, memory.rows, memory.columns)));
    }
    if (made.length < places.length) {
      setTimeout(() => compute(memory, made));
      return;
    }
    ranks = made;
    computed = memory;
    panel.redraw();
  }

  return {
    id: 'capacity',
    title: t('Capacity'),
    caption: t('How many directions each head really uses: the fuller, the more a new token overwrites of the old.'),
    equation: 'capacity',
    root,
    filtered: true,
    receive(received) {
      if (received.type === 'collisions') collisions = received;
      if (received.type === 'nothing') collisions = undefined;
    },
    draw(scene) {
      colliding.show(collisions, scene.filter);
      const key = JSON.stringify([scene.memory.layers, scene.memory.heads, scene.filter]);
      if (key !== built) build(scene);
      built = key;
      // The first at once; later ones once the picture rests.
      if (wanted === undefined) compute((wanted = scene.memory));
      fill(scene);
    },
    describe({ memory }) {
      if (memory !== computed && memory !== wanted) compute((wanted = memory));
    },
    table: ({ memory, filter }) => ({
      columns: [t('Head'), t('effective rank'), t('of at most')],
      rows: placesOf(memory)
        .map((place, i) => ({ place, rank: ranks[i] }))
        .filter(({ place }) => shows(filter, place))
        .map(({ place, rank }) => [
          nameOf(place),
          rank === undefined ? '' : figure(rank),
          String(Math.min(memory.rows, memory.columns)),
        ]),
    }),
    data: ({ memory, message, filter }) => ({
      tokensRead: message.tokensRead,
      most: Math.min(memory.rows, memory.columns),
      features: memory.columns,
      heads: placesOf(memory).map((place, i) => ({ ...place, effectiveRank: ranks[i] })),
      collisions: collisions && collisionsOf(collisions, filter).map((pair) => described(collisions!, pair)),
    }),
  };
}

/** A pair with its tokens' texts and places. */
function described({ list }: CollisionsMessage, { tokens, ...figures }: Collision) {
  return { ...figures, tokens: tokens.map((token) => ({ text: list.texts[token], ...placeOf(list, token) })) };
}
