/** Finds the files of a tree, folder by folder, and never more than it may. Knows no editor: the tree is given to it. */

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

export interface Tree {
  /** What lies in a folder; nothing where it can not be read. Folders have `/` between their parts, the root is ''. */
  list(folder: string): Promise<readonly Entry[]>;
  /** Whether anything of a folder is read at all. */
  opens(folder: string): Promise<boolean>;
  takes(file: string): Promise<boolean>;
  /** Between two folders; false where nobody wants the rest. */
  breathe(): Promise<boolean>;
}

export interface Limits {
  readonly folders: number;
  /** Of all folders together, also those that are not taken. */
  readonly entries: number;
}

export interface Walked {
  /** In the order in which they were found. */
  readonly files: readonly string[];
  /** A limit was reached: there may be more. */
  readonly limited: boolean;
}

/**
 * Breadth first from the root, but the folders of `near` and those above them before all others: they are what a person
 * works in.
 *
 * @param near files, with `/` between their parts
 */
export async function walk(tree: Tree, near: readonly string[], limits: Limits): Promise<Walked | undefined> {
  const waiting = [...new Set(near.flatMap(above)), ''];
  const seen = new Set<string>();
  const files: string[] = [];
  let entries = 0;
  for (let at = 0; at < waiting.length; at++) {
    const folder = waiting[at]!;
    if (seen.has(folder)) continue;
    if (seen.size >= limits.folders) return { files, limited: true };
    if (!(await tree.breathe())) return undefined;
    seen.add(folder);
    if (folder !== '' && !(await tree.opens(folder))) continue;
    for (const { name, kind } of await tree.list(folder)) {
      if (++entries > limits.entries) return { files, limited: true };
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'folder') waiting.push(path);
      else if (await tree.takes(path)) files.push(path);
    }
  }
  return { files, limited: false };
}

/** The folder of a file and those above it, without the root. */
function above(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, n) => parts.slice(0, parts.length - n).join('/'));
}
