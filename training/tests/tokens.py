"""Tokens of documents as Python's SentencePiece gives them, for the test that TypeScript gives the same.

    python training/tests/tokens.py MODEL COUNT FILE...

Prints, for each of the first COUNT documents of the JSON-lines files, the list of its tokens on a line.
"""

import itertools
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "data"))

from encode import Encoder  # noqa: E402


def main():
    model, count, *files = sys.argv[1:]
    encoder = Encoder(model)
    rows = itertools.chain.from_iterable(open(file, encoding="utf-8") for file in files)
    for row in itertools.islice(rows, int(count)):
        document = json.loads(row)
        print(json.dumps(encoder.file(document["path"], document["text"]), separators=(",", ":")))


if __name__ == "__main__":
    main()
