import { EventEmitter, TabInputText, window, workspace, type Disposable, type TextDocument, type Uri } from 'vscode';
import { familyOf, nearest } from '../completion/nearest.ts';
import type { SourceFile } from '../memory/session.ts';
import type { Calm } from './calm.ts';
import { pathOf } from './documents.ts';
import type { Exclusions } from './exclusions.ts';
import type { Forgetting } from './forgetting.ts';
import type { SourceFiles } from './source-files.ts';

/** Files that go with a request, and UTF-16 units of them all and of each: they are passed with every key. */
const most = { files: 32, characters: 256_000, ofOne: 64_000 };

export interface BesideParts {
  readonly exclusions: Exclusions;
  readonly sources: SourceFiles;
  readonly calm: Calm;
  readonly forgetting: Forgetting;
}

/**
 * The files beside the one that is written: what is open in tabs, and what lies near it in the workspace. Their texts are
 * fetched in the background; a request gets those that are there.
 */
export class Beside implements Disposable {
  readonly #parts: BesideParts;
  readonly #changed = new EventEmitter<void>();
  /** There is more to read than before. */
  readonly onDidChange = this.#changed.event;
  /** Files by last use, that used last at the end. */
  readonly #used = new Map<string, Uri>();
  /** What is on the disk, of files that are not open; undefined where that can not be read. */
  readonly #texts = new Map<string, string | undefined>();
  /** Documents are asked for their text with every key, and change one at a time. */
  readonly #open = new WeakMap<TextDocument, { readonly version: number; readonly text: string }>();
  /** The nearest files of the document that was asked for last. */
  #near: { readonly current: string; readonly paths: readonly string[] } | undefined;
  readonly #subscriptions: Disposable[];
  #fetching = new AbortController();

  constructor(parts: BesideParts) {
    this.#parts = parts;
    this.#subscriptions = [
      window.onDidChangeActiveTextEditor((editor) => this.#use(editor?.document)),
      window.tabGroups.onDidChangeTabs(() => this.#fetch()),
      parts.sources.onDidChange(() => {
        this.#near = undefined;
        this.#fetch();
      }),
      parts.sources.onDidChangeFile((uri) => {
        if (this.#texts.delete(uri.toString())) this.#fetch();
      }),
      workspace.onDidSaveTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    ];
    this.#use(window.activeTextEditor?.document);
  }

  /** In the order in which they are read: the farthest first, then those that are open, the one used last at the end. */
  async of(document: TextDocument): Promise<SourceFile[]> {
    const files: SourceFile[] = [];
    let characters = 0;
    for (const { path, uri } of await this.#wanted(document)) {
      const open = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
      const text = open === undefined ? this.#texts.get(uri.toString()) : this.#textOf(open);
      if (text === undefined || text.length > most.ofOne || characters + text.length > most.characters) continue;
      const forgotten = this.#parts.forgetting.ofText(uri, text);
      if (forgotten === 'all') continue;
      characters += text.length;
      files.push({ path, text, forgotten });
    }
    return files.reverse();
  }

  dispose(): void {
    this.#fetching.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #textOf(document: TextDocument): string {
    let known = this.#open.get(document);
    if (known?.version !== document.version) {
      known = { version: document.version, text: document.getText() };
      this.#open.set(document, known);
    }
    return known.text;
  }

  #nearest(current: string): readonly string[] {
    if (this.#near?.current !== current) {
      this.#near = { current, paths: nearest(this.#parts.sources.paths, current, most.files) };
    }
    return this.#near.paths;
  }

  #use(document: TextDocument | undefined): void {
    if (document === undefined || workspace.getWorkspaceFolder(document.uri) === undefined) return;
    const key = document.uri.toString();
    this.#used.delete(key);
    this.#used.set(key, document.uri);
    this.#fetch();
  }

  /** The one that matters most first. */
  async #wanted(document: TextDocument): Promise<{ readonly path: string; readonly uri: Uri }[]> {
    const { exclusions, sources } = this.#parts;
    const current = pathOf(document);
    const wanted = new Map<string, Uri>();
    for (const uri of this.#tabs()) {
      const path = workspace.asRelativePath(uri, false);
      const mine = path === current || uri.toString() === document.uri.toString();
      if (mine || familyOf(path) !== familyOf(current) || wanted.has(path)) continue;
      if ((await exclusions.of(uri)) === undefined) wanted.set(path, uri);
    }
    for (const path of this.#nearest(current)) {
      const uri = sources.at(path);
      if (uri !== undefined && !wanted.has(path)) wanted.set(path, uri);
    }
    return [...wanted].slice(0, most.files).map(([path, uri]) => ({ path, uri }));
  }

  /** Files of the workspace in tabs, the one used last first; then those that nobody has looked at yet. */
  #tabs(): Uri[] {
    const tabs = window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof TabInputText ? [input.uri] : []))
      .filter((uri) => workspace.getWorkspaceFolder(uri) !== undefined);
    const order = [...this.#used.keys()];
    const used = (uri: Uri) => order.indexOf(uri.toString());
    return tabs.sort((a, b) => used(b) - used(a));
  }

  #fetch(): void {
    this.#fetching.abort();
    this.#fetching = new AbortController();
    const document = window.activeTextEditor?.document;
    if (document !== undefined) void this.#fetchFor(document, this.#fetching.signal);
  }

  /** Reads from the disk what a request in the document would like to have, while nobody types. */
  async #fetchFor(document: TextDocument, signal: AbortSignal): Promise<void> {
    const { calm } = this.#parts;
    if (!(await calm.moment(signal))) return;
    const wanted = await this.#wanted(document);
    let news = false;
    for (const { uri } of wanted) {
      const key = uri.toString();
      const open = workspace.textDocuments.some((one) => one.uri.toString() === key);
      if (open || this.#texts.has(key)) continue;
      if (!(await calm.moment(signal))) return;
      this.#texts.set(key, await readSmall(uri));
      news = true;
    }
    const keys = new Set(wanted.map(({ uri }) => uri.toString()));
    for (const key of this.#texts.keys()) if (!keys.has(key)) this.#texts.delete(key);
    if (news) this.#changed.fire();
  }
}

/** Undefined where the file is large, or can not be read. */
async function readSmall(uri: Uri): Promise<string | undefined> {
  try {
    if ((await workspace.fs.stat(uri)).size > 2 * most.ofOne) return undefined;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
