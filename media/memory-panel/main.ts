/** Ties the panel's parts: messages in, one frame drawn, looks and clicks back to the parts. */

import { config, t } from '@vscode/l10n';
import './panel.css';
import type { Picture } from './canvas.ts';
import { element } from './element.ts';
import { empty } from './empty.ts';
import { enlarged } from './enlarged.ts';
import { figures } from './figures.ts';
import { counts } from './counts.ts';
import { connect } from './host.ts';
import { legend } from './legend.ts';
import { memoryOf, type Memory, type Place } from './memory.ts';
import { overview } from './overview.ts';
import { readout, type Look } from './readout.ts';
import { scaleOf } from './scale.ts';
import { onThemeChange, themeOf } from './theme.ts';
import type { MemoryMessage, ToPanel } from '../../src/protocol/panel.ts';

/** A picture that changes ten times a second is described once it rests. */
const restMs = 400;

config({ contents: JSON.parse(document.body.dataset['words'] ?? '{}') as Record<string, string> });
const header = figures();
const all = overview({ look, enlarge });
const one = enlarged({ look, back });
const colours = legend();
const words = readout();
const caption = element(
  'p',
  'caption',
  t('Each tile is the memory of one head; every token that is read rewrites a little of it.'),
);
const pictures = element('main');
const foot = element('footer');
const nothing = empty();
const tally = counts(() => host.send({ type: 'resetCounts' }));

let message: MemoryMessage | undefined;
let memory: Memory | undefined;
let scale: number | undefined;
let looked: Look | undefined;
let opened: Place | undefined;
let answered = false;
let frame = 0;
let rest: ReturnType<typeof setTimeout> | undefined;

foot.append(words.root, colours.root, tally.root);
pictures.append(caption, all.root, one.root);
document.body.append(header.root, nothing, pictures, foot);

const host = connect(receive);
opened = host.recall().enlarged;
onThemeChange(draw);
new ResizeObserver(fit).observe(pictures);
new ResizeObserver(fit).observe(document.documentElement);
show();
host.send({ type: 'ready' });

function receive(received: ToPanel): void {
  if (received.type === 'counts') {
    tally.show(received.counts);
    return;
  }
  answered = true;
  message = received.type === 'memory' ? received : undefined;
  draw();
}

/** Once a frame at most; a hidden view has no frames. */
function draw(): void {
  if (frame === 0) frame = requestAnimationFrame(drawNow);
}

function drawNow(): void {
  frame = 0;
  const first = memory === undefined;
  memory = message && memoryOf(message);
  scale = memory && scaleOf(memory.weights, scale);
  show();
  const picture = pictureNow();
  if (!message || !picture) {
    unmark();
    return;
  }
  if (first && opened) one.open(opened, false);
  if (first) fit();
  header.show(message);
  all.draw(picture);
  if (opened) one.draw(picture);
  colours.show(picture.scale, picture.theme);
  look(looked);
  mark(picture.scale, message);
  if (first) describe();
  clearTimeout(rest);
  rest = setTimeout(describe, restMs);
}

/** Says on the body which message the pixels are, and in which scale: the tests read both. */
function mark(scale: number, { sequence, tokensRead }: MemoryMessage): void {
  Object.assign(document.body.dataset, { scale: `${scale}`, sequence: `${sequence}`, tokens: `${tokensRead}` });
}

function unmark(): void {
  for (const name of ['scale', 'sequence', 'tokens']) Reflect.deleteProperty(document.body.dataset, name);
}

function describe(): void {
  const picture = pictureNow();
  if (!picture) return;
  all.describe(picture);
  if (opened) one.describe(picture);
}

function pictureNow(): Picture | undefined {
  return memory && scale !== undefined ? { memory, scale, theme: themeOf(document.body.classList) } : undefined;
}

/** Shows what belongs to the state that we are in; nothing until the host has answered. */
function show(): void {
  if (memory && opened && (opened.layer >= memory.layers || opened.head >= memory.heads)) opened = undefined;
  nothing.hidden = !answered || memory !== undefined;
  header.root.hidden = pictures.hidden = foot.hidden = memory === undefined;
  caption.hidden = all.root.hidden = opened !== undefined;
  one.root.hidden = opened === undefined;
}

function look(at: Look | undefined): void {
  looked = at;
  const picture = pictureNow();
  if (picture) colours.mark(words.show(at, picture, opened !== undefined));
}

function enlarge(place: Place): void {
  opened = place;
  host.keep({ enlarged: place });
  show();
  one.open(place, true);
  const picture = pictureNow();
  if (!picture) return;
  fit();
  one.draw(picture);
  one.describe(picture);
}

function back(): void {
  const left = opened;
  opened = undefined;
  host.keep({});
  show();
  fit();
  if (left) all.focus(left);
}

function fit(): void {
  const width = pictures.clientWidth;
  if (width === 0) return;
  all.fit(width);
  one.fit(width, window.innerHeight - header.root.offsetHeight - foot.offsetHeight - 110);
}
