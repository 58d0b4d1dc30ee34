import { t } from '@vscode/l10n';
import { colourOf } from './colour.ts';
import { curve, uncurve } from './curve.ts';
import { element } from './element.ts';
import { steps, type Theme } from './palette.ts';
import { tick } from './wording.ts';

/** Where the legend has numbers, as parts of the scale; the ends also stand for what lies beyond. */
const ticks = [-1, -0.2, 0, 0.2, 1] as const;

/** The scale in colours, with its numbers, and a mark where the value under the pointer lies. */
export interface Legend {
  readonly root: HTMLElement;
  show(scale: number, theme: Theme): void;
  mark(value: number | undefined): void;
}

export function legend(): Legend {
  const root = element('div', 'legend');
  const bar = element('canvas');
  bar.width = 2 * steps + 1;
  bar.height = 1;
  const marker = element('span', 'marker');
  marker.hidden = true;
  const labels = ticks.map((part) => {
    const label = element('span', 'tick');
    label.style.setProperty('--at', percent(part));
    return label;
  });
  root.setAttribute('role', 'img');
  root.append(bar, marker, ...labels);
  let current = 1;
  let shown = '';
  return {
    root,
    show(scale, theme) {
      // Most frames change neither.
      if (shown === `${scale} ${theme}`) return;
      shown = `${scale} ${theme}`;
      current = scale;
      drawBar(bar, theme);
      for (const [i, label] of labels.entries()) label.textContent = labelOf(ticks[i]!, scale);
      root.setAttribute('aria-label', t`Colours: blue is ${tick(-scale)}, neutral is 0, red is ${tick(scale)}`);
    },
    mark(value) {
      marker.hidden = value === undefined;
      if (value !== undefined) marker.style.setProperty('--at', percent(value / current));
    },
  };
}

function drawBar(bar: HTMLCanvasElement, theme: Theme): void {
  const image = new ImageData(bar.width, 1);
  for (let i = 0; i < bar.width; i++) {
    image.data.set([...colourOf(uncurve((i - steps) / steps), 1, theme), 255], 4 * i);
  }
  bar.getContext('2d')?.putImageData(image, 0, 0);
}

function labelOf(part: number, scale: number): string {
  const beyond = part === 1 ? '\u2265 ' : part === -1 ? '\u2264 ' : '';
  return beyond + tick(part * scale);
}

function percent(ratio: number): string {
  return `${(50 + 50 * curve(ratio)).toFixed(2)}%`;
}
