/** The memory panel: what it takes of the engine's time, and how fast it draws. */
import type { Engine } from '../../../engine/load.ts';
import { isFailure } from '../../../protocol/failure.ts';
import { progress } from '../../eval/progress.ts';
import { measureLooks, type LookFigures } from './engine.ts';
import { measureScrubbing, type ScrubbingFigures } from './scrubbing.ts';

export interface PanelReport {
  /** The first with the panel hidden. */
  readonly engine: readonly LookFigures[];
  /** With the slider through the states of a memory of 12 layers and 8 heads. */
  readonly scrubbing: ScrubbingFigures | { readonly notRun: string };
}

/** @param keys typed with each view */
export async function measurePanel(engine: Engine, keys: number): Promise<PanelReport> {
  const looks = await measureLooks(engine, keys, progress);
  progress('scrubbing');
  const scrubbing = await measureScrubbing();
  return { engine: looks, scrubbing: isFailure(scrubbing) ? { notRun: scrubbing.error } : scrubbing };
}

/** Lines for people. */
export function panelTable({ engine, scrubbing }: PanelReport): string {
  return [
    'The memory panel: processor time of a suggestion, and of an update of each view (by the wall in brackets); updates',
    '  that suggestions cause take a twentieth of the time at most:',
    ...engine.map(({ view, suggestion, panel }) => {
      const asked =
        view === undefined ? '' : `, for the panel ${panel.cpuMs.toFixed(1)} ms (${panel.wallMs.toFixed(1)})`;
      const name = (view ?? 'hidden').padEnd(10);
      return `  ${name} suggestion ${suggestion.cpuMs.toFixed(1)} ms (${suggestion.wallMs.toFixed(1)})${asked}`;
    }),
    'notRun' in scrubbing
      ? `  scrubbing: not run, ${scrubbing.notRun}`
      : `  scrubbing 12 layers of 8 heads: ${scrubbing.framesPerSecond.toFixed(0)} frames a second, ` +
        `${scrubbing.cpuMsPerFrame.toFixed(1)} ms of the page's processor time a frame (${scrubbing.frames} frames)`,
    '',
  ].join('\n');
}
