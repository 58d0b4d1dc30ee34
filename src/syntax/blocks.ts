/** Where a block that is being written ends, by the syntax tree of the file around it. */
import { Edit, type Node, type Parser, type Tree } from 'web-tree-sitter';
import type { BlockEnd } from '../engine/block-end.ts';
import type { Grammars } from './grammars.ts';

/** A cursor in a text with `\n` line ends. */
interface Place {
  /** Its extension tells the language. */
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** UTF-16 units; a longer file takes too long to parse while somebody waits. */
const mostCharacters = 200_000;

export class Blocks {
  readonly #grammars: Grammars;

  constructor(grammars: Grammars) {
    this.#grammars = grammars;
  }

  /** Undefined where there is no grammar for the file, or it is too large. */
  async blockEnd({ path, prefix, suffix }: Place): Promise<BlockEnd | undefined> {
    if (prefix.length + suffix.length > mostCharacters) return undefined;
    const parser = await this.#grammars.parserFor(path);
    return parser && blockEndIn(parser, prefix, suffix);
  }
}

function blockEndIn(parser: Parser, prefix: string, suffix: string): BlockEnd {
  const row = openingRow(prefix);
  let parsed: { whole: string; tree: Tree | null } | undefined;
  return (text) => {
    // A line that is not complete says little, and what it seems to say is often wrong.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.trim() === '') return undefined;
    if (parsed?.whole !== whole) {
      const before = parsed?.tree ?? null;
      before?.edit(edit(prefix, parsed?.whole ?? '', whole));
      parsed = { whole, tree: parser.parse(prefix + whole + suffix, before) };
      before?.delete();
    }
    return parsed.tree === null ? undefined : endOf(parsed.tree.rootNode, row, prefix, whole);
  };
}

/** The row of the line that opens the block: the cursor's, or, where that is blank, the one above it. */
function openingRow(prefix: string): number {
  const written = prefix.trimEnd();
  const blank = prefix.lastIndexOf('\n') >= written.length;
  let row = 0;
  for (const character of blank ? written : prefix) if (character === '\n') row += 1;
  return row;
}

function edit(prefix: string, before: string, after: string): Edit {
  return new Edit({
    startIndex: prefix.length,
    oldEndIndex: prefix.length + before.length,
    newEndIndex: prefix.length + after.length,
    startPosition: pointAt(prefix),
    oldEndPosition: pointAt(prefix + before),
    newEndPosition: pointAt(prefix + after),
  });
}

function pointAt(text: string): { row: number; column: number } {
  const row = text.split('\n').length - 1;
  return { row, column: text.length - text.lastIndexOf('\n') - 1 };
}

function endOf(root: Node, row: number, prefix: string, whole: string): ReturnType<BlockEnd> {
  const end = prefix.length + whole.length;
  const last = root.descendantForIndex(end - 1);
  // C++ has templates of another kind.
  if (last !== null && /string|comment|template_(?:string|substitution)/.test(last.type)) return 'inside';
  const block = outermost(root, row, prefix.length);
  if (block === undefined || block.hasError || block.endIndex > end) return undefined;
  const length = block.endIndex - prefix.length;
  // What ends with a bracket is over; what does not may go on in the next line, so that has to have begun.
  const closed = /[)}\];]/.test(whole[length - 1] ?? '');
  if (!closed && whole.slice(length).trim() === '') return undefined;
  const lineEnd = whole.indexOf('\n', length);
  return lineEnd < 0 ? length : whole.slice(0, lineEnd).trimEnd().length;
}

/** The largest node that begins on the row and goes on beyond the cursor; never the whole file. */
function outermost(root: Node, row: number, cursor: number): Node | undefined {
  let found: Node | undefined;
  for (let node = root.descendantForIndex(cursor - 1, cursor); node?.parent; node = node.parent) {
    if (node.startPosition.row < row) break;
    if (node.endIndex > cursor && node.startIndex < cursor) found = node;
  }
  return found;
}
