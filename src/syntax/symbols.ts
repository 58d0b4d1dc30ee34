/** What a file defines, by its syntax tree: functions, types, and the values outside of them. */
import { Edit, type Node, type Parser, type Point, type Tree } from 'web-tree-sitter';
import type { NamedSymbol, SymbolKind } from '../protocol/recall.ts';
import type { Grammars } from './grammars.ts';

/** UTF-16 units; a longer file takes too long to parse on the thread that suggests. */
const mostCharacters = 100_000;

/** What the nodes are called in the languages that there are grammars for. */
const kinds: Readonly<Record<string, SymbolKind>> = {
  function_declaration: 'function',
  generator_function_declaration: 'function',
  function_signature: 'function',
  method_definition: 'function',
  method_declaration: 'function',
  method_signature: 'function',
  abstract_method_signature: 'function',
  constructor_declaration: 'function',
  function_definition: 'function',
  function_item: 'function',
  function_signature_item: 'function',
  macro_definition: 'function',
  class_declaration: 'type',
  abstract_class_declaration: 'type',
  interface_declaration: 'type',
  type_alias_declaration: 'type',
  enum_declaration: 'type',
  internal_module: 'type',
  class_definition: 'type',
  type_spec: 'type',
  struct_item: 'type',
  enum_item: 'type',
  trait_item: 'type',
  type_item: 'type',
  mod_item: 'type',
  record_declaration: 'type',
  struct_specifier: 'type',
  class_specifier: 'type',
  enum_specifier: 'type',
  namespace_definition: 'type',
  alias_declaration: 'type',
  variable_declarator: 'value',
  const_spec: 'value',
  var_spec: 'value',
  const_item: 'value',
  static_item: 'value',
  assignment: 'value',
};

/** A definition, and where its node begins and ends. */
interface Found {
  readonly symbol: NamedSymbol;
  readonly start: number;
  readonly end: number;
}

interface Parsed {
  readonly parser: Parser;
  readonly text: string;
  readonly tree: Tree;
  readonly found: readonly Found[];
}

/** The definitions of the file that was asked for last are kept, so that a key costs what it changed in the tree. */
export class Symbols {
  readonly #grammars: Grammars;
  #last: Parsed | undefined;

  constructor(grammars: Grammars) {
    this.#grammars = grammars;
  }

  /** In the order of the text; none where there is no grammar for the file, or it is too large. */
  async of(path: string, text: string): Promise<NamedSymbol[]> {
    if (text.length > mostCharacters) return [];
    const parser = await this.#grammars.parserFor(path);
    if (parser === undefined) return [];
    const last = this.#last?.parser === parser ? this.#last : undefined;
    if (last?.text === text) return last.found.map(({ symbol }) => symbol);
    const cut = last && cutOf(last.text, text);
    if (cut) last.tree.edit(new Edit(cut));
    const tree = parser.parse(text, last?.tree);
    const found = tree ? (cut ? foundAgain(last, tree, text, cut) : foundIn(tree.rootNode)) : [];
    this.clear();
    if (tree) this.#last = { parser, text, tree, found };
    return found.map(({ symbol }) => symbol);
  }

  /** Nobody looks any more. */
  clear(): void {
    this.#last?.tree.delete();
    this.#last = undefined;
  }
}

type Cut = ConstructorParameters<typeof Edit>[0];

/** What was put in the place of what, between what both texts begin and end with. */
function cutOf(before: string, after: string): Cut {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same += 1;
  const [oldEnd, newEnd] = [before.length - same, after.length - same];
  return {
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, oldEnd),
    newEndPosition: pointAt(after, newEnd),
  };
}

function pointAt(text: string, index: number): Point {
  let [row, start] = [0, 0];
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', start)) {
    row += 1;
    start = at + 1;
  }
  return { row, column: index - start };
}

/** What lies before and after the lines whose syntax changed is as it was, but for its place. */
function foundAgain({ tree: old, found }: Parsed, tree: Tree, text: string, cut: Cut): Found[] {
  const changed = old.getChangedRanges(tree);
  const first = Math.min(cut.startIndex, ...changed.map(({ startIndex }) => startIndex));
  const from = first === 0 ? 0 : Math.max(0, text.lastIndexOf('\n', first - 1));
  const last = Math.max(cut.newEndIndex, ...changed.map(({ endIndex }) => endIndex));
  const lineEnd = text.indexOf('\n', last);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const [shift, rows] = [cut.newEndIndex - cut.oldEndIndex, cut.newEndPosition.row - cut.oldEndPosition.row];
  const before = found.filter(({ end }) => end <= from);
  const after = found.flatMap(({ symbol, start, end }): Found[] => {
    if (start + shift <= to) return [];
    return [{ symbol: { ...symbol, line: symbol.line + rows }, start: start + shift, end: end + shift }];
  });
  const inside = foundIn(tree.rootNode, pointAt(text, from), pointAt(text, to));
  const anew = inside.filter(({ start, end }) => end > from && start <= to);
  return [...before, ...anew, ...after].sort((a, b) => a.start - b.start || b.end - a.end);
}

function foundIn(root: Node, from?: Point, to?: Point): Found[] {
  return root.descendantsOfType(Object.keys(kinds), from, to).flatMap((node) => {
    const symbol = symbolOf(node);
    return symbol ? { symbol, start: node.startIndex, end: node.endIndex } : [];
  });
}

function symbolOf(node: Node): NamedSymbol | undefined {
  const kind = kindOf(node);
  const name = nameOf(node);
  if (kind === undefined || name === undefined) return undefined;
  return { name: name.text, kind, line: name.startPosition.row, column: name.startPosition.column };
}

/** A value that is a function counts as one, wherever it stands; other values only where they stand in no function. */
function kindOf(node: Node): SymbolKind | undefined {
  const kind = kinds[node.type];
  if (kind !== 'value') return kind;
  if (/^(arrow_function|function_expression|lambda)$/.test(valueOf(node)?.type ?? '')) return 'function';
  return isInFunction(node) ? undefined : 'value';
}

function valueOf(node: Node): Node | null {
  return node.childForFieldName('value') ?? node.childForFieldName('right');
}

function isInFunction(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (kinds[at.type] === 'function' || /^(arrow_function|function_expression|lambda)/.test(at.type)) return true;
  }
  return false;
}

/** Languages like C++ hide a function's name in what declares its type; a pattern is the name of nothing. */
function nameOf(node: Node): Node | undefined {
  const inside = (at: Node) => at.childForFieldName('declarator') ?? at.childForFieldName('name');
  let name = inside(node) ?? node.childForFieldName('left');
  for (let next = name; next !== null; next = inside(next)) name = next;
  return name !== null && name.type.endsWith('identifier') ? name : undefined;
}
