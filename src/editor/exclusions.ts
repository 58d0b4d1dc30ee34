import { EventEmitter, RelativePattern, Uri, workspace, type Disposable, type TextDocument } from 'vscode';
import type { Exclusion } from '../exclusion/exclusion.ts';
import { ignoreFiles, IgnoreRules } from '../exclusion/ignore-rules.ts';
import { isSecret } from '../exclusion/secret.ts';
import { fileOf } from './notebook.ts';
import { excluded, section } from './settings.ts';

/** Rules of each kind of ignore file, in the order of `ignoreFiles`. */
type Rules = readonly IgnoreRules[];

const noRules: Rules = ignoreFiles.map(() => IgnoreRules.none);

/**
 * The one answer to whether a file is completed and read at all. Ignore files are read through the editor's own file
 * system, so they count in remote and virtual workspaces too; each is read once, and again when it changes.
 */
export class Exclusions implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #rules = new Map<string, Promise<Rules>>();
  readonly #roots = new Map<string, Promise<Uri | undefined>>();
  readonly #answers = new Map<string, Exclusion | undefined>();
  readonly #subscriptions: Disposable[];
  #watchers: Disposable[] = [];

  constructor() {
    this.#watch();
    this.#subscriptions = [
      workspace.onDidChangeWorkspaceFolders(() => {
        this.#watch();
        this.#forget();
      }),
      // File systems of virtual workspaces may not tell what changes in them.
      workspace.onDidSaveTextDocument(({ uri }) => isIgnoreFile(uri) && this.#forget()),
      workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(`${section}.exclude`) && this.#forget()),
    ];
  }

  /** Why a file is neither completed nor read; undefined where it is. */
  async of(file: Uri): Promise<Exclusion | undefined> {
    const key = file.toString();
    if (this.#answers.has(key)) return this.#answers.get(key);
    const answer = isSecret(file.path) ? 'secret' : (await this.#isIgnored(file)) ? 'ignored' : undefined;
    this.#answers.set(key, answer);
    return answer;
  }

  /** Whether nothing in a folder is read, by the rules of those above it. */
  async ofFolder(folder: Uri): Promise<boolean> {
    return this.#isIgnored(folder, '/');
  }

  ofDocument(document: TextDocument): Promise<Exclusion | undefined> {
    return this.of(fileOf(document));
  }

  dispose(): void {
    for (const subscription of [...this.#subscriptions, ...this.#watchers]) subscription.dispose();
    this.#changed.dispose();
  }

  /** @param end what a path ends with: `/` where it is a folder's */
  async #isIgnored(file: Uri, end = ''): Promise<boolean> {
    const folder = workspace.getWorkspaceFolder(file)?.uri;
    const patterns = excluded(file).join('\n');
    const path = folder ? within(folder, file) : file.path.slice(1);
    if (IgnoreRules.none.with('', patterns).excludes(path + end)) return true;
    const root = file.scheme === 'untitled' ? undefined : await this.#rootOf(folder ?? parent(file));
    if (root === undefined) return false;
    const rules = await this.#rulesOf(parent(file), root);
    return rules.some((each) => each.excludes(within(root, file) + end));
  }

  /**
   * Where the ignore files begin that count for a folder: as for git, at the top of its repository, which may be above
   * the folder that is open; else at the workspace folder. Undefined outside of both.
   */
  #rootOf(folder: Uri): Promise<Uri | undefined> {
    const key = folder.toString();
    const known = this.#roots.get(key) ?? repositoryOf(folder).then((top) => top ?? workspaceFolderOf(folder));
    this.#roots.set(key, known);
    return known;
  }

  #rulesOf(folder: Uri, root: Uri): Promise<Rules> {
    const key = folder.toString();
    const known = this.#rules.get(key) ?? this.#readRules(folder, root);
    this.#rules.set(key, known);
    return known;
  }

  async #readRules(folder: Uri, root: Uri): Promise<Rules> {
    const above = folder.path.length <= root.path.length ? noRules : await this.#rulesOf(parent(folder), root);
    const texts = await Promise.all(ignoreFiles.map((name) => readText(Uri.joinPath(folder, name))));
    return above.map((rules, i) => rules.with(within(root, folder), texts[i]!));
  }

  #watch(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = (workspace.workspaceFolders ?? []).flatMap((folder) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, `**/{${ignoreFiles.join(',')}}`));
      const forget = () => this.#forget();
      return [watcher, watcher.onDidChange(forget), watcher.onDidCreate(forget), watcher.onDidDelete(forget)];
    });
  }

  #forget(): void {
    this.#rules.clear();
    this.#roots.clear();
    this.#answers.clear();
    this.#changed.fire();
  }
}

/** The nearest folder, from this one up, that is the top of a git repository. */
async function repositoryOf(folder: Uri): Promise<Uri | undefined> {
  for (let at = folder; ; at = parent(at)) {
    const found = await Promise.resolve(workspace.fs.stat(Uri.joinPath(at, '.git'))).then(
      () => true,
      () => false,
    );
    if (found) return at;
    if (at.path === parent(at).path) return undefined;
  }
}

function workspaceFolderOf(folder: Uri): Uri | undefined {
  return workspace.getWorkspaceFolder(folder)?.uri;
}

function isIgnoreFile(uri: Uri): boolean {
  return ignoreFiles.some((name) => uri.path.endsWith(`/${name}`));
}

function parent(uri: Uri): Uri {
  return Uri.joinPath(uri, '..');
}

/** Path of what lies in a folder, relative to it; empty for the folder itself. */
function within(folder: Uri, uri: Uri): string {
  return uri.path.slice(folder.path.replace(/\/$/, '').length + 1);
}

/** Empty where there is no such file: most folders have none. */
async function readText(uri: Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}
