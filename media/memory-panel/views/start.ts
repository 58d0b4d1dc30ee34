import { t } from '@vscode/l10n';
import { drawHead } from '../canvas.ts';
import { element } from '../element.ts';
import { headOf, placesOf, summaryOf, type Memory, type Place } from '../memory.ts';
import type { Panel, View } from '../view.ts';
import { bytes, nameOf, tokens } from '../wording.ts';

/** For a newcomer: what this is, in three sentences and one picture. */
export function start(_panel: Panel): View {
  const root = element('div', 'start');
  const sentences = [
    t('Palimpsest reads your code token by token and writes every token into a memory that never grows.'),
    t('New writing goes over old writing, so what is new is clear and what is old fades, as on a reused parchment.'),
    t('Each suggestion is read out of this memory, and the views behind the tabs show where it came from.'),
  ];
  const figure = element('figure');
  const code = element('div', 'station');
  const read = element('strong');
  code.append(read, element('span', '', t('your code')));
  const canvas = element('canvas');
  canvas.setAttribute('role', 'img');
  const held = element('div', 'station');
  const size = element('span');
  held.append(canvas, size);
  const asked = element('div', 'station');
  asked.append(element('strong', '', t('a suggestion')));
  figure.append(code, arrow(t('written')), held, arrow(t('read')), asked);
  root.append(...sentences.map((sentence) => element('p', 'sentence', sentence)), figure);
  let place: Place | undefined;
  return {
    id: 'start',
    title: t('Start'),
    caption: t('The picture is one of the memory’s matrices as it is now: blue is below zero, red above.'),
    equation: 'start',
    root,
    draw(scene) {
      const { memory, message } = scene;
      place ??= fullest(memory);
      read.textContent = tokens(message.tokensRead);
      size.textContent = t`${bytes(memory.weights.byteLength)} of memory`;
      drawHead(canvas, scene, place);
    },
    describe() {
      if (place) canvas.setAttribute('aria-label', nameOf(place));
    },
    table: ({ memory, message }) => ({
      columns: [t('What'), t('How much')],
      rows: [
        [t('your code'), tokens(message.tokensRead)],
        [t('the memory'), bytes(memory.weights.byteLength)],
      ],
    }),
  };
}

/** The head with most to see: the largest typical size. */
function fullest(memory: Memory): Place {
  const sizes = placesOf(memory).map((place) => ({
    place,
    size: summaryOf(headOf(memory, place), memory.columns).typical,
  }));
  return sizes.reduce((most, next) => (next.size > most.size ? next : most)).place;
}

function arrow(label: string): HTMLElement {
  const made = element('div', 'arrow');
  made.append(element('span', '', label), element('span', 'shaft', '\u2192'));
  return made;
}
