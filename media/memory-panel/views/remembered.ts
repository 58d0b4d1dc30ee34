import { t } from '@vscode/l10n';
import './reads.css';
import { element } from '../element.ts';
import { farther } from '../farther.ts';
import { plot } from '../plot.ts';
import { curveOf, recallOf, symbolRecall } from '../recall.ts';
import { lineOf, placeOf } from '../shares.ts';
import { symbolList, type Row } from '../symbol-list.ts';
import { tokenFoot } from '../token-foot.ts';
import { tokenText } from '../token-text.ts';
import type { Panel, Scene, View } from '../view.ts';
import { recalled, tokens as counted } from '../wording.ts';
import type { ListedSymbol, RecallMessage, TextPlace } from '../../../src/protocol/recall.ts';

/** CSS pixels. */
const curveHeight = 150;
/** Points of the curve that the table has. */
const mostRows = 24;

/** What somebody wants to know about. */
interface Chosen extends TextPlace {
  readonly name: string;
  /** A definition is found again by its name and number among those of that name, wherever it has moved to. */
  readonly symbol: number | undefined;
}

/** Still remembered?: how well what a token wrote still comes back, and which definitions of the file the memory knows. */
export function remembered(panel: Panel): View {
  const root = element('div', 'reads');
  const waiting = element('p', 'waiting', t('The text is read once more, to see what is left of it …'));
  const head = element('p', 'summary');
  const title = element('code');
  const said = element('span');
  const go = element('button', 'link', t('Go to its place'));
  const curve = plot({ across: t('tokens read since it was written'), height: curveHeight, range: [0, 100] });
  const none = element('p', 'waiting', t('No definition of this file is known by its syntax.'));
  const symbols = symbolList(t('Definitions of this file, and how well each is recalled'), (row) => chooseSymbol(row));
  const orders = element('div', 'predicted');
  const text = tokenText('recall', t('What was written, token by token'), { look, choose: chooseToken });
  const foot = tokenFoot(t('Point at a token to read how well it is recalled, click it for its curve.'));
  const buttons = [false, true].map((best) => {
    const button = element('button', 'chip', best ? t('The best first') : t('As they stand'));
    button.type = 'button';
    button.addEventListener('click', () => {
      bestFirst = best;
      panel.redraw();
    });
    return button;
  });
  let message: RecallMessage | undefined;
  let recall: Float32Array = new Float32Array();
  let chosen: Chosen | undefined;
  let looked: number | undefined;
  let bestFirst = false;
  /** The definitions in the order in which they are shown. */
  let listed: readonly ListedSymbol[] = [];

  go.type = 'button';
  go.addEventListener('click', () => {
    if (chosen) panel.send({ type: 'open', ...placeIn(chosen) });
  });
  orders.append(element('span', 'label', t('Definitions')), ...buttons);
  head.append(title, said, go);
  const back = farther(panel);
  root.append(waiting, head, curve.root, orders, symbols.root, none, back.root, text.root);

  function look(token: number | undefined): void {
    looked = token;
    readOut();
  }

  function chooseToken(token: number): void {
    const { path, line, column, kind } = placeOf(message!.list, token);
    const own = message!.list.texts[token]!;
    if (kind !== 'text' || token >= message!.list.chosen) return;
    ask({ path, line, column, length: own.length, name: own.trim() || t('white space'), symbol: undefined });
  }

  function chooseSymbol(row: number): void {
    const symbol = listed[row];
    if (symbol) ask(chosenOf(message!, symbol));
  }

  function ask(next: Chosen): void {
    chosen = next;
    panel.send({ type: 'recallOf', ...placeIn(next) });
    panel.redraw();
  }

  function readOut(): void {
    const known = message !== undefined && looked !== undefined && looked < message.list.chosen;
    const value = known ? recall[looked!]! : 0;
    foot.say(known ? { where: lineOf(message!.list, looked!), number: recalled(value), value } : undefined);
  }

  /** Where the chosen one stands in this list, if its tokens are there. */
  function spanOf({ list }: RecallMessage, { path, line, column, length }: Chosen): readonly [number, number] | null {
    const span = list.texts.flatMap((own, token) => {
      const place = placeOf(list, token);
      const there = place.kind === 'text' && place.path === path && place.line === line && token < list.chosen;
      return there && place.column < column + length && place.column + own.length > column ? [token] : [];
    });
    return span.length === 0 ? null : [span[0]!, span.at(-1)!];
  }

  /** A definition that has moved is asked for anew; without a choice the first one's curve is shown. */
  function follow(now: RecallMessage): void {
    if (chosen === undefined) {
      const first = now.symbols.find(({ from, to }) => now.curve && from === now.curve.from && to === now.curve.to);
      chosen = first && chosenOf(now, first);
      return;
    }
    if (chosen.symbol === undefined || chosen.path !== now.path) return;
    const symbol = now.symbols.filter(({ name }) => name === chosen!.name)[chosen.symbol];
    if (symbol && (symbol.line !== chosen.line || symbol.column !== chosen.column)) ask(chosenOf(now, symbol));
  }

  function drawCurve(now: RecallMessage, scene: Scene): void {
    const span = chosen === undefined ? null : spanOf(now, chosen);
    const fits = span !== null && now.curve?.from === span[0] && now.curve.to === span[1] + 1;
    const points = fits ? curveOf(now, scene.filter) : [];
    head.hidden = chosen === undefined;
    curve.root.hidden = points.length === 0;
    title.textContent = chosen?.name ?? '';
    go.hidden = chosen === undefined;
    const [first, last] = [points[0], points.at(-1)];
    said.textContent =
      first && last ? summary(first.recall, last.recall, last.since) : span === null ? gone(now) : ': … ';
    curve.show(
      [points.map(({ recall }) => 100 * recall)],
      points.map(({ since }) => since),
    );
    text.select(span);
    root.dataset['curve'] = points.length > 0 ? chosen!.name : '';
  }

  function gone({ list }: RecallMessage): string {
    return `: ${t`not among the last ${counted(list.chosen)} that were read.`} `;
  }

  function drawSymbols(now: RecallMessage): void {
    const value = (symbol: ListedSymbol): number => symbolRecall(symbol, recall) ?? -2;
    listed = bestFirst ? [...now.symbols].sort((a, b) => value(b) - value(a)) : now.symbols;
    const rows = listed.map((symbol): Row => {
      const part = symbolRecall(symbol, recall);
      return { ...symbol, part, said: part === undefined ? absence(now, symbol) : recalled(part) };
    });
    const at = listed.findIndex((symbol) => chosen !== undefined && isAt(symbol, chosen, now.path));
    symbols.show(rows, at < 0 ? undefined : at);
    for (const [i, button] of buttons.entries()) button.setAttribute('aria-pressed', String(bestFirst === (i === 1)));
  }

  return {
    id: 'remembered',
    title: t('Still remembered?'),
    caption: t(
      'How well what a token wrote still comes back, from when it was written to now: the curve of forgetting.',
    ),
    equation: 'still-remembered',
    root,
    foot: foot.root,
    filtered: true,
    fit: ({ width }) => curve.fit(Math.min(width, 640)),
    receive(received) {
      back.receive(received);
      if (received.type === 'nothing') message = chosen = undefined;
      if (received.type !== 'recall') return;
      message = received;
      follow(received);
    },
    draw(scene) {
      waiting.hidden = message !== undefined;
      back.show(message?.list);
      const some = (message?.symbols.length ?? 0) > 0;
      for (const part of [head, curve.root, text.root, foot.root]) part.hidden = message === undefined;
      for (const part of [orders, symbols.root]) part.hidden = !some;
      none.hidden = message === undefined || some;
      if (!message) return;
      recall = recallOf(message, scene.filter);
      text.show(message.list);
      text.paint(recall, 1, scene.theme);
      text.name(
        (token) => `${message!.list.texts[token]!.trim()} ${lineOf(message!.list, token)} ${recalled(recall[token]!)}`,
      );
      drawCurve(message, scene);
      drawSymbols(message);
      foot.show(1, scene.theme);
      readOut();
      root.dataset['ms'] = message.ms.toFixed(1);
    },
    table(scene) {
      if (!message) return { columns: [t('What'), t('Recalled')], rows: [] };
      const now = message;
      const points = curveOf(now, scene.filter);
      const step = Math.max(1, Math.ceil(points.length / mostRows));
      const way = points.filter((_, i) => i % step === 0 || i === points.length - 1);
      return {
        columns: [t('What'), t('Recalled')],
        rows: [
          ...now.symbols.map((symbol) => {
            const part = symbolRecall(symbol, recall);
            return [
              `${symbol.name} (${t`line ${symbol.line + 1}`})`,
              part === undefined ? absence(now, symbol) : recalled(part),
            ];
          }),
          ...way.map(({ since, recall: own }) => {
            return [`${chosen?.name ?? ''}: ${t`${counted(since)} later`}`, recalled(own)];
          }),
        ],
      };
    },
    data(scene) {
      if (!message) return undefined;
      const { list, layers, heads, path, symbols: all } = message;
      return {
        layers,
        heads,
        filter: scene.filter,
        path,
        older: list.older,
        definitions: all.map(({ name, kind, line, column, ...span }) => {
          return { name, kind, line, column, recall: symbolRecall({ name, kind, line, column, ...span }, recall) };
        }),
        tokens: list.texts
          .slice(0, list.chosen)
          .map((own, token) => ({ text: own, ...placeOf(list, token), recall: recall[token] })),
        curve: chosen &&
          message.curve && { of: chosen.name, ...placeIn(chosen), points: curveOf(message, scene.filter) },
      };
    },
  };
}

function summary(written: number, now: number, since: number): string {
  return `: ${t`${recalled(written)} when it was written, ${recalled(now)} now, ${counted(since)} later.`} `;
}

/** Why there is no number: it was read before the record begins, or not at all. */
function absence({ list, path }: RecallMessage, { line }: ListedSymbol): string {
  const first = list.texts.findIndex((_, token) => {
    const place = placeOf(list, token);
    return place.path === path && place.kind !== 'mark' && token < list.chosen;
  });
  const begins = first >= 0 && placeOf(list, first).kind === 'header';
  return first >= 0 && !begins && line < placeOf(list, first).line ? t('older') : t('not read');
}

function chosenOf({ path, symbols }: RecallMessage, { name, line, column }: ListedSymbol): Chosen {
  const same = symbols.filter((other) => other.name === name);
  const symbol = same.findIndex((other) => other.line === line && other.column === column);
  return { path, line, column, length: name.length, name, symbol };
}

function placeIn({ path, line, column, length }: TextPlace): TextPlace {
  return { path, line, column, length };
}

function isAt({ line, column }: ListedSymbol, chosen: Chosen, path: string): boolean {
  return chosen.path === path && chosen.line === line && chosen.column === column;
}
