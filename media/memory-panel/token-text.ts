import { t } from '@vscode/l10n';
import './token-text.css';
import { colourOf, type Rgb } from './colour.ts';
import { element } from './element.ts';
import type { Theme } from './palette.ts';
import { placeOf } from './shares.ts';
import type { TokenList } from '../../src/protocol/trace.ts';

/** The text of a record, file by file and line by line, each token a field of its own that can be coloured. */
export interface TokenText {
  readonly root: HTMLElement;
  show(list: TokenList): void;
  /** Colours run from -scale to +scale; where the value is zero there is none. */
  paint(values: Float32Array, scale: number, theme: Theme): void;
  /** A class for the tokens of a selection; null takes it away. */
  select(range: readonly [from: number, to: number] | null): void;
  /** How a token is called, for who does not see its colour. */
  name(name: (token: number) => string): void;
}

interface Actions {
  /** Under the pointer, or reached by a key; undefined where it is left. */
  look(token: number | undefined): void;
  /** Clicked, or Enter. With Shift what lies between the last one and this is meant. */
  choose(token: number, extend: boolean): void;
}

/**
 * One tab stop: Left and Right go from token to token, Up and Down from line to line, Enter chooses.
 *
 * @param id tells its tokens from those of other views
 */
export function tokenText(id: string, title: string, actions: Actions): TokenText {
  const root = element('div', 'token-text');
  root.setAttribute('role', 'listbox');
  root.setAttribute('aria-label', title);
  root.setAttribute('aria-multiselectable', 'true');
  root.tabIndex = 0;
  let fields: HTMLElement[] = [];
  let rows: HTMLElement[] = [];
  let shown: TokenList | undefined;
  let active = -1;
  let names = (token: number): string => shown?.texts[token] ?? '';

  const activate = (token: number): void => {
    fields[active]?.classList.remove('active');
    active = Math.max(0, Math.min(fields.length - 1, token));
    const field = fields[active];
    if (!field) return;
    field.classList.add('active');
    field.setAttribute('aria-label', names(active));
    root.setAttribute('aria-activedescendant', field.id);
    actions.look(active);
  };

  const tokenAt = ({ target }: Event): number | undefined => {
    const at = target instanceof HTMLElement ? target.dataset['token'] : undefined;
    return at === undefined ? undefined : Number(at);
  };

  root.addEventListener('pointerover', (event) => actions.look(tokenAt(event)));
  root.addEventListener('pointerleave', () => actions.look(undefined));
  root.addEventListener('click', (event) => {
    const token = tokenAt(event);
    if (token === undefined) return;
    activate(token);
    actions.choose(token, event.shiftKey);
  });
  root.addEventListener('focus', () => {
    if (!root.matches(':focus-visible')) return;
    activate(active < 0 ? fields.length - 1 : active);
    fields[active]?.scrollIntoView({ block: 'nearest' });
  });
  root.addEventListener('blur', () => actions.look(undefined));
  root.addEventListener('keydown', (event) => {
    const next = moved(event.key);
    if (event.key === 'Enter' || event.key === ' ') {
      if (active >= 0) actions.choose(active, event.shiftKey);
    } else if (next !== undefined) {
      activate(next);
      fields[active]?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  });

  const moved = (key: string): number | undefined => {
    const row = fields[active]?.parentElement;
    const line = rows.findIndex((other) => other === row);
    const first = (at: number): number | undefined => {
      const token = rows[Math.max(0, Math.min(rows.length - 1, at))]?.querySelector<HTMLElement>('[data-token]');
      return token ? Number(token.dataset['token']) : undefined;
    };
    switch (key) {
      case 'ArrowLeft':
        return active - 1;
      case 'ArrowRight':
        return active + 1;
      case 'ArrowUp':
        return first(line - 1);
      case 'ArrowDown':
        return first(line + 1);
      case 'Home':
        return 0;
      case 'End':
        return fields.length - 1;
      default:
        return undefined;
    }
  };

  const build = (list: TokenList): void => {
    fields = [];
    rows = [];
    const files: HTMLElement[] = [];
    let last = '';
    let row: HTMLElement | undefined;
    for (const [token, text] of list.texts.entries()) {
      const place = placeOf(list, token);
      const { path, line, kind } = place;
      const key = `${kind === 'suggestion' ? 'text' : kind} ${line} ${path}`;
      if (row === undefined || key !== last || list.texts[token - 1] === '\n') {
        row = element('div', `tokens ${kind}`);
        row.setAttribute('role', 'presentation');
        if (kind === 'text' || kind === 'suggestion') row.append(numberOf(line));
        rows.push(row);
        files.push(row);
      }
      last = key;
      const field = element('span', `token ${kind}`, shownAs(text, kind, list, token));
      field.id = `${id}-token-${token}`;
      field.dataset['token'] = String(token);
      field.setAttribute('role', 'option');
      field.setAttribute('aria-selected', 'false');
      if (field.textContent.trim() === '') field.setAttribute('aria-label', t('white space'));
      fields.push(field);
      row.append(field);
    }
    root.replaceChildren(...files);
    active = Math.min(active, fields.length - 1);
  };

  return {
    root,
    show(list) {
      if (shown && sameList(shown, list)) return;
      shown = list;
      build(list);
    },
    paint(values, scale, theme) {
      for (const [token, field] of fields.entries()) {
        const value = values[token]!;
        const visible = value !== 0 && Math.abs(value) > scale / 400;
        const colour = visible ? colourOf(value, scale, theme) : undefined;
        field.style.backgroundColor = colour ? `rgb(${colour.join(', ')})` : '';
        field.style.color = colour ? inkOn(colour) : '';
      }
    },
    select(range) {
      for (const [token, field] of fields.entries()) {
        const inside = range !== null && token >= range[0] && token <= range[1];
        field.classList.toggle('selected', inside);
        field.setAttribute('aria-selected', String(inside));
      }
    },
    name(now) {
      names = now;
      const field = fields[active];
      if (field && document.activeElement === root) field.setAttribute('aria-label', names(active));
    },
  };
}

function numberOf(line: number): HTMLElement {
  const number = element('span', 'line-number', String(line + 1));
  number.setAttribute('aria-hidden', 'true');
  return number;
}

/** What has no text of its own still has a field to point at. */
function shownAs(text: string, kind: string, list: TokenList, token: number): string {
  if (kind === 'mark') return isFirstMark(list, token) ? t('after the cursor:') : t('before the cursor:');
  if (text === '\n') return '\u00a0';
  if (text === '' && kind === 'header') return t('File') + ' ';
  return text;
}

/** Text from after the cursor comes before what stands above the cursor, and has a mark at each end. */
function isFirstMark(list: TokenList, token: number): boolean {
  for (let next = token + 1; next < list.texts.length; next++) if (placeOf(list, next).kind === 'mark') return true;
  return false;
}

function sameList(a: TokenList, b: TokenList): boolean {
  return (
    a.texts.length === b.texts.length &&
    a.chosen === b.chosen &&
    a.texts.every((text, i) => text === b.texts[i]) &&
    a.paths.every((path, i) => path === b.paths[i]) &&
    a.places.every((value, i) => value === b.places[i])
  );
}

/** Black or white, whichever is farther from this colour: at least 4.5 to 1. */
export function inkOn([red, green, blue]: Rgb): string {
  const linear = (byte: number): number => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return luminance > 0.179 ? '#000' : '#fff';
}
