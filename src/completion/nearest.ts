/** Which other files of a workspace are worth a look beside one: those nearest to it, in a language like its own. */

/** By family, whose files use each other's names. */
const families = {
  script: ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'],
  python: ['py', 'pyi'],
  go: ['go'],
  rust: ['rs'],
  java: ['java'],
  c: ['c', 'h', 'cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx', 'inl', 'ipp'],
} as const;

export type Family = keyof typeof families;

const familyByEnding: ReadonlyMap<string, Family> = new Map(
  Object.entries(families).flatMap(([family, own]) => own.map((ending) => [ending, family as Family])),
);

/** Endings of the files that are read beside another. */
export const endings: readonly string[] = [...familyByEnding.keys()];

/** The family that a file's ending belongs to. */
export function familyOf(path: string): Family | undefined {
  return familyByEnding.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/**
 * The nearest first: by the steps from folder to folder, then by how near they stand in an alphabetical list.
 *
 * @param paths of the workspace's files, with `/` between their parts; may hold the current one, which is left out
 * @param most how many
 */
export function nearest(paths: readonly string[], current: string, most: number): string[] {
  const family = familyOf(current);
  const folders = current.split('/').slice(0, -1);
  const candidates = paths.filter((path) => path !== current && familyOf(path) === family).toSorted(byName);
  const after = candidates.findIndex((path) => path > current);
  const place = after < 0 ? candidates.length : after;
  return candidates
    .map((path, at) => ({
      path,
      steps: steps(path.split('/').slice(0, -1), folders),
      apart: Math.abs(at + 0.5 - place),
    }))
    .sort((a, b) => a.steps - b.steps || a.apart - b.apart)
    .slice(0, most)
    .map(({ path }) => path);
}

/** Steps up and down from one folder to another. */
function steps(from: readonly string[], to: readonly string[]): number {
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared += 1;
  return from.length + to.length - 2 * shared;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
