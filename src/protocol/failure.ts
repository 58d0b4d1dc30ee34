/** Something that went wrong, told to a person: what, where and the way out. Returned, never thrown. */
export interface Failure {
  readonly error: string;
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Failure>).error === 'string';
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
