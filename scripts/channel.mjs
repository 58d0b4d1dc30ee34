/**
 * The channel of a version, as the marketplaces want it: an odd minor number is a pre-release, an even one a release.
 * @param {string} version
 * @returns {'pre-release' | 'release'}
 */
export function channel(version) {
  return Number(version.split('.')[1]) % 2 === 1 ? 'pre-release' : 'release';
}
