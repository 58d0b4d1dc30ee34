import { t } from '@vscode/l10n';
import { element } from '../element.ts';
import { enlarged } from '../enlarged.ts';
import { legend } from '../legend.ts';
import { difference } from '../difference.ts';
import { headOf, placesOf, summaryOf, type Memory, type Place } from '../memory.ts';
import { Past } from '../past.ts';
import { overview } from '../overview.ts';
import { readout, type Look } from '../readout.ts';
import { scaleOf } from '../scale.ts';
import { singularValues } from '../svd.ts';
import type { Table } from '../table.ts';
import { shows, type Filter, type Panel, type Room, type Scene, type View } from '../view.ts';
import { scrubber } from './scrubber.ts';
import { cellName, figure, nameOf, signed } from '../wording.ts';

/** W itself: all heads as small multiples, or one of them enlarged, and below the scale of the colours. */
export function matrices(panel: Panel): View {
  const root = element('div', 'matrices');
  const foot = element('div');
  const all = overview({ look, enlarge });
  const one = enlarged({ look, back });
  const colours = legend();
  const words = readout();
  const past = new Past((position) => panel.send({ type: 'past', position }));
  const time = scrubber(() => {
    if (time.index < past.positions.length) past.want(time.index);
    else past.rest();
    panel.redraw();
  });
  root.append(time.root, all.root, one.root);
  foot.append(words.root, colours.root);

  let opened: Place | undefined = panel.remembered.enlarged;
  let looked: Look | undefined;
  /** What was drawn last: the memory now, as it was, or what has changed. */
  let scene: Scene | undefined;
  let changed: Float32Array | undefined;
  let changeScale: number | undefined;
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
    if (scene) one.describe(scene);
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

  /** The scene at the slider's place; its change where that is asked for. The colours' scale stays that of now. */
  function atTime(now: Scene): Scene {
    const { memory, before } = now;
    past.show(now.message.sequence, now.message.positions);
    time.show(past.positions, now.message.tokensRead);
    const at = time.index;
    const shown = at < past.positions.length ? (memoryAt(memory, at) ?? memory) : memory;
    if (!time.change) return { ...now, memory: shown };
    const change = difference(
      shown,
      shown === memory ? before : at > 0 ? memoryAt(memory, at - 1) : undefined,
      changed,
    );
    changed = change.weights;
    changeScale = scaleOf(changed, changeScale);
    return { ...now, memory: change, scale: changeScale };
  }

  function memoryAt(memory: Memory, index: number): Memory | undefined {
    const weights = past.at(index)?.weights;
    return weights?.length === memory.weights.length ? { ...memory, weights } : undefined;
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
      const drawn = (scene = atTime(now));
      const { memory } = now;
      if (opened && (opened.layer >= memory.layers || opened.head >= memory.heads)) back();
      if (opened) one.draw(drawn);
      else all.draw(drawn);
      colours.show(drawn.scale, drawn.theme);
      look(looked);
    },
    describe(now) {
      if (opened) one.describe(scene ?? now);
      else all.describe(scene ?? now);
    },
    receive(message) {
      if (message.type === 'past' && past.take(message)) panel.redraw();
    },
    table(now) {
      const { memory, scale, filter } = scene ?? now;
      return opened ? valuesOf(memory, opened) : summaries(memory, scale, filter);
    },
    data: ({ memory, message, filter }) => ({
      tokensRead: message.tokensRead,
      shape: [memory.layers, memory.heads, memory.rows, memory.columns],
      heads: placesOf(memory)
        .filter((place) => shows(filter, place))
        .map((place) => ({ ...place, weights: [...headOf(memory, place)] })),
    }),
  };
}

function summaries(memory: Memory, scale: number, filter: Filter): Table {
  return {
    columns: [t('Head'), t('largest value'), t('at'), t('typical size')],
    rows: placesOf(memory)
      .filter((place) => shows(filter, place))
      .map((place) => {
        const { largest, peak, typical } = summaryOf(headOf(memory, place), memory.columns);
        return [nameOf(place), signed(largest, scale), cellName(peak), signed(typical, scale).replace('+', '')];
      }),
  };
}

function valuesOf(memory: Memory, place: Place): Table {
  const values = singularValues(headOf(memory, place), memory.rows, memory.columns);
  return {
    columns: [t('Singular value'), t('Size')],
    rows: [...values].map((value, i) => [String(i + 1), figure(value)]),
  };
}
