import { capacity } from './views/capacity.ts';
import { matrices } from './views/matrices.ts';
import { reads } from './views/reads.ts';
import { remembered } from './views/remembered.ts';
import { start } from './views/start.ts';
import { working } from './views/working.ts';
import { writes } from './views/writes.ts';
import type { Panel, View } from './view.ts';

/** All views, in the order of their tabs. */
export function viewsOf(panel: Panel): readonly View[] {
  return [
    start(panel),
    reads(panel),
    writes(panel),
    matrices(panel),
    remembered(panel),
    capacity(panel),
    working(panel),
  ];
}
