/** What sentencepiece-js 1.1.0 has and we use; it comes without types. */
declare module 'sentencepiece-js' {
  /** An object of the wasm heap: it stays there until deleted. */
  interface Handle {
    delete(): void;
  }

  interface IntVector extends Handle {
    size(): number;
    get(index: number): number;
  }

  interface StringView extends Handle {
    getView(): Handle;
  }

  interface NativeProcessor extends Handle {
    Load(path: Handle): Handle;
    EncodeAsIds(text: Handle): IntVector;
  }

  interface NativeModule {
    FS: { writeFile(path: string, data: Uint8Array): void };
    StringView: new (text: string) => StringView;
    SentencePieceProcessor: new () => NativeProcessor;
  }

  export class SentencePieceProcessor {
    sentencepiece?: NativeModule;
    load(path: string): Promise<void>;
  }
}
