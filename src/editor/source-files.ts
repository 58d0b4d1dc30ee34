import { EventEmitter, FileType, RelativePattern, Uri, workspace, type Disposable, type WorkspaceFolder } from 'vscode';
import { endings, familyOf } from '../completion/nearest.ts';
import type { Calm } from './calm.ts';
import type { Exclusions } from './exclusions.ts';
import { walk, type Entry, type Limits, type Tree } from './walk.ts';

/** For each folder of the workspace; a larger one is known in part, and the status item says so. */
const limits: Limits = { folders: 1000, entries: 20_000 };

/** Folders of other people's code, which need no ignore file to be left out; those that begin with a dot are, too. */
const foreign = new Set(['node_modules', 'bower_components', 'vendor', 'site-packages', '__pycache__']);

/**
 * The source files of the workspace, by name: found in the background once, then kept as files come and go. None that
 * may not be read.
 */
export class SourceFiles implements Disposable {
  readonly #exclusions: Exclusions;
  readonly #calm: Calm;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #dropped = new EventEmitter<Uri>();
  /** What is on the disk has changed. */
  readonly onDidChangeFile = this.#dropped.event;
  readonly #files = new Map<string, Uri>();
  readonly #subscriptions: Disposable[];
  #watchers: Disposable[] = [];
  #search = new AbortController();
  #limited = false;

  constructor(exclusions: Exclusions, calm: Calm) {
    this.#exclusions = exclusions;
    this.#calm = calm;
    this.#subscriptions = [
      workspace.onDidChangeWorkspaceFolders(() => this.#begin()),
      exclusions.onDidChange(() => this.#begin()),
    ];
    this.#begin();
  }

  /** Paths relative to their workspace folder. */
  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** The workspace is larger than what is looked at. */
  get limited(): boolean {
    return this.#limited;
  }

  at(path: string): Uri | undefined {
    return this.#files.get(path);
  }

  dispose(): void {
    this.#search.abort();
    for (const subscription of [...this.#subscriptions, ...this.#watchers]) subscription.dispose();
    this.#changed.dispose();
    this.#dropped.dispose();
  }

  #begin(): void {
    this.#search.abort();
    this.#search = new AbortController();
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = (workspace.workspaceFolders ?? []).flatMap((folder) => this.#watch(folder));
    void this.#find(this.#search.signal);
  }

  async #find(signal: AbortSignal): Promise<void> {
    const found = new Map<string, Uri>();
    let limited = false;
    for (const folder of workspace.workspaceFolders ?? []) {
      const near = workspace.textDocuments
        .filter(({ uri }) => workspace.getWorkspaceFolder(uri) === folder)
        .map(({ uri }) => workspace.asRelativePath(uri, false));
      const walked = await walk(this.#treeOf(folder, signal), near, limits);
      if (walked === undefined) return;
      limited ||= walked.limited;
      for (const path of walked.files) if (!found.has(path)) found.set(path, Uri.joinPath(folder.uri, path));
    }
    this.#files.clear();
    for (const [path, uri] of found) this.#files.set(path, uri);
    this.#limited = limited;
    this.#changed.fire();
  }

  #treeOf({ uri }: WorkspaceFolder, signal: AbortSignal): Tree {
    const at = (path: string) => Uri.joinPath(uri, path);
    return {
      list: async (path) => {
        try {
          return (await workspace.fs.readDirectory(at(path))).flatMap(entryOf);
        } catch {
          return [];
        }
      },
      opens: async (path) => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        return !name.startsWith('.') && !foreign.has(name) && !(await this.#exclusions.ofFolder(at(path)));
      },
      takes: async (path) => familyOf(path) !== undefined && (await this.#exclusions.of(at(path))) === undefined,
      breathe: () => this.#calm.moment(signal),
    };
  }

  #watch(folder: WorkspaceFolder): Disposable[] {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, `**/*.{${endings.join(',')}}`));
    return [
      watcher,
      watcher.onDidChange((uri) => this.#dropped.fire(uri)),
      watcher.onDidDelete((uri) => {
        if (this.#files.delete(workspace.asRelativePath(uri, false))) this.#changed.fire();
        this.#dropped.fire(uri);
      }),
      watcher.onDidCreate((uri) => void this.#add(uri)),
    ];
  }

  async #add(uri: Uri): Promise<void> {
    const path = workspace.asRelativePath(uri, false);
    const away = path.split('/').some((part) => part.startsWith('.') || foreign.has(part));
    if (away || this.#limited || (await this.#exclusions.of(uri)) !== undefined) return;
    this.#files.set(path, uri);
    this.#changed.fire();
  }
}

/** Neither links, which may lead in circles, nor what is neither a file nor a folder. */
function entryOf([name, type]: [string, FileType]): Entry[] {
  if (type === FileType.Directory) return [{ name, kind: 'folder' }];
  return type === FileType.File ? [{ name, kind: 'file' }] : [];
}
