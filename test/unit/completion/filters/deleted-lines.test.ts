import { describe, it } from 'node:test';
import { deletedLines } from '../../../../src/completion/filters/deleted-lines.ts';
import { drops, leaves, turns } from './drawing.ts';

const deleted = ['log(a);', 'return a;'];

describe('deleted lines', () => {
  it('drops a line that was just taken away', () => {
    drops(deletedLines, '  ║├log(a);┤\n', { deleted });
    drops(deletedLines, '║├  log(a);┤\n', { deleted });
  });

  it('leaves it where its beginning is typed again', () => {
    leaves(deletedLines, '  log║├(a);┤\n', { deleted });
  });

  it('cuts a block before such a line', () => {
    turns(deletedLines, 'f() {║├\n  b();\n  return a;\n}┤', 'f() {║├\n  b();┤', { deleted });
  });

  it('compares whole lines, with what stays right of the cursor', () => {
    leaves(deletedLines, '  ║├log(a);┤ // b\n', { deleted });
    drops(deletedLines, '  ║├log(a┤);\n', { deleted });
  });

  it('leaves everything where nothing was taken away', () => {
    leaves(deletedLines, '  ║├log(a);┤\n');
  });
});
