/**
 * The words that a person reads, found in the source by its syntax tree: what is handed to `t`, and what should be.
 *
 *   npm run words     writes l10n/bundle.l10n.json anew, and says what the translations lack or have too much
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import { root } from './run.mjs';

/**
 * English only: the command line, which programs read, the diagnostics, which those who repair Palimpsest read, and
 * shaders, which are programs.
 */
const folders = ['src', 'media/memory-panel'];
const leftOut = ['src/cli/', 'src/editor/diagnostics.ts', 'src/engine/webgpu/shaders/'];

/** Languages that there are bundles of, besides English. */
export const languages = ['de', 'zh-cn'];

/** All source files whose words a person may read. */
export function sources() {
  return folders
    .flatMap((folder) => readdirSync(root + folder, { recursive: true }).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !leftOut.some((out) => path.startsWith(out)))
    .sort();
}

/**
 * @param {string} path a source file, relative to the repository
 * @returns {{words: string[], loose: string[], early: string[]}} what `t` is given; texts that look like a person's words
 *   and are not given to it; words that are looked up when the file is loaded, before there is a language
 */
export function wordsIn(path, text = readFileSync(root + path, 'utf8')) {
  const found = { words: [], loose: [], early: [] };
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const at = (node) => `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`;

  const visit = (node, late) => {
    const words = given(node);
    if (words !== undefined) {
      found.words.push(words);
      if (!late && !isEntry(path)) found.early.push(at(node));
      // What is put into the words may be words again.
      if (ts.isTaggedTemplateExpression(node) && ts.isTemplateExpression(node.template)) {
        for (const { expression } of node.template.templateSpans) visit(expression, late);
      }
      return;
    }
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isForPrograms(node)) return;
    if (isProse(textOf(node))) found.loose.push(at(node));
    ts.forEachChild(node, (child) => visit(child, late || ts.isFunctionLike(node)));
  };
  visit(file, false);
  return found;
}

/** It sets the language itself, first of all. */
function isEntry(path) {
  return path === 'media/memory-panel/main.ts';
}

/** The key of a call of `t`, or undefined where the node is none. */
function given(node) {
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 't') return textOf(node.template);
  if (!ts.isCallExpression(node) || node.expression.getText() !== 't') return undefined;
  return textOf(node.arguments[0]);
}

/** A literal's text, with {0}, {1} for what is put in; undefined for any other node. */
function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }, i) => `{${i}}${literal.text}`).join('');
}

/** Two words, or one that begins a sentence. */
function isProse(text) {
  if (text === undefined || names.has(text) || reasons.has(text) || text.startsWith('<')) return false;
  return /\p{L}{2,} \p{L}{2,}/u.test(text) || /^\p{Lu}\p{Ll}+$/u.test(text);
}

/** Names, which are the same in every language, and keys of the keyboard. */
const names = new Set(['Palimpsest', 'Escape', 'Home', 'End', 'Enter', 'Delete', 'Backspace', 'PageUp', 'PageDown']);

/** Values that only code and the log see. */
const reasons = new Set([
  '  return items.map((x) => x.id + 42);\t// "h\u00e9" \u65e5 \u{1f98a} \u2581 <file> \ud800',
  'long line',
  'if interrupted',
  'the file has more than {0} characters',
  'the file is binary',
  'the file has a line of more than {0} characters',
  'No such request: {0}.',
  'the model has no recorded logits',
  'its logits correlate {0} with the recorded ones',
  'the model’s sizes are no multiples of 16',
  'the browser does not answer',
  'the browser gives no adapter',
  'a memory of {0} features is too wide',
  'its feed-forward layers have an odd width',
  'its convolution is not over queries, keys and values',
]);

/** What goes into the log, to a programmer or into a style sheet. */
function isForPrograms(node) {
  if (ts.isNewExpression(node)) return /^(Range|Type)Error$/.test(node.expression.getText());
  if (node.parent && ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'element') {
    return node === node.parent.arguments[1];
  }
  return ts.isCallExpression(node) && /(^|\.|#)(log|report)(\.\w+)?$/.test(node.expression.getText());
}

/** @returns {Record<string, string>} */
export function bundle(language) {
  const name = language === undefined ? 'bundle.l10n.json' : `bundle.l10n.${language}.json`;
  return JSON.parse(readFileSync(`${root}l10n/${name}`, 'utf8'));
}

/** Everything that `t` is given, once each, in order. */
export function allWords() {
  return [...new Set(sources().flatMap((path) => wordsIn(path).words))].sort();
}

if (process.argv[1] === import.meta.filename) {
  const words = allWords();
  const english = Object.fromEntries(words.map((word) => [word, word]));
  writeFileSync(`${root}l10n/bundle.l10n.json`, `${JSON.stringify(english, undefined, 2)}\n`);
  for (const language of languages) {
    const there = bundle(language);
    for (const word of words) if (!(word in there)) console.log(`${language} lacks: ${word}`);
    for (const word of Object.keys(there)) if (!words.includes(word)) console.log(`${language} has too much: ${word}`);
  }
}
