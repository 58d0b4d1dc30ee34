/** The layers and heads that are shown; all where there is none named. */
export interface Filter {
  readonly layer?: number | undefined;
  readonly head?: number | undefined;
}
