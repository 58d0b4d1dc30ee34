/**
 * The typed face of the tokenizer: text of one line in, token ids out.
 *
 * Lines tokenise independently (an edit re-tokenises only its lines), so nothing here ever sees a line break:
 * `newline` is a token of its own. Control symbols (`file`, `suffix`, `middle`, `end`) can not be spelt by text.
 */
export interface Tokenizer {
  /** Number of pieces; ids are 0 .. size - 1. */
  readonly size: number;
  readonly newline: number;
  readonly file: number;
  readonly suffix: number;
  readonly middle: number;
  readonly end: number;
  /**
   * Tokens of one line, or of a part of one, without its line break. U+2581 is spelt as its three byte tokens, a
   * lone surrogate as U+FFFD, exactly as `training/data/encode.py` does.
   */
  line(text: string): number[];
  /** The bytes that a token stands for; undefined for control symbols and the unknown token. */
  bytes(id: number): Uint8Array | undefined;
}
