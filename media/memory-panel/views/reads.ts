import { t } from '@vscode/l10n';
import './reads.css';
import { element } from '../element.ts';
import { farther } from '../farther.ts';
import { forget } from '../forget.ts';
import { roundedUp } from '../scale.ts';
import { linesOf } from '../selection.ts';
import {
  averaged,
  copiedLines,
  copiedShares,
  largest,
  lineOf,
  lineShares,
  placeOf,
  readOf,
  strongest,
  type Averaged,
  type LineShare,
} from '../shares.ts';
import { tokenFoot } from '../token-foot.ts';
import { tokenText } from '../token-text.ts';
import type { Panel, Scene, View } from '../view.ts';
import { whatIf } from '../what-if.ts';
import { nameOf, percent, share as spelt, tokens as counted } from '../wording.ts';
import type { ReadsMessage } from '../../../src/protocol/trace.ts';

/** Lines that are named above the text. */
const mostLines = 5;
/** Lines that are marked in the editor, and that the table has. */
const mostMarked = 40;

/** What a token is predicted from, which the text is tinted by. */
type Ground = 'memory' | 'copies';

/** Reads now: who wrote what is read where a token of the suggestion is predicted, and where it was copied from. */
export function reads(panel: Panel): View {
  const root = element('div', 'reads');
  const predicted = element('div', 'predicted');
  const grounds = element('div', 'predicted');
  const chips = { memory: element('button', 'chip'), copies: element('button', 'chip') };
  const copying = element(
    'p',
    'note',
    t('Tinted is where it was copied from: each place by its part of the probability.'),
  );
  const most = element('ol', 'most');
  const waiting = element('p', 'waiting', t('The text is read once more, to see who wrote what …'));
  const text = tokenText('reads', t('What was read, token by token'), { look, choose });
  const without = whatIf(panel);
  const forgetting = forget(panel);
  const back = farther(panel);
  const mark = element('button', 'link', t('Mark these lines in the editor'));
  const foot = tokenFoot(t('Point at a token to read its share, click it to go to its place.'));
  let message: ReadsMessage | undefined;
  let mean: Averaged | undefined;
  let scene: Scene | undefined;
  let looked: number | undefined;
  let locked: readonly [number, number] | null = null;
  /** What a person has chosen; else that which most of the probability is from. */
  let wanted: Ground | undefined;
  let marking = false;
  let scale: number | undefined;

  mark.type = 'button';
  mark.setAttribute('aria-pressed', 'false');
  mark.addEventListener('click', () => {
    marking = !marking;
    mark.setAttribute('aria-pressed', String(marking));
    mark.textContent = marking ? t('Take the marks out of the editor') : t('Mark these lines in the editor');
    marks();
  });
  predicted.setAttribute('role', 'group');
  predicted.setAttribute('aria-label', t('Token of the suggestion'));
  grounds.setAttribute('role', 'group');
  grounds.setAttribute('aria-label', t('What it is predicted from'));
  grounds.append(element('span', 'label', t('From')), chips.memory, chips.copies);
  for (const ground of ['memory', 'copies'] as const) {
    chips[ground].type = 'button';
    chips[ground].addEventListener('click', () => {
      wanted = ground;
      panel.redraw();
    });
  }
  root.append(waiting, predicted, grounds, copying, most, back.root, mark, without.root, forgetting.root, text.root);

  function look(token: number | undefined): void {
    looked = token;
    readOut();
  }

  /** Keeps a token in sight and goes to its place. With Shift, all from the last one chosen to this. */
  function choose(token: number, extend: boolean): void {
    if (!message) return;
    const from = extend && locked ? locked[0] : token;
    locked = [Math.min(from, token), Math.max(from, token)];
    text.select(locked);
    offer();
    readOut();
    if (extend) return;
    const { path, line, column, kind } = placeOf(message.list, token);
    if (kind !== 'mark') open(path, line, kind === 'text' ? column : 0, kind === 'text' ? lengthOf(token) : 0);
  }

  /** What can be done about the tokens that are chosen. */
  function offer(): void {
    const lines = message && locked ? linesOf(message.list, locked) : undefined;
    without.show(scene?.filter ?? {}, lines);
    forgetting.show(lines);
  }

  function lengthOf(token: number): number {
    const own = message!.list.texts[token]!;
    return own === '\n' ? 0 : own.length;
  }

  function open(path: string, line: number, column: number, length: number): void {
    panel.send({ type: 'open', path, line, column, length });
  }

  function readOut(): void {
    const token = looked ?? locked?.[0];
    if (!message || !mean || !scene || token === undefined) {
      foot.say(undefined);
      return;
    }
    const best =
      groundNow() === 'memory' && strongest(message.shares, message, readOf(message.list), token, scene.filter);
    const most = best ? ` \u00b7 ${t`most in ${nameOf(best)}: ${spelt(best.value)}`}` : '';
    const value = mean.shares[token]!;
    foot.say({ where: nameOfToken(token) + most, number: spelt(value), value });
  }

  function nameOfToken(token: number): string {
    const { path, kind } = placeOf(message!.list, token);
    if (kind === 'mark') return t('what tells that text from after the cursor begins or ends');
    if (kind === 'header') return t`the name of ${path}`;
    return lineOf(message!.list, token);
  }

  function marks(): void {
    const lines = marking ? linesNow().slice(0, mostMarked) : [];
    panel.send({
      type: 'decorate',
      lines: lines.filter(({ share }) => share !== 0).map(({ path, line, share }) => ({ path, line, share })),
    });
  }

  function drawPredicted({ list, target }: ReadsMessage): void {
    const chips = list.texts.slice(list.chosen).map((own, i) => {
      const token = list.chosen + i;
      const chip = element('button', token < list.beyond ? 'chip typed' : 'chip', own === '' ? t('end') : own);
      chip.type = 'button';
      if (own !== '' && own.trim() === '') chip.setAttribute('aria-label', t('white space'));
      chip.setAttribute('aria-pressed', String(token === target));
      chip.addEventListener('click', () => panel.send({ type: 'look', token: i }));
      return chip;
    });
    const focused = [...predicted.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
    predicted.replaceChildren(element('span', 'label', t('To predict')), ...chips);
    chips[focused]?.focus();
  }

  function drawGrounds({ copied }: ReadsMessage): void {
    const ground = groundNow();
    grounds.hidden = copied.share === 0;
    chips.memory.textContent = t`the memory: ${percent(Math.round(100 * (1 - copied.share)), 100)}`;
    chips.copies.textContent = t`copied: ${percent(Math.round(100 * copied.share), 100)}`;
    for (const own of ['memory', 'copies'] as const) chips[own].setAttribute('aria-pressed', String(own === ground));
    copying.hidden = ground === 'memory';
    root.dataset['ground'] = ground;
  }

  function groundNow(): Ground {
    const share = message?.copied.share ?? 0;
    if (share === 0) return 'memory';
    const { layer, head } = scene?.filter ?? {};
    // Who chooses layers or heads looks at the memory.
    const most = share > 0.5 && layer === undefined && head === undefined ? 'copies' : 'memory';
    return wanted ?? most;
  }

  function linesNow(): LineShare[] {
    if (!message || !mean) return [];
    return groundNow() === 'copies' ? copiedLines(message.copied) : lineShares(message.list, mean.shares);
  }

  function drawMost(): void {
    if (!message || !mean) return;
    const rows = linesNow()
      .slice(0, mostLines)
      .map((line) => rowOf(line));
    const rest =
      groundNow() === 'copies'
        ? t('the model, from its memory')
        : message.list.older > 0 && t`${counted(message.list.older)} before these`;
    if (rest) {
      const older = element('li', 'older');
      older.append(element('span', 'share', spelt(mean.before)), element('span', '', rest));
      rows.push(older);
    }
    most.replaceChildren(...rows);
  }

  function rowOf({ path, line, share, text: own }: LineShare): HTMLElement {
    const row = element('li');
    const button = element('button', 'line');
    button.type = 'button';
    button.append(
      element('span', 'share', spelt(share)),
      element('span', 'place', `${path.split('/').at(-1)!}:${line + 1}`),
      element('code', '', own.trim()),
    );
    button.title = `${path}:${line + 1}`;
    button.addEventListener('click', () => open(path, line, 0, own.trimEnd().length));
    row.append(button);
    return row;
  }

  return {
    id: 'reads',
    title: t('Reads now'),
    caption: t(
      'Which tokens wrote what is read here: red adds, blue counts against. Exact within a layer; no cause across layers.',
    ),
    equation: 'reads-now',
    root,
    foot: foot.root,
    filtered: true,
    receive(received) {
      without.receive(received);
      forgetting.receive(received);
      if (received.type === 'memory') without.clear();
      if (received.type === 'nothing') message = undefined;
      back.receive(received);
      if (received.type === 'reads') {
        if (received.list.beyond !== message?.list.beyond || received.target !== message.target) locked = null;
        message = received;
      }
    },
    draw(now) {
      scene = now;
      waiting.hidden = message !== undefined;
      back.show(message?.list);
      for (const part of [predicted, grounds, copying, without.root, most, mark, forgetting.root, text.root, foot.root])
        part.hidden = message === undefined;
      if (!message) return;
      mean = groundNow() === 'copies' ? copiedShares(message) : averaged(message, now.filter);
      scale = roundedUp(largest(mean.shares) || 1);
      text.show(message.list);
      text.paint(mean.shares, scale, now.theme);
      text.name(
        (token) => `${message!.list.texts[token]!.trim()} ${nameOfToken(token)} ${spelt(mean!.shares[token]!)}`,
      );
      text.select(locked);
      offer();
      drawPredicted(message);
      drawGrounds(message);
      drawMost();
      foot.show(scale, now.theme);
      readOut();
      if (marking) marks();
      root.dataset['target'] = String(message.target);
      root.dataset['ms'] = message.ms.toFixed(1);
    },
    table() {
      const lines = linesNow().slice(0, mostMarked);
      return {
        columns: [t('Line'), t('Share'), t('Text')],
        rows: lines.map(({ path, line, share, text: own }) => [`${path}:${line + 1}`, spelt(share), own.trim()]),
      };
    },
    data() {
      if (!message) return undefined;
      const { list, layers, heads, target, shares, before, copied } = message;
      const tokens = list.texts.map((own, token) => ({ text: own, ...placeOf(list, token) }));
      return { layers, heads, target, older: list.older, tokens, shares: [...shares], before: [...before], copied };
    },
  };
}
