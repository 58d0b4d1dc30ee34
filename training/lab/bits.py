"""Bits per byte on held-out packs: the laboratory's yardstick for language models.

A pack is read from its first token, in segments as in training, with the state carried or not. Counted is every token
of its files after their headers, newlines included, over the bytes that these tokens spell.
"""

from dataclasses import dataclass

import numpy as np
import torch

from loss import cross_entropy
from model import Model
from precision import products
from run import tensor
from stream import Corpus, Decoder

TOKENS = 150_000  # about what is read
LONGEST = 16_384  # tokens of one pack


@dataclass(frozen=True)
class Bits:
    """Bits and bytes of each pack."""

    bits: np.ndarray
    bytes: np.ndarray

    @property
    def per_byte(self) -> float:
        return float(self.bits.sum() / self.bytes.sum())

    def interval(self) -> tuple[float, float]:
        """95%, by a bootstrap over packs."""
        random = np.random.default_rng(0)
        drawn = random.integers(0, len(self.bits), (2000, len(self.bits)))
        low, high = np.quantile(self.bits[drawn].sum(1) / self.bytes[drawn].sum(1), [0.025, 0.975])
        return float(low), float(high)


def sample(corpus: Corpus) -> list[tuple[int, int]]:
    """The packs [start, end) that every system is measured on."""
    packs, left = [], TOKENS
    for i in np.random.default_rng(0).permutation(len(corpus.packs)):
        start, end = corpus.packs[i]
        packs.append((start, min(end, start + LONGEST)))
        left -= packs[-1][1] - start
        if left <= 0:
            break
    return sorted(packs, key=lambda pack: pack[1] - pack[0])


def byte_lengths(vocab: int) -> np.ndarray:
    """Bytes that each token spells; 0 for markers."""
    decoder = Decoder()
    return np.array([len(decoder.bytes([t])) for t in range(vocab)])


def counted(corpus: Corpus) -> np.ndarray:
    """Bytes of each token of the corpus; 0 in a file's header."""
    size = byte_lengths(int(corpus.tokens.max()) + 1)[corpus.tokens]
    starts = corpus.file_starts
    for start, header in zip(starts, corpus.newlines[np.searchsorted(corpus.newlines, starts)], strict=True):
        size[start : header + 1] = 0
    return size


@torch.no_grad()
def bits(model: Model, corpus: Corpus, length: int, carry: bool, chunk: int = 32, rows: int = 8) -> Bits:
    """Reads the sampled packs, `rows` at a time, in segments of `length` tokens."""
    size, packs, found = counted(corpus), sample(corpus), []
    device = model.embedding.weight.device
    for i in range(0, len(packs), rows):
        group = packs[i : i + rows]
        state, nats, total = model.initial(len(group)), np.zeros(len(group)), np.zeros(len(group))
        for at in range(0, max(end - start for start, end in group) - 1, length):
            tokens, targets = (np.zeros((len(group), length), np.int64) for _ in range(2))
            weights, lengths = np.zeros((len(group), length)), np.zeros(len(group), np.int64)
            for b, (start, end) in enumerate(group):
                n = max(0, min(length, end - 1 - start - at))
                part = slice(start + at, start + at + n)
                tokens[b, :n], targets[b, :n] = corpus.tokens[part], corpus.tokens[start + at + 1 : start + at + 1 + n]
                weights[b, :n], lengths[b] = size[start + at + 1 : start + at + 1 + n], n
            flat, ones = tensor(targets, device).flatten(), torch.ones(targets.size, device=device)
            with products(device):
                h, state = model(tensor(tokens, device), state, tensor(lengths, device), chunk)
                nll = cross_entropy(h.flatten(0, 1), model.embedding.weight, flat, ones)[1].view(targets.shape)
            if not carry:
                state = model.initial(len(group))
            nll = nll.cpu().numpy()
            nats += (nll * (weights > 0)).sum(1)
            total += weights.sum(1)
        found += list(zip(nats / np.log(2), total, strict=True))
    return Bits(*(np.array(column) for column in zip(*found, strict=True)))
