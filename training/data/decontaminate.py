"""Keep out of the corpus whatever the evaluation asks: no text shares a window of 50 characters with it.

Excepted are windows that say nothing about a task: those with fewer than 20 visible characters, and those that lie
wholly within one import line and the blank lines after it. Windows are found by a rolling polynomial hash (mod 2^64) over UTF-8 bytes, looked up
in a bit table first, and confirmed by comparing the bytes themselves.
"""

import gzip
import json
import os
import re
import sys
from pathlib import Path

import numpy as np

WINDOW = 50  # bytes; the evaluation's text is ASCII, so characters too
VISIBLE = 20
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse mod 2^64
_INVERSE = pow(_BASE, -1, 2 ** 64)
_BITS = 24


def _powers(base, count):
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


class Windows:
    """All windows of some texts, to be found again in others."""

    def __init__(self, texts):
        self._powers, self._inverses = _powers(_BASE, 1 << 20), _powers(_INVERSE, 1 << 20)
        self._known = set()
        for text in texts:
            self._known.update(telling(text))
        hashes = [self._hashes(np.frombuffer(window, np.uint8))[0] for window in self._known]
        self._table = np.zeros(1 << _BITS, dtype=bool)
        self._table[self._slots(np.array(hashes, dtype=np.uint64))] = True

    def __len__(self):
        return len(self._known)

    def _hashes(self, data):
        sums = np.concatenate([[np.uint64(0)], np.cumsum(data.astype(np.uint64) * self._powers[:len(data)], dtype=np.uint64)])
        return (sums[WINDOW:] - sums[:-WINDOW]) * self._inverses[:len(data) - WINDOW + 1]

    @staticmethod
    def _slots(hashes):
        return (hashes >> np.uint64(64 - _BITS)).astype(np.int64)

    def first_in(self, text):
        """The first known window that the text holds, or None."""
        data = text.encode("utf-8", "surrogatepass")
        if len(data) < WINDOW:
            return None
        for at in np.flatnonzero(self._table[self._slots(self._hashes(np.frombuffer(data, np.uint8)))]):
            if data[at:at + WINDOW] in self._known:
                return data[at:at + WINDOW].decode("utf-8", "replace")
        return None


def telling(text):
    """The windows of a text that say something about it."""
    spans = [match.span() for match in re.finditer(r"^(?:from|import) .*\n?(?:\s*\n)*", text, re.M)]
    for start in range(len(text) - WINDOW + 1):
        window = text[start:start + WINDOW]
        if len("".join(window.split())) >= VISIBLE and not any(a <= start and start + WINDOW <= b for a, b in spans):
            yield window.encode("utf-8")


def evaluation():
    """Windows of the infilling set under PALIMPSEST_EVAL; without it a warning, and no windows."""
    root = Path(__file__).resolve().parents[2]
    path = Path(os.environ.get("PALIMPSEST_EVAL", root / "../shared/eval")) / "humaneval-single-line.jsonl.gz"
    if not path.exists():
        print(f"WARNING: {path} is not there: the corpus is NOT checked against the evaluation", file=sys.stderr)
        return Windows([])
    with gzip.open(path, "rt", encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    return Windows({case["prompt"] + case["canonical_solution"] + case["suffix"] for case in cases})
