import { t } from '@vscode/l10n';
import './reads.css';
import { element } from '../element.ts';
import { forget } from '../forget.ts';
import { roundedUp } from '../scale.ts';
import { linesOf } from '../selection.ts';
import { headsOf, largest, lineOf, readOf } from '../shares.ts';
import { tokenFoot } from '../token-foot.ts';
import { tokenText } from '../token-text.ts';
import type { Filter, Panel, Scene, View } from '../view.ts';
import { figure, nameOf } from '../wording.ts';
import type { WritesMessage } from '../../../src/protocol/trace.ts';

type Measure = 'surprise' | 'beta' | 'held';
const measures: readonly Measure[] = ['surprise', 'beta', 'held'];

/** Heads that are named for a selection. */
const mostHeads = 5;

/** Writes: how strongly each token wrote, how new that was, and how much of it is left; for a selection, in which heads. */
export function writes(panel: Panel): View {
  const root = element('div', 'reads');
  const chips = element('div', 'predicted');
  const best = element('ol', 'most');
  const text = tokenText('writes', t('What was written, token by token'), { look, choose });
  const foot = tokenFoot(t('Click a token, and another with Shift: the heads that hold them.'));
  const forgetting = forget(panel);
  const names: Readonly<Record<Measure, string>> = {
    surprise: t('How new'),
    beta: t('How strong'),
    held: t('How much is left'),
  };
  const buttons = measures.map((own) => {
    const button = element('button', 'chip', names[own]);
    button.type = 'button';
    button.addEventListener('click', () => {
      measure = own;
      panel.redraw();
    });
    return button;
  });
  let measure: Measure = 'surprise';
  let message: WritesMessage | undefined;
  let mean: Float32Array | undefined;
  let scene: Scene | undefined;
  let looked: number | undefined;
  let selected: readonly [number, number] | null = null;

  chips.append(...buttons);
  root.append(chips, best, forgetting.root, text.root);

  function look(token: number | undefined): void {
    looked = token;
    readOut();
  }

  /** With Shift the selection reaches from where it began to this token. */
  function choose(token: number, extend: boolean): void {
    const from = extend && selected ? selected[0] : token;
    selected = [Math.min(from, token), Math.max(from, token)];
    text.select(selected);
    drawBest();
    offer();
    readOut();
  }

  function offer(): void {
    forgetting.show(message && selected ? linesOf(message.list, selected) : undefined);
  }

  function readOut(): void {
    const token = looked ?? selected?.[0];
    const known = message && mean && token !== undefined;
    const value = known ? mean![token]! : 0;
    foot.say(known ? { where: nameOfToken(token), number: figure(value), value } : undefined);
  }

  function nameOfToken(token: number): string {
    return `${lineOf(message!.list, token)} \u00b7 ${names[measure]}`;
  }

  /** In which heads the selected tokens are held best. */
  function drawBest(): void {
    best.hidden = !message || selected === null;
    if (!message || !scene || selected === null) return;
    const held = heldBy(message, selected, scene.filter).slice(0, mostHeads);
    best.replaceChildren(
      ...held.map(({ layer, head, value }) => {
        const row = element('li', 'older');
        row.append(element('span', 'share', figure(value)), element('span', '', nameOf({ layer, head })));
        return row;
      }),
    );
  }

  return {
    id: 'writes',
    title: t('Writes'),
    caption: t('What each token wrote: how strongly, how new it was to the memory, and how much of it is left.'),
    equation: 'writes',
    root,
    foot: foot.root,
    filtered: true,
    receive(received) {
      forgetting.receive(received);
      if (received.type === 'nothing') message = undefined;
      if (received.type !== 'writes') return;
      if (received.list.texts.length !== message?.list.texts.length) selected = null;
      message = received;
    },
    draw(now) {
      scene = now;
      for (const part of [chips, forgetting.root, text.root, foot.root]) part.hidden = message === undefined;
      for (const [i, button] of buttons.entries()) button.setAttribute('aria-pressed', String(measures[i] === measure));
      drawBest();
      if (!message) return;
      mean = meanOf(message, message[measure], now.filter);
      const scale = roundedUp(largest(mean) || 1);
      text.show(message.list);
      text.paint(mean, scale, now.theme);
      text.name((token) => `${message!.list.texts[token]!.trim()} ${nameOfToken(token)} ${figure(mean![token]!)}`);
      text.select(selected);
      offer();
      foot.show(scale, now.theme);
      readOut();
      root.dataset['ms'] = message.ms.toFixed(1);
    },
    table(now) {
      const rows = (message?.list.texts ?? []).map((own, token) => {
        const values = measures.map((name) => figure(meanOf(message!, message![name], now.filter)[token]!));
        return [lineOf(message!.list, token), own.trim(), ...values];
      });
      return { columns: [t('Line'), t('Text'), ...measures.map((name) => names[name])], rows };
    },
  };
}

/** The mean over the chosen heads, [tokens]. */
function meanOf({ layers, heads, list }: WritesMessage, values: Float32Array, filter: Filter): Float32Array {
  const tokens = readOf(list);
  const chosen = headsOf(layers, heads, filter);
  const mean = new Float32Array(list.texts.length);
  for (const at of chosen) for (let token = 0; token < tokens; token++) mean[token]! += values[at * tokens + token]!;
  for (let token = 0; token < tokens; token++) mean[token]! /= chosen.length || 1;
  return mean;
}

/** The heads by how much of the selected tokens' values comes back, each token weighted by its strength; the best first. */
function heldBy(
  { layers, heads, list, beta, held }: WritesMessage,
  [from, to]: readonly [number, number],
  filter: Filter,
) {
  const tokens = readOf(list);
  return headsOf(layers, heads, filter)
    .map((at) => {
      let [sum, weight] = [0, 0];
      for (let token = from; token <= Math.min(to, tokens - 1); token++) {
        sum += beta[at * tokens + token]! * held[at * tokens + token]!;
        weight += beta[at * tokens + token]!;
      }
      return { layer: Math.floor(at / heads), head: at % heads, value: weight > 0 ? sum / weight : 0 };
    })
    .sort((a, b) => b.value - a.value);
}
