import { describe, it } from 'node:test';
import { lowConfidence } from '../../../../src/completion/filters/low-confidence.ts';
import { drops, leaves, turns } from './drawing.ts';

describe('low confidence', () => {
  it('drops a guess below the threshold', () => {
    drops(lowConfidence, 'x = ║├y┤', { confidences: [0.19], threshold: 0.2 });
  });

  it('leaves what reaches it', () => {
    leaves(lowConfidence, 'x = ║├y┤', { confidences: [0.2], threshold: 0.2 });
  });

  it('leaves of a block the lines that reach it together', () => {
    const sure = { confidences: [0.9, 0.5, 0.1], threshold: 0.2 };
    turns(lowConfidence, 'if (a) {║├\n  b();\n  c();┤', 'if (a) {║├\n  b();┤', sure);
    drops(lowConfidence, 'if (a) {║├\n  b();┤', { confidences: [0.1, 0.1], threshold: 0.2 });
  });

  it('leaves everything where no threshold is set, as for a request on demand', () => {
    leaves(lowConfidence, 'x = ║├y┤', { confidences: [0] });
  });
});
