/** What a file defines, by its syntax tree: functions, types, and the values outside of them. */
import type { Node } from 'web-tree-sitter';
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

/** In the order of the text; none where there is no grammar for the file, or it is too large. */
export async function symbolsOf(grammars: Grammars, path: string, text: string): Promise<NamedSymbol[]> {
  if (text.length > mostCharacters) return [];
  const parser = await grammars.parserFor(path);
  const tree = parser?.parse(text);
  if (!tree) return [];
  const symbols = tree.rootNode.descendantsOfType(Object.keys(kinds)).flatMap((node) => symbolOf(node) ?? []);
  tree.delete();
  return symbols;
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
