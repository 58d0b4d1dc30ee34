/** The grammars that ship, each loaded when the first block of its language is wanted. */
import { Language, Parser } from 'web-tree-sitter';
import { isFailure, type Failure } from '../protocol/failure.ts';

/** Bytes of one of the files below, by its name; where there is none, a failure or a throw. */
export type ReadGrammar = (name: string) => Promise<Uint8Array | Failure>;

const runtime = 'web-tree-sitter.wasm';

const grammars: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  // C's grammar is not shipped: that of C++ reads nearly all of it.
  c: 'cpp',
  h: 'cpp',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hh: 'cpp',
  hpp: 'cpp',
  hxx: 'cpp',
  inl: 'cpp',
  ipp: 'cpp',
};

export class Grammars {
  readonly #read: ReadGrammar;
  readonly #parsers = new Map<string, Promise<Parser | undefined>>();
  #started: Promise<boolean> | undefined;

  constructor(read: ReadGrammar) {
    this.#read = read;
  }

  /** A parser for the file; undefined where its language has no grammar here, or the grammar can not be loaded. */
  parserFor(path: string): Promise<Parser | undefined> {
    const name = grammars[path.slice(path.lastIndexOf('.') + 1)];
    if (name === undefined) return Promise.resolve(undefined);
    const known = this.#parsers.get(name) ?? this.#load(name).catch(() => undefined);
    this.#parsers.set(name, known);
    return known;
  }

  async #load(name: string): Promise<Parser | undefined> {
    this.#started ??= this.#start();
    if (!(await this.#started)) return undefined;
    const bytes = await this.#read(`tree-sitter-${name}.wasm`);
    if (isFailure(bytes)) return undefined;
    return new Parser().setLanguage(await Language.load(bytes));
  }

  async #start(): Promise<boolean> {
    const wasmBinary = await this.#read(runtime);
    if (isFailure(wasmBinary)) return false;
    await Parser.init({ wasmBinary });
    return true;
  }
}
