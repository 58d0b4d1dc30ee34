"""One package made ready in a process of its own: its text goes to a file, what is needed to choose from it comes back.

So the process that compares all texts with each other holds none of them: fingerprints only.
"""

import collections
import json
from dataclasses import dataclass

import numpy as np

import decontaminate
import dedupe
import documents
import minhash
import packages
import scrub

PARTS = packages.WORK / "parts"
_asked = None


@dataclass
class Print:
    """What a document is compared by; its text is the line of the part that has the same place."""
    path: str
    language: str
    size: int  # UTF-8 bytes
    asked: bool  # holds text of the evaluation
    shingles: np.ndarray
    signature: np.ndarray


def start():
    """What a worker needs once."""
    global _asked
    _asked = decontaminate.evaluation()


def prints(kept):
    return [Print(d.path, d.language, d.size, bool(_asked.first_in(d.text)), dedupe.shingles(d.text), minhash.signature(d.text))
            for d in kept]


def part(package):
    """Where a package's text waits."""
    return PARTS / f"{package.ecosystem}-{package.name.replace('/', '+')}.jsonl"


def prepare(package):
    """(prints of a train package's documents in directory order, Counter of reasons why files were left out)."""
    try:
        kept, left_out = documents.documents(package)
    except Exception as error:  # an archive may be broken in any way: it costs its own package
        return [], collections.Counter({f"package that cannot be read ({package.name}: {error})": 1})
    own = prints(kept)
    with open(part(package), "w", encoding="utf-8", errors="replace") as file:
        for document in kept:
            document.text = scrub.scrub(document.text)
            file.write(json.dumps(vars(document), ensure_ascii=False) + "\n")
    return own, left_out
