"""Encode the gathered text into token shards for the trainer.

    nice python training/data/shards.py              --jobs 1: in one process beside its own (default 2)
    nice python training/data/shards.py --languages typescript javascript python        what the shipped model reads

.work/shards/{split}-NNN.bin are uint16, little-endian, and one stream when put end to end. {split}.json beside them:
    tokens    length of the stream
    shards    [{file, tokens, sha256}] in order: a reader checks length and hash, so that a shard cut short is told
    packages  [{name, languages, starts}] in the stream's order; starts[i] is the position of file i's <file> token
              in the stream, languages[i] its language. A package's files stand together.
`check` is what a reader calls first.
"""

import argparse
import hashlib
import itertools
import json
from multiprocessing import Pool

import numpy as np

import packages
from encode import Encoder

SHARDS = packages.WORK / "shards"
LARGEST = 60_000_000  # bytes of a shard
SPLITS = ("train", "valid", "test")
_encoder = None


class ShardError(Exception):
    """A shard that is missing, cut short or changed."""


def check(split, folder=SHARDS):
    """The split's json, after checking that every shard is whole. Raises ShardError."""
    index = json.loads((folder / f"{split}.json").read_text())
    for shard in index["shards"]:
        path = folder / shard["file"]
        if not path.exists() or path.stat().st_size != 2 * shard["tokens"] or packages.digest(path) != shard["sha256"]:
            raise ShardError(f"{path.name} is not the shard that {split}.json describes: run shards.py again")
    return index


def _start():
    global _encoder
    _encoder = Encoder()


def _encode(row):
    document = json.loads(row)
    tokens = np.array(_encoder.file(document["path"], document["text"]), dtype="<u2")
    return document["package"], document["language"], tokens


def write(split, text=None, folder=None, jobs=2, languages=None):
    """Encode one split of the `text` folder (the corpus's, if none is named) with `jobs` processes; its shards and its json
    go to `folder` (SHARDS). Other languages than those named are left out; ShardError if nothing is left."""
    text, folder = text or packages.WORK / "text", folder or SHARDS
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{split}-*.bin"):
        old.unlink()
    listed, shards, pending, position, waiting = [], [], [], 0, 0

    def flush():
        data = np.concatenate(pending).tobytes()
        name = f"{split}-{len(shards):03}.bin"
        (folder / name).write_bytes(data)
        shards.append({"file": name, "tokens": len(data) // 2, "sha256": hashlib.sha256(data).hexdigest()})
        pending.clear()

    with open(text / f"{split}.jsonl", encoding="utf-8") as file, Pool(jobs, _start) as pool:
        rows = (row for row in file if not languages or json.loads(row)["language"] in languages)
        encoded = pool.imap(_encode, rows, chunksize=64)
        for name, files in itertools.groupby(encoded, key=lambda entry: entry[0]):
            package = {"name": name, "languages": [], "starts": []}
            for _, language, tokens in files:
                if waiting + tokens.nbytes > LARGEST:
                    flush()
                    waiting = 0
                package["languages"].append(language)
                package["starts"].append(position)
                pending.append(tokens)
                position += len(tokens)
                waiting += tokens.nbytes
            listed.append(package)
    if languages and not listed:
        raise ShardError(f"{split}: no text in {', '.join(languages)}")
    if pending:
        flush()
    (folder / f"{split}.json").write_text(json.dumps({"tokens": position, "shards": shards, "packages": listed}) + "\n")
    return position


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--jobs", type=int, default=2, help="processes that encode (default: 2)")
    parser.add_argument("--languages", nargs="+", metavar="LANGUAGE", help="only these, as gather.py names them (default: all)")
    args = parser.parse_args()
    for split in SPLITS:
        print(f"{split:6} {write(split, jobs=args.jobs, languages=args.languages):>12,} tokens")
        check(split)


if __name__ == "__main__":
    main()
