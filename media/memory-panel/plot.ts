import Uplot, { type Options } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { element } from './element.ts';
import { figure } from './wording.ts';

/** A curve or bars over equally spaced places, in the theme's colours. */
export interface Plot {
  readonly root: HTMLElement;
  /** Each series in the order of its places, with gaps where there is no number. */
  show(series: readonly (readonly (number | undefined)[])[], places?: readonly number[]): void;
  fit(width: number): void;
}

interface PlotOptions {
  /** What the places are. */
  readonly across: string;
  /** CSS pixels. */
  readonly height: number;
  /** The first place's number, where none are given. */
  readonly from?: number;
  readonly bars?: boolean;
  /** The values' range, wider where one of them lies below it; their own where it is left out, from zero. */
  readonly range?: readonly [number, number];
}

export function plot({ across, height, from = 0, bars = false, range }: PlotOptions): Plot {
  const root = element('div', 'plot');
  const name = element('p', 'axis', `${across} \u2192`);
  root.append(name);
  let chart: Uplot | undefined;
  let drawn = '';
  let width = 0;
  let data: Uplot.AlignedData = [[], []];

  const draw = (): void => {
    if (width === 0 || data[0].length === 0) return;
    const look = lookOf(root);
    const key = `${look.line} ${look.quiet} ${look.edge}`;
    if (chart && drawn === key) {
      chart.setData(data);
      return;
    }
    chart?.destroy();
    drawn = key;
    chart = new Uplot({ ...optionsOf(look, bars, range), width, height }, data);
    chart.root.setAttribute('aria-hidden', 'true');
    root.prepend(chart.root);
  };

  return {
    root,
    show(series, places) {
      const across = places ?? series[0]?.map((_, i) => from + i) ?? [];
      data = [[...across], ...series.map((values) => values.map((value) => value ?? null))];
      draw();
    },
    fit(now) {
      if (now === width || now <= 0) return;
      width = now;
      if (chart) chart.setSize({ width, height });
      else draw();
    },
  };
}

interface Look {
  readonly line: string;
  readonly quiet: string;
  readonly edge: string;
  readonly font: string;
}

/** The theme's colours as the canvas takes them. */
function lookOf(root: HTMLElement): Look {
  const style = getComputedStyle(root);
  return {
    line: style.getPropertyValue('--vscode-charts-blue') || style.color,
    quiet: style.getPropertyValue('--vscode-descriptionForeground') || style.color,
    edge: style.getPropertyValue('--grid'),
    font: `11px ${style.fontFamily}`,
  };
}

function optionsOf(look: Look, bars: boolean, range: PlotOptions['range']): Omit<Options, 'width' | 'height'> {
  const axis = {
    stroke: look.quiet,
    font: look.font,
    grid: { stroke: look.edge, width: 1 },
    ticks: { stroke: look.edge, width: 1, size: 4 },
    values: (_: Uplot, values: readonly number[]) => values.map(figure),
  };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: false },
      y: { range: (_, least, most) => (range ? [Math.min(range[0], least), range[1]] : [0, most > 0 ? most : 1]) },
    },
    axes: [
      { ...axis, size: 24, grid: { show: false } },
      { ...axis, size: 44 },
    ],
    series: [
      {},
      {
        stroke: look.line,
        width: bars ? 0 : 1.5,
        points: { show: false },
        ...(bars && { fill: look.line, paths: Uplot.paths.bars!({ size: [0.7, 12] }) }),
      },
    ],
  };
}
