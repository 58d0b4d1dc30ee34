import type { Filter } from './context.ts';

/**
 * A guess below the threshold; of a block, the lines from which on it is below. A request on demand has no threshold:
 * who asks gets the best there is.
 */
export const lowConfidence: Filter = (text, { confidences, threshold }) => {
  if (confidences === undefined || threshold === undefined) return text;
  const sure = confidences.findIndex((confidence) => confidence < threshold);
  if (sure < 0) return text;
  return sure === 0 ? undefined : text.split('\n').slice(0, sure).join('\n');
};
