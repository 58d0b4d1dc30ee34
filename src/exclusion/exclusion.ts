/**
 * Why a file is neither completed nor read: it looks like one that holds secrets, or an ignore file or a setting
 * excludes it.
 */
export type Exclusion = 'secret' | 'ignored';
