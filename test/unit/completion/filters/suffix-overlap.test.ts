import { describe, it } from 'node:test';
import { suffixOverlap } from '../../../../src/completion/filters/suffix-overlap.ts';
import { drops, leaves, turns } from './drawing.ts';

describe('suffix overlap', () => {
  it('cuts the rest of the line where the suggestion writes it again', () => {
    turns(suffixOverlap, 'if (║├ready) {┤) {\n', 'if (║├ready┤) {\n');
    turns(suffixOverlap, 'let total║├: number = 1;┤ = 1;', 'let total║├: number┤ = 1;');
  });

  it('cuts a whole word and more, though the line goes on after it', () => {
    turns(suffixOverlap, 'const ║├answer = value┤ value.length;', 'const ║├answer =┤ value.length;');
  });

  it('cuts no part of a word', () => {
    leaves(suffixOverlap, 'if (║├valued┤ valued_at)');
    leaves(suffixOverlap, 'f(║├some┤omen)');
  });

  it('leaves a short word that may well come twice', () => {
    leaves(suffixOverlap, 'max(║├a, b┤b, c)');
  });

  it('drops a suggestion that is the rest of the line and nothing else', () => {
    drops(suffixOverlap, 'f(║├) {┤) {\n}');
  });

  it('cuts the lines of a block that stand below the cursor already', () => {
    turns(
      suffixOverlap,
      'def f(x):\n    ║├y = x + 1\n    return y\n\nprint(f(2))┤\n    return y\n\nprint(f(2))\n',
      'def f(x):\n    ║├y = x + 1┤\n    return y\n\nprint(f(2))\n',
    );
  });

  it('cuts a closing bracket that the document has on the next line', () => {
    turns(suffixOverlap, 'if (a) {\n  ║├b();\n}┤\n}\n', 'if (a) {\n  ║├b();┤\n}\n');
  });

  it('leaves a closing bracket where the next line is something else', () => {
    leaves(suffixOverlap, 'if (a) {\n  ║├b();\n}┤\nc();\n');
  });

  it('does not compare with the rest of a line that the suggestion takes the place of', () => {
    leaves(suffixOverlap, 'f(║├a)┤)\n', { replaceRest: true });
  });

  it('sees nothing to cut at the end of a file', () => {
    leaves(suffixOverlap, 'return ║├value;┤');
  });
});
