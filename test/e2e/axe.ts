import axe, { type AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** What axe-core finds wrong in a page or a part of it, a line for each. */
export async function violations(place: Page | Frame, selector = 'html'): Promise<string[]> {
  await place.evaluate(axe.source);
  const results = await place.evaluate<AxeResults>(`axe.run(${JSON.stringify(selector)})`);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}
