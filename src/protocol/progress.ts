/** Tokens read of those that there are to read. */
export interface Progress {
  readonly read: number;
  readonly total: number;
}
