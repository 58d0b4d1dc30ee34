"""Leave out copies and near copies, by the share of a text's line shingles that earlier texts hold.

A shingle is four lines in a row, trimmed, lines of fewer than three visible characters skipped; so re-indented copies,
bundles of known modules and forks with a few edits are all found. One pass, line hashes
are CRC-32, shingles are mixed in numpy, and about one in four of them is kept, chosen by its value (so that the same
shingle is kept everywhere).
"""

import zlib

import numpy as np

WIDTH = 4  # lines
NEAR = 0.5  # share of shingles seen before that makes a near copy
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)


def shingles(text):
    """The text's sampled shingle values: uint64 array without repeats, in no meaningful order."""
    lines = [zlib.crc32(line.encode("utf-8", "surrogatepass")) for line in map(str.strip, text.split("\n")) if len(line) > 2]
    lines += [0] * (WIDTH - len(lines))
    values = np.array(lines, dtype=np.uint64)
    count = len(values) - WIDTH + 1
    mixed = sum(values[i:i + count] * _MIX[i] for i in range(WIDTH))
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    sampled = mixed[mixed & np.uint64(3) == 0]
    return np.unique(sampled if len(sampled) else mixed)


class Seen:
    """The shingles of what was kept so far. `near` says whether a text is a near copy of it, `add` remembers one."""

    def __init__(self):
        self._shingles = set()

    def near(self, values):
        return sum(map(self._shingles.__contains__, values.tolist())) >= NEAR * len(values)

    def add(self, values):
        self._shingles.update(values.tolist())
