import { t } from '@vscode/l10n';
import { element } from '../element.ts';
import { enlarged } from '../enlarged.ts';
import { legend } from '../legend.ts';
import { headOf, placesOf, summaryOf, type Place } from '../memory.ts';
import { overview } from '../overview.ts';
import { readout, type Look } from '../readout.ts';
import { shows, type Panel, type Room, type Scene, type View } from '../view.ts';
import { cellName, nameOf, signed } from '../wording.ts';

/** W itself: all heads as small multiples, or one of them enlarged, and below the scale of the colours. */
export function matrices(panel: Panel): View {
  const root = element('div', 'matrices');
  const foot = element('div');
  const all = overview({ look, enlarge });
  const one = enlarged({ look, back });
  const colours = legend();
  const words = readout();
  root.append(all.root, one.root);
  foot.append(words.root, colours.root);

  let opened: Place | undefined = panel.remembered.enlarged;
  let looked: Look | undefined;
  let scene: Scene | undefined;
  let room: Room = { width: 0, height: 0 };
  show();
  if (opened) one.open(opened, false);

  /** Shows the heads or the one that is enlarged. */
  function show(): void {
    all.root.hidden = opened !== undefined;
    one.root.hidden = opened === undefined;
  }

  function look(at: Look | undefined): void {
    looked = at;
    if (scene) colours.mark(words.show(at, scene, opened !== undefined));
  }

  function enlarge(place: Place): void {
    opened = place;
    panel.remember({ enlarged: place });
    show();
    one.open(place, true);
    panel.refit();
    panel.redraw();
    if (!scene) return;
    one.draw(scene);
    one.describe(scene);
  }

  function back(): void {
    const left = opened;
    opened = undefined;
    panel.remember({ enlarged: undefined });
    show();
    panel.refit();
    panel.redraw();
    if (left) all.focus(left);
  }

  function fit(now: Room): void {
    room = now;
    all.fit(room.width);
    one.fit(room.width, room.height - 90);
  }

  return {
    id: 'matrices',
    title: t('Matrices'),
    caption: t('Each tile is the memory of one head; every token that is read rewrites a little of it.'),
    equation: 'the-matrix',
    root,
    foot,
    filtered: true,
    fit,
    draw(now) {
      scene = now;
      const { memory } = now;
      if (opened && (opened.layer >= memory.layers || opened.head >= memory.heads)) back();
      if (opened) one.draw(now);
      else all.draw(now);
      colours.show(now.scale, now.theme);
      look(looked);
    },
    describe(now) {
      if (opened) one.describe(now);
      else all.describe(now);
    },
    table: ({ memory, scale, filter }) => ({
      columns: [t('Head'), t('largest value'), t('at'), t('typical size')],
      rows: placesOf(memory)
        .filter((place) => shows(filter, place))
        .map((place) => {
          const { largest, peak, typical } = summaryOf(headOf(memory, place), memory.columns);
          return [nameOf(place), signed(largest, scale), cellName(peak), signed(typical, scale).replace('+', '')];
        }),
    }),
    data: ({ memory, message, filter }) => ({
      tokensRead: message.tokensRead,
      shape: [memory.layers, memory.heads, memory.rows, memory.columns],
      heads: placesOf(memory)
        .filter((place) => shows(filter, place))
        .map((place) => ({ ...place, weights: [...headOf(memory, place)] })),
    }),
  };
}
