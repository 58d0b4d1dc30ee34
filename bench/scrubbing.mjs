/**
 * The panel's own page in a browser of its own, whose slider goes through 64 states of a memory of 12 layers and 8 heads:
 * one JSON object on stdout, the `ScrubbingFigures` of src/cli/bench/panel/scrubbing.ts. The host's half is played here;
 * what is drawn and how is the panel's.
 */
/* global document, window, Event, requestAnimationFrame */
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { build } from '../scripts/build.mjs';
import { ensureChromium, flags } from '../scripts/chromium.mjs';
import { root } from '../scripts/run.mjs';

const shape = [12, 8, 32, 64];
const states = 64;
/** Of which the first are not counted. */
const frames = 300;
const warmUps = 60;

await build(['panel']);
const read = (name) => readFile(`${root}dist/${name}`, 'utf8');
const [script, style] = await Promise.all([read('panel.js'), read('panel.css')]);
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: flags });
try {
  const page = await browser.newPage({ viewport: { width: 640, height: 900 } });
  page.on('pageerror', (error) => console.error(error));
  await page.setContent(
    `<!DOCTYPE html><html lang="en"><head><style>${style}</style></head><body class="vscode-dark"></body></html>`,
  );
  await page.evaluate(host, { shape, states });
  await page.addScriptTag({ content: script });
  await page.waitForFunction((count) => document.body.dataset.sent === String(count), states, { timeout: 60_000 });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate(scrub, { frames: warmUps, states });
  const before = await metrics(session);
  const times = await page.evaluate(scrub, { frames, states });
  const after = await metrics(session);
  const perFrame = (name) => (1000 * (after[name] - before[name])) / frames;
  const figures = {
    frames,
    framesPerSecond: (1000 * (times.length - 1)) / (times.at(-1) - times[0]),
    cpuMsPerFrame: perFrame('TaskDuration'),
    scriptMsPerFrame: perFrame('ScriptDuration'),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await browser.close();
}

/** In the page: answers as the extension's host does, from numbers that are drawn as a memory's are spread. */
function host({ shape, states }) {
  const cells = shape.reduce((product, extent) => product * extent);
  let seed = 1;
  const drawn = () => {
    const weights = new Float32Array(cells);
    for (let i = 0; i < cells; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      weights[i] = Math.tan(3 * (seed / 2 ** 32 - 0.5)) / 100;
    }
    return weights.buffer;
  };
  const working = { read: 9, decoded: 9, snapshots: states, snapshotBytes: 4 * cells * states, chunksFound: 1 };
  const positions = Array.from({ length: states }, (_, i) => 64 * (i + 1));
  const memory = {
    type: 'memory',
    sequence: 1,
    shape,
    weights: drawn(),
    tokensRead: 64 * states + 1,
    backend: 'none',
    ms: 1,
    working: { ...working, chunksRead: 1, bytes: 4 * cells * states },
    positions,
  };
  const post = (message) => window.postMessage(message, '*');
  let sent = 0;
  globalThis.acquireVsCodeApi = () => ({
    getState: () => ({ view: 'matrices' }),
    setState: () => {},
    postMessage: ({ type, position }) => {
      if (type === 'showing') {
        post(memory);
        // Somebody looks back: all states on the way are asked for, one after the other.
        setTimeout(() => {
          const slider = document.querySelector('.scrubber input');
          slider.value = '0';
          slider.dispatchEvent(new Event('input'));
        }, 500);
      }
      if (type === 'past') {
        post({ type: 'past', sequence: 1, position, weights: drawn() });
        document.body.dataset.sent = String(++sent);
      }
    },
  });
}

/** In the page: the slider moves with every frame. Gives when each frame began. */
async function scrub({ frames, states }) {
  const slider = document.querySelector('.scrubber input');
  const times = [];
  for (let frame = 0; frame <= frames; frame++) {
    times.push(await new Promise((resolve) => requestAnimationFrame(resolve)));
    slider.value = String(frame % states);
    slider.dispatchEvent(new Event('input'));
  }
  return times;
}

async function metrics(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}
