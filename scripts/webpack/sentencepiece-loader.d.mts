/** The source of sentencepiece-js, fit for every host. Throws where it is not the source that it knows. */
export default function sentencepieceLoader(source: string): string;
