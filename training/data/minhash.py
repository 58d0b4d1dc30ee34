"""Near copies whatever their line breaks: MinHash over the visible characters, and bands to look them up by.

Texts are compared as sets of windows of 32 visible bytes; one window in 16, chosen by its value, is looked at. The share
of equal places in two signatures estimates the Jaccard index of the two sets (Broder, 1997). A re-formatted copy has the
same signature; a copy whose every name was changed is not found.
"""

import numpy as np

WINDOW = 32  # visible bytes
SAMPLED = 16  # one window in so many
BANDS, ROWS = 16, 4  # two texts are compared if all rows of any band agree
NEAR = 0.7  # estimated Jaccard index that makes a near copy
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SPACE = b" \t\n\r\f\v"
_random = np.random.default_rng(20260103)
_ODD = _random.integers(0, 2 ** 63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_POWERS = np.cumprod(np.full(WINDOW, _BASE, dtype=np.uint64), dtype=np.uint64)


def _windows(text):
    """Hashes of the sampled windows: a window's polynomial mod 2^64, made by doubling its width, then mixed."""
    data = text.encode("utf-8", "surrogatepass").translate(None, _SPACE)
    hashes = np.frombuffer(data.ljust(WINDOW, b"\0"), np.uint8).astype(np.uint64)
    width = 1
    while width < WINDOW:
        hashes = hashes[:-width] * _POWERS[width - 1] + hashes[width:]
        width *= 2
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    sampled = hashes[hashes % np.uint64(SAMPLED) == 0]
    return np.unique(sampled if len(sampled) >= 8 else hashes)


def signature(text):
    """The text's signature: uint32 [BANDS * ROWS]."""
    hashes = _windows(text)
    lowest = np.full(len(_ODD), np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), 2048):  # a block of the table at a time stays in the cache
        lowest = np.minimum(lowest, (hashes[start:start + 2048, None] * _ODD).min(axis=0))
    return (lowest >> np.uint64(32)).astype(np.uint32)


class Signatures:
    """The signatures kept so far: `near` says whether one like it is among them, `add` puts one there."""

    def __init__(self):
        self._kept, self._by_band = [], [{} for _ in range(BANDS)]

    def near(self, own):
        others = {bucket[band] for bucket, band in zip(self._by_band, _bands(own)) if band in bucket}
        return any(np.mean(self._kept[other] == own) >= NEAR for other in others)

    def add(self, own):
        for bucket, band in zip(self._by_band, _bands(own)):
            bucket.setdefault(band, len(self._kept))
        self._kept.append(own)


def _bands(own):
    return [row.tobytes() for row in own.reshape(BANDS, ROWS)]
