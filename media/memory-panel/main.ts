/** Ties the panel's parts: messages in, one frame drawn, what the person does back to the host. */

import { config } from '@vscode/l10n';
import './panel.css';
import { counts } from './counts.ts';
import { element } from './element.ts';
import { empty } from './empty.ts';
import { exported } from './exported.ts';
import { figures } from './figures.ts';
import { frame } from './frame.ts';
import { connect, type Remembered } from './host.ts';
import { memoryOf, sameShape, type Memory } from './memory.ts';
import { scaleOf } from './scale.ts';
import { onThemeChange, themeOf } from './theme.ts';
import { toolbar } from './toolbar.ts';
import type { Filter, Scene } from './view.ts';
import { viewsOf } from './views.ts';
import type { MemoryMessage, ToPanel } from '../../src/protocol/panel.ts';

/** A picture that changes ten times a second is described once it rests. */
const restMs = 400;

config({ contents: JSON.parse(document.body.dataset['words'] ?? '{}') as Record<string, string> });
const host = connect(receive);
let remembered: Remembered = host.recall();
const views = viewsOf({
  send: (message) => host.send(message),
  redraw: draw,
  refit: fit,
  get remembered() {
    return remembered;
  },
  remember,
});
const around = frame(views, remembered.view, {
  chosen(view) {
    remember({ view });
    tools.filtered(around.current.filtered === true);
    tell();
    fitted = false;
    drawNow();
  },
  equation: (anchor) => host.send({ type: 'equation', anchor }),
});
const tools = toolbar({
  live(now) {
    live = now;
    tell();
  },
  filter(now) {
    filter = now;
    fit();
    draw();
  },
  export(format) {
    const scene = sceneNow();
    if (scene) void exported(around, scene, format).then((message) => host.send(message));
  },
});
const header = figures();
/** A landmark: what stands in none, a screen reader's user may never find. */
const bar = element('nav');
const foot = element('footer');
const nothing = empty();
const tally = counts(() => host.send({ type: 'resetCounts' }));

let message: MemoryMessage | undefined;
let memory: Memory | undefined;
let before: Memory | undefined;
let scale: number | undefined;
let filter: Filter = {};
let live = true;
let answered = false;
let scheduled = 0;
/** Since another view or another shape of memory was to be shown; what changes the room besides is observed. */
let fitted = false;
let rest: ReturnType<typeof setTimeout> | undefined;

foot.append(around.foot, tally.root);
bar.append(around.tabs, tools.root);
document.body.append(header.root, nothing, bar, around.root, foot);
tools.filtered(around.current.filtered === true);
onThemeChange(draw);
const room = new ResizeObserver(fit);
for (const part of [around.root, document.documentElement, header.root, bar, foot]) room.observe(part);
show();
host.send({ type: 'ready' });
tell();

function receive(received: ToPanel): void {
  for (const view of views) view.receive?.(received);
  if (received.type === 'counts') {
    tally.show(received.counts);
    return;
  }
  if (received.type !== 'memory' && received.type !== 'nothing') {
    draw();
    return;
  }
  // What was on its way when the picture was frozen.
  if (!live && message) return;
  answered = true;
  message = received.type === 'memory' ? received : undefined;
  const next = message && memoryOf(message);
  before = memory && next && sameShape(memory, next) ? memory : undefined;
  memory = next;
  fitted &&= before !== undefined;
  // A frame of scrubbing changes neither.
  scale = memory && scaleOf(memory.weights, scale);
  if (message) header.show(message);
  draw();
}

/** Tells the host what is looked at, so that it computes no more than that. */
function tell(): void {
  host.send({ type: 'showing', view: around.current.id, live });
}

function remember(change: Remembered): void {
  remembered = { ...remembered, ...change };
  host.keep(remembered);
}

/** Once a frame at most; a hidden view has no frames. */
function draw(): void {
  if (scheduled === 0) scheduled = requestAnimationFrame(drawNow);
}

function drawNow(): void {
  cancelAnimationFrame(scheduled);
  scheduled = 0;
  show();
  const scene = sceneNow();
  if (!scene) {
    unmark();
    return;
  }
  tools.offer(scene.memory);
  if (!fitted) fit();
  around.draw(scene);
  mark(scene);
  clearTimeout(rest);
  rest = setTimeout(describe, restMs);
}

/** Says on the body which message the pixels are, and in which scale: the tests read both. */
function mark({ scale, message: { sequence, tokensRead } }: Scene): void {
  Object.assign(document.body.dataset, { scale: `${scale}`, sequence: `${sequence}`, tokens: `${tokensRead}` });
}

function unmark(): void {
  for (const name of ['scale', 'sequence', 'tokens']) Reflect.deleteProperty(document.body.dataset, name);
}

function describe(): void {
  const scene = sceneNow();
  if (scene) around.describe(scene);
}

function sceneNow(): Scene | undefined {
  if (!memory || !message || scale === undefined) return undefined;
  return { memory, before, scale, theme: themeOf(document.body.classList), message, filter };
}

/** Shows what belongs to the state that we are in; nothing until the host has answered. */
function show(): void {
  nothing.hidden = !answered || memory !== undefined;
  const parts = [header.root, bar, around.root, foot];
  for (const part of parts) part.hidden = memory === undefined;
}

function fit(): void {
  const width = around.root.clientWidth;
  if (width === 0) return;
  fitted = true;
  around.fit({ width, height: window.innerHeight - around.root.offsetTop - foot.offsetHeight });
}
