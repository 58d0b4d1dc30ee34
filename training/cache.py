"""A cache beside an n-gram model: what followed the last tokens earlier in the same file.

At each token the longest context of at most DEPTH tokens that stood in the file before decides: the cache's
probability of a token is its share among all that followed that context so far. It is mixed with the model's by a
weight for each length of context, which is fitted by expectation maximisation (Jelinek and Mercer 1980).
"""

from collections import Counter

import numpy as np

DEPTH = 4


def cached(tokens) -> tuple[np.ndarray, np.ndarray]:
    """For each token of one file, from its first: the cache's probability, and how long the context was that it comes
    from: 0 to DEPTH, or -1 where nothing was read before. float64 [tokens] and int64 [tokens]."""
    tokens = [int(token) for token in tokens]
    after: dict[tuple, Counter] = {}
    size: Counter = Counter()
    p = np.zeros(len(tokens))
    length = np.full(len(tokens), -1)
    for at, token in enumerate(tokens):
        contexts = [tuple(tokens[at - n : at]) for n in range(min(DEPTH, at) + 1)]
        for context in reversed(contexts):
            if context in after:
                p[at] = after[context][token] / size[context]
                length[at] = len(context)
                break
        for context in contexts:
            after.setdefault(context, Counter())[token] += 1
            size[context] += 1
    return p, length


def mixed(p: np.ndarray, cache: np.ndarray, length: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Probability of each token; `weights` are the cache's, [DEPTH + 1]."""
    weight = np.where(length >= 0, weights[length], 0)
    return (1 - weight) * p + weight * cache


def fit(p: np.ndarray, cache: np.ndarray, length: np.ndarray, rounds: int = 50) -> np.ndarray:
    """The weights, [DEPTH + 1], that make tokens likeliest; 0 for a length of context that does not occur."""
    weights = np.zeros(DEPTH + 1)
    for n in range(DEPTH + 1):
        here = length == n
        if not here.any():
            continue
        weight = 0.5
        for _ in range(rounds):
            own = weight * cache[here]
            weight = float(np.mean(own / (own + (1 - weight) * p[here])))
        weights[n] = weight
    return weights
