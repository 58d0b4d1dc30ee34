"""Text to tokens, exactly as the editor does it.

    python training/data/encode.py                  prints bytes per token by language on the held-out text
    python training/data/encode.py --model PATH     the same for another SentencePiece model
"""

import argparse
import collections
import json
import re

import sentencepiece

from tokenizer import MODEL, PIECES

SPACE = "\u2581"  # SentencePiece's own sign for a space: in a text it is spelt as its bytes
SURROGATE = re.compile("[\ud800-\udfff]")


class Encoder:
    """Lines and files to token ids. Ids of the markers: `marker["<file>"]` and so on; of `\\n`: `newline`."""

    def __init__(self, model=MODEL):
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
        to_id = self._processor.piece_to_id
        self.size = self._processor.get_piece_size()
        self.newline = to_id("\n")
        self.marker = {name: to_id(name) for name in ("<file>", "<suffix>", "<middle>", "<end>")}
        self._space_bytes = [to_id(f"<0x{byte:02X}>") for byte in SPACE.encode()]

    def line(self, text):
        """Token ids of one line, without its end."""
        text = SURROGATE.sub("\ufffd", text)
        if SPACE not in text:
            return self._processor.encode(text)
        first, *rest = (self._processor.encode(part) for part in text.split(SPACE))
        for part in rest:
            first += self._space_bytes + part
        return first

    def file(self, path, text):
        """Token ids of a file: <file>, its path, `\\n`, then every line with its `\\n` (the last one gets one too)."""
        lines = SURROGATE.sub("\ufffd", text).split("\n")
        if lines[-1] == "":
            lines.pop()
        encoded = self._processor.encode(lines) if SPACE not in text else [self.line(line) for line in lines]
        tokens = [self.marker["<file>"], *self.line(path), self.newline]
        for line in encoded:
            tokens += line
            tokens.append(self.newline)
        return tokens


class Decoder:
    """Token ids back to bytes: for tests and for people; documents are never rebuilt from tokens."""

    def __init__(self, pieces=PIECES):
        entries = json.loads(pieces.read_text(encoding="utf-8"))
        self._bytes = [b"" if e is None else bytes([e]) if isinstance(e, int) else e.encode() for e in entries]

    def bytes(self, tokens):
        return b"".join(self._bytes[token] for token in tokens)


def main():
    import packages
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default=MODEL, help="a SentencePiece model (default: the one in models/)")
    encoder = Encoder(parser.parse_args().model)
    size, count = collections.Counter(), collections.Counter()
    for split in ("valid", "test"):
        with open(packages.WORK / "text" / f"{split}.jsonl", encoding="utf-8") as file:
            for document in map(json.loads, file):
                for key in (document["language"], "all"):
                    size[key] += len(document["text"].encode())
                    count[key] += len(encoder.file("", document["text"])) - 2
    for key in sorted(size):
        print(f"{key:11} {size[key] / count[key]:.3f} bytes per token")


if __name__ == "__main__":
    main()
