"""Interpolated modified Kneser-Ney over integer tokens (Chen and Goodman 1998, section 3), in numpy.

Five tokens of 13 bits do not fit in 64, so n-grams are numbered order by order: an n-gram's key is
`id of its first n - 1 tokens * vocab + last token`, its id the rank of that key among the sorted distinct keys. Ids stay
below the number of tokens read, so a key always fits.

A *break* starts the context anew: the `start` token (a file's header) and every place where the text read is cut. An
n-gram that begins with `start` has nothing to its left, so it keeps its plain count at every order, as KenLM does for
its sentence start; all others have continuation counts below the highest order. `start` itself has probability 0.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Order:
    """All n-grams of one order n >= 2, in order of their keys; contexts are ids of order n - 1."""

    keys: np.ndarray  # int64 [grams]
    counts: np.ndarray  # int32 [grams], adjusted
    discounts: np.ndarray  # float64 [4], by min(count, 3)
    total: np.ndarray  # float64 [contexts], sum of the counts after a context
    backoff: np.ndarray  # float64 [contexts], share of the probability that the lower order gets


def depths(tokens: np.ndarray, cuts: np.ndarray, start: int) -> np.ndarray:
    """How many tokens of context each token has: 0 at a break. `cuts` are positions, int32 [tokens] comes back."""
    position = np.arange(len(tokens), dtype=np.int32)
    broken = tokens == start
    broken[cuts] = True
    broken[:1] = True
    return position - np.maximum.accumulate(np.where(broken, position, 0))


def discounts(counts: np.ndarray) -> np.ndarray:
    """D(0) = 0, D1, D2 and D3+ from the counts of counts; KenLM's fallback where a small corpus leaves them undefined."""
    n1, n2, n3, n4 = (int(np.count_nonzero(counts == c)) for c in (1, 2, 3, 4))
    if min(n1, n2, n3, n4) > 0:
        y = n1 / (n1 + 2 * n2)
        d = np.array([0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
        if np.all(d[1:] > 0) and np.all(d[1:] <= [1, 2, 3]):
            return d
    return np.array([0, 0.5, 1.0, 1.5])


class KneserNey:
    """The model; `start` is the token that begins a file, `vocab` the number of tokens that share the probability."""

    def __init__(self, order: int, vocab: int, start: int):
        self.order, self.vocab, self.start = order, vocab, start
        self.unigram = (np.arange(vocab) != start) / (vocab - 1)
        self.higher: list[Order] = []

    def train(self, tokens: np.ndarray, cuts: np.ndarray) -> "KneserNey":
        """Reads the tokens once. About 60 bytes a token at the peak; several minutes at most for 60 million."""
        depth = depths(tokens, cuts, self.start)
        ids = tokens.astype(np.int32)
        raw = np.bincount(ids, minlength=self.vocab)
        begins = np.arange(self.vocab) == self.start
        raw[self.start] = 0
        keys = np.arange(self.vocab, dtype=np.int64)
        levels = []
        for n in range(2, self.order + 1):
            where = np.flatnonzero(depth >= n - 1).astype(np.int32)
            key = ids[where - 1].astype(np.int64) * self.vocab + tokens[where]
            by_key = np.argsort(key).astype(np.int32)
            key = key[by_key]
            where = where[by_key]
            del by_key
            new = np.ones(len(key), bool)
            new[1:] = key[1:] != key[:-1]
            first = np.flatnonzero(new)
            # One place of each distinct n-gram names the (n-1)-gram that it ends with: one more word seen to its left.
            continuation = np.bincount(ids[where[first]], minlength=len(keys))
            levels.append((keys, np.where(begins, raw, continuation).astype(np.int32)))
            keys = key[first]
            del key
            raw = np.diff(first, append=len(new))
            begins = begins[keys // self.vocab]
            ids = np.full(len(tokens), -1, np.int32)
            ids[where] = np.cumsum(new, dtype=np.int32) - 1
            del where, new, first
        levels.append((keys, raw.astype(np.int32)))
        self._smooth(levels)
        return self

    def _smooth(self, levels: list[tuple[np.ndarray, np.ndarray]]) -> None:
        counts = levels[0][1]
        d = discounts(counts)[np.minimum(counts, 3)]
        if counts.sum() > 0:
            self.unigram = (counts - d + d.sum() * self.unigram) / counts.sum()
        for (below, _), (keys, counts) in zip(levels, levels[1:]):
            level = discounts(counts)
            context = keys // self.vocab
            total = np.bincount(context, weights=counts, minlength=len(below))
            held = np.bincount(context, weights=level[np.minimum(counts, 3)], minlength=len(below))
            # A context that was seen only where the text was cut off may have no count at all: the lower order decides.
            backoff = np.divide(held, total, out=np.ones(len(below)), where=total > 0)
            self.higher.append(Order(keys, counts, level, total, backoff))

    def probabilities(self, tokens: np.ndarray, cuts: np.ndarray) -> np.ndarray:
        """Of each token after the (at most order - 1) tokens before it, up to the last break: float64 [tokens]."""
        tokens = tokens.astype(np.int64)
        depth = depths(tokens, cuts, self.start)
        p = self.unigram[tokens]
        ids = tokens
        for n, level in enumerate(self.higher, 2):
            if len(level.keys) == 0:
                break
            where = np.flatnonzero(depth >= n - 1)
            context = ids[where - 1]
            ids = np.full(len(tokens), -1, np.int64)
            known = context >= 0
            where, context = where[known], context[known]
            key = context * self.vocab + tokens[where]
            at = np.minimum(np.searchsorted(level.keys, key), len(level.keys) - 1)
            found = level.keys[at] == key
            ids[where[found]] = at[found]
            count = np.where(found, level.counts[at], 0)
            total = np.maximum(level.total[context], 1)
            p[where] = (count - level.discounts[np.minimum(count, 3)]) / total + level.backoff[context] * p[where]
        return p
