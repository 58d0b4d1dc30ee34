import { describe, it } from 'node:test';
import { lowConfidence } from '../../../../src/completion/filters/low-confidence.ts';
import { drops, leaves } from './drawing.ts';

describe('low confidence', () => {
  it('drops a guess below the threshold', () => {
    drops(lowConfidence, 'x = ║├y┤', { confidence: 0.19, threshold: 0.2 });
  });

  it('leaves what reaches it', () => {
    leaves(lowConfidence, 'x = ║├y┤', { confidence: 0.2, threshold: 0.2 });
  });

  it('leaves everything where no threshold is set, as for a request on demand', () => {
    leaves(lowConfidence, 'x = ║├y┤', { confidence: 0 });
  });
});
