import { describe, it } from 'node:test';
import { runawayRepetition } from '../../../../src/completion/filters/runaway-repetition.ts';
import { drops, leaves, turns } from './drawing.ts';

describe('runaway repetition', () => {
  it('drops a loop within a line', () => {
    drops(runawayRepetition, 'x = ║├self.self.self.self.self┤');
    drops(runawayRepetition, 'names = [║├"a", "a", "a", "a", "a", "a", "a┤]');
  });

  it('sees the loop after a good beginning', () => {
    drops(runawayRepetition, 'return ║├format(value, aaaaaaaaaaaaaaaaaaaa┤');
  });

  it('keeps a line once that comes again and again', () => {
    turns(
      runawayRepetition,
      'def test():\n    ║├a = 1\n    run(a)\n    run(a)\n    run(a)\n    run(a)┤',
      'def test():\n    ║├a = 1\n    run(a)┤',
    );
  });

  it('leaves two equal lines', () => {
    leaves(runawayRepetition, '║├run(a)\nrun(a)\nstop()┤');
  });

  it('leaves short rows and rulers', () => {
    leaves(runawayRepetition, 'zeros = [║├0, 0, 0, 0]┤');
    leaves(runawayRepetition, '# ║├------------------------┤');
  });
});
