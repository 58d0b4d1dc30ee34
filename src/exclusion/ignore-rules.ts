import ignore, { type Ignore } from 'ignore';

/** Files that say which files are nobody's business, each in git's language. What any of them excludes is excluded. */
export const ignoreFiles = ['.gitignore', '.aiexclude', '.palimpsestignore'];

/**
 * What the ignore files of one name say, from a root down to a folder. As in git, a file in a deeper folder comes after
 * those above it and may take back what they exclude, but not inside of a folder that is excluded as a whole.
 */
export class IgnoreRules {
  static readonly none = new IgnoreRules([]);
  readonly #patterns: readonly string[];
  #matcher: Ignore | undefined;

  private constructor(patterns: readonly string[]) {
    this.#patterns = patterns;
  }

  /**
   * @param folder of the file, relative to the root, with `/` between its parts; empty for the root itself
   * @param text of the file
   */
  with(folder: string, text: string): IgnoreRules {
    const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
    if (patterns.length === 0) return this;
    return new IgnoreRules([...this.#patterns, ...patterns.map((pattern) => fromRoot(pattern, folder))]);
  }

  /** @param path of a file, relative to the root, with `/` between its parts */
  excludes(path: string): boolean {
    if (this.#patterns.length === 0 || !ignore.isPathValid(path)) return false;
    this.#matcher ??= ignore().add(this.#patterns);
    return this.#matcher.ignores(path);
  }
}

/** A pattern of a folder's file as it would stand in the root's. */
function fromRoot(line: string, folder: string): string {
  if (folder === '') return line;
  const [, not = '', pattern = ''] = /^(!?)(.*)$/.exec(line)!;
  const place = folder.replace(/[\\*?[\]!# ]/g, '\\$&');
  // Without a slash, but for one at its end, a pattern holds at any depth.
  const anchored = pattern.slice(0, -1).includes('/');
  return `${not}/${place}/${anchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}
