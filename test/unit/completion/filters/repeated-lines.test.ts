import { describe, it } from 'node:test';
import { repeatedLines } from '../../../../src/completion/filters/repeated-lines.ts';
import { drops, leaves } from './drawing.ts';

describe('repeated lines', () => {
  it('drops the line above, written again', () => {
    drops(repeatedLines, 'import os\n║├import os┤\n');
    drops(repeatedLines, '  total += x;\n\n  tot║├al += x;┤\n}\n');
  });

  it('drops the line below, written before', () => {
    drops(repeatedLines, 'def f():\n    ║├return 1┤\n    return 1\n');
    drops(repeatedLines, 'a();\n║├b();┤\n\nb();\n');
  });

  it('drops a block that begins with the line above', () => {
    drops(repeatedLines, 'x = 1\n║├x = 1\ny = 2┤\n');
  });

  it('compares the first line of a block that begins below the cursor', () => {
    drops(repeatedLines, 'if (a) {║├\n  b();\n  c();┤\n  b();\n}\n');
    leaves(repeatedLines, 'if (a) {║├\n  b();\n  c();┤\n}\n');
  });

  it('leaves closing lines, which come in rows', () => {
    leaves(repeatedLines, '    }\n  ║├}┤\n}\n');
  });

  it('leaves a line that the document repeats already', () => {
    leaves(repeatedLines, 'step()\nstep()\n║├step()┤\n');
  });

  it('compares whole lines, with what stays right of the cursor', () => {
    leaves(repeatedLines, 'f(a)\nf(║├a┤, b)\n');
    drops(repeatedLines, 'f(a, b)\nf(║├a┤, b)\n');
    drops(repeatedLines, 'f(a)\nf(║├a)┤)\n', { replaceRest: true });
  });

  it('leaves the first line of a file', () => {
    leaves(repeatedLines, '║├import os┤');
  });
});
