import type { Filter } from './context.ts';

/** A guess below the threshold. A request on demand has no threshold: who asks gets the best there is. */
export const lowConfidence: Filter = (text, { confidence, threshold }) =>
  confidence !== undefined && threshold !== undefined && confidence < threshold ? undefined : text;
