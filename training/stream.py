"""Token shards to training batches: the trunk with its state carried, and the branches that leave it.

The trunk is plain text, file after file of one package. A row of the batch reads one *pack* (whole files of one
package, about PACK tokens) from its first token to its last, segment by segment, and then takes the next pack.
Every other batch ends its rows at a block start (a line whose number is a multiple of 8) and lets one branch leave
there, laid out as a request of the editor is:

    trunk up to line A-1 | <suffix> S <middle> line_A ... the hole's last line <end>

The trunk itself goes on from line A: a branch never flows back.
"""

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from seen import identity

sys.path.insert(0, str(Path(__file__).parent / "data"))
from encode import Decoder, Encoder  # noqa: E402
from shards import check  # noqa: E402

BLOCK = 8  # lines
PACK = 2048  # tokens: a state carried over a few files, and a fresh one often enough for files read alone
CLOSERS = set("()[]{}>;,'\"` ")  # as isClosing in src/memory/stream.ts


@dataclass
class Rows:
    """One call of the model: B rows, padded to the same T. weights are 0 where nothing is to be learnt."""

    tokens: np.ndarray  # int64 [B, T]
    targets: np.ndarray  # int64 [B, T]
    weights: np.ndarray  # float32 [B, T]
    lengths: np.ndarray  # int64 [B]
    hole: np.ndarray  # int64 [B]: place of the first target behind the cursor, in a branch


@dataclass
class Batch:
    trunk: Rows
    branch: Rows | None
    fresh: np.ndarray  # bool [B]: the row starts a new pack with a state of zero
    alone: bool = False  # the branch, too, starts at zero instead of the trunk's state


class Corpus:
    """One split's stream of tokens, with the places where files, packs and blocks of lines start."""

    def __init__(self, split: str, folder: Path, encoder: Encoder, block: int = BLOCK):
        index = check(split, folder)
        self.identity = identity(index)
        self.tokens = np.concatenate([np.fromfile(folder / s["file"], dtype="<u2") for s in index["shards"]])
        newlines = np.flatnonzero(self.tokens == encoder.newline)
        self.newlines = newlines
        self.packs, starts, blocks = [], [], []
        ends = [p["starts"][0] for p in index["packages"][1:]] + [index["tokens"]]
        for package, end in zip(index["packages"], ends, strict=True):
            starts += package["starts"]
            first = package["starts"][0]
            for start in [*package["starts"][1:], end]:
                if start - first >= PACK or start == end:
                    self.packs.append((first, start))
                    first = start
        self.file_starts, self.file_ends = np.array(starts), np.array([*starts[1:], index["tokens"]])
        for start, end in zip(starts, self.file_ends, strict=True):
            header, last = np.searchsorted(newlines, [start, end])  # the header's newline comes first
            blocks.append(newlines[header : last - 1 : block] + 1)
        self.blocks = np.concatenate(blocks)  # positions of each line A = 0, block, 2 block, ... that exists

    def file(self, position: int) -> tuple[int, int]:
        """Start and end of the file that a position lies in."""
        i = np.searchsorted(self.file_ends, position, side="right")
        return int(self.file_starts[i]), int(self.file_ends[i])


class Batches:
    """An endless iterator of batches; `state` and `restore` make it resume exactly."""

    alone = False  # where the branch's state starts; the laboratory's other orders differ in this and in `layout`

    def __init__(
        self, corpus: Corpus, encoder: Encoder, rows: int, length: int, seed: int, branches: bool = True, fresh: float = 1.0
    ):
        self.corpus, self.encoder, self.length, self.branches, self.fresh = corpus, encoder, length, branches, fresh
        self.decoder = Decoder()
        self.draw(seed)
        self.taken: list[int] = []  # packs in the order of their reading
        self.rows = [[0, 0, 0] for _ in range(rows)]  # pack's start, position, end
        self.count = 0

    def draw(self, seed: int) -> None:
        """The order of the packs, anew."""
        self.random = np.random.default_rng(seed)
        self.queue = list(self.random.permutation(len(self.corpus.packs)))

    def state(self) -> dict:
        return {"random": self.random.bit_generator.state, "queue": list(map(int, self.queue)),
                "taken": self.taken, "rows": self.rows, "count": self.count}

    def restore(self, state: dict) -> None:
        self.random.bit_generator.state = state["random"]
        self.queue, self.taken, self.count = state["queue"], state["taken"], state["count"]
        self.rows = state["rows"]

    def seen(self) -> list[tuple[int, int]]:
        """Spans [start, length] of the corpus that have been read: what an n-gram model may be trained on."""
        unread = {start: end - position for start, position, end in self.rows}
        spans = [self.corpus.packs[i] for i in self.taken]
        return [(int(a), int(b - a - unread.get(a, 0))) for a, b in spans]

    def __iter__(self):
        return self

    def __next__(self) -> Batch:
        branching = self.branches and self.count % 2 == 1
        self.count += 1
        T = self.length // 2 if branching else self.length
        fresh = np.array([self._renew(row) for row in self.rows])
        trunk, branch = self._empty(T), self._empty(self.branch_length) if branching else None
        for b, row in enumerate(self.rows):
            self._trunk(trunk, b, row, T, branching)
            if branch is not None:
                self._branch(branch, b, row[1], self.branch_length)
        return Batch(trunk, branch, fresh, self.alone)

    @property
    def branch_length(self) -> int:
        return self.length // 2

    def _empty(self, T: int) -> Rows:
        shape = (len(self.rows), T)
        return Rows(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.float32),
                    np.zeros(shape[0], np.int64), np.zeros(shape[0], np.int64))

    def _renew(self, row: list[int]) -> bool:
        """Gives a row that is at its end the next pack. Returns whether its state is to start from nothing."""
        if row[1] < row[2]:
            return False
        if not self.queue:
            self.queue = list(map(int, self.random.permutation(len(self.corpus.packs))))
        pack = int(self.queue.pop())
        self.taken.append(pack)
        start, end = self.corpus.packs[pack]
        begins = row[2] == 0
        row[:] = [start, start, end]
        return begins or self.fresh >= 1 or bool(self.random.random() < self.fresh)

    def _trunk(self, out: Rows, b: int, row: list[int], T: int, to_block: bool) -> None:
        _, position, end = row
        stop = min(position + T, end)
        if to_block:  # the last block start within reach, where there is one
            i = np.searchsorted(self.corpus.blocks, stop, side="right") - 1
            if i >= 0 and self.corpus.blocks[i] > position:
                stop = int(self.corpus.blocks[i])
        n = stop - position
        out.tokens[b, :n] = self.corpus.tokens[position:stop]
        known = min(n, end - position - 1)  # the pack's last token has no successor
        out.targets[b, :known] = self.corpus.tokens[position + 1 : position + 1 + known]
        out.weights[b, :known] = 1
        out.lengths[b] = n
        row[1] = stop

    def _branch(self, out: Rows, b: int, A: int, T: int) -> None:
        """A request's layout from the block that starts at A; left empty when A is no block or nothing fits."""
        corpus = self.corpus
        i = np.searchsorted(corpus.blocks, A)
        if i == len(corpus.blocks) or corpus.blocks[i] != A:
            return
        _, end = corpus.file(A)
        lead, hole = int(self.random.integers(0, 10)), int(self.random.integers(1, 13))
        wanted, inside = int(self.random.integers(16, 129)), self.random.random() < 0.2
        first = np.searchsorted(corpus.newlines, A)
        ends = corpus.newlines[first : first + lead + hole]
        ends = ends[(ends < end) & (ends - A < T - wanted - 24)]
        if not len(ends):
            return
        last, lead = int(ends[-1]), min(lead, len(ends) - 1)
        cursor = int(ends[lead - 1]) + 1 if lead else A
        middle, suffix = corpus.tokens[A:last].tolist(), corpus.tokens[last:end].tolist()
        if inside:
            line = int(ends[-2]) + 1 if len(ends) > 1 else A
            before, after = self._split(corpus.tokens[line:last].tolist())
            middle, suffix = middle[: line - A] + before, after + suffix
        if len(suffix) == 1 and self.random.random() < 0.5:
            suffix = []  # a file without a final newline
        sequence, learnt, hole_at = self.layout(A, middle, suffix[:wanted], cursor - A)
        n = len(sequence) - 1
        if n > T:
            return
        out.tokens[b, :n] = sequence[:-1]
        out.targets[b, :n] = sequence[1:]
        out.weights[b, learnt:n] = 1
        out.weights[b, n - 1] = 5
        out.lengths[b], out.hole[b] = n, hole_at

    def layout(self, A: int, middle: list[int], suffix: list[int], cursor: int) -> tuple[list[int], int, int]:
        """The branch at A as one sequence, and the places of its first target that is learnt and that lies behind the
        cursor. `cursor` counts the tokens of the middle that stand before it."""
        marker = self.encoder.marker
        sequence = [marker["<suffix>"], *suffix, marker["<middle>"], *middle, marker["<end>"]]
        return sequence, len(suffix) + 1, len(suffix) + 1 + cursor

    def _split(self, line: list[int]) -> tuple[list[int], list[int]]:
        """A line cut at a character, each part tokenised on its own as the editor does it. A rest of closing
        characters alone stays with the first part."""
        text = self.decoder.bytes(line).decode("utf-8", "replace")
        if len(text) < 2 or "\ufffd" in text:
            return line, []
        at = int(self.random.integers(1, len(text)))
        if set(text[at:]) <= CLOSERS:
            return line, []
        return self.encoder.line(text[:at]), self.encoder.line(text[at:])


@cache
def load(folder: Path, split: str) -> tuple[Corpus, Encoder]:
    encoder = Encoder()
    return Corpus(split, folder, encoder), encoder


if __name__ == "__main__":  # look at a few batches as text
    corpus, encoder = load(Path(__file__).parent / ".work" / "shards", "valid")
    batches = Batches(corpus, encoder, rows=4, length=512, seed=1)
    names = {v: k for k, v in encoder.marker.items()}
    for _, batch in zip(range(4), batches):
        for b in range(4):
            if batch.branch is not None and batch.branch.lengths[b]:
                n = batch.branch.lengths[b]
                tail = batch.trunk.tokens[b, : batch.trunk.lengths[b]][-60:].tolist()
                row = [*tail, *batch.branch.tokens[b, :n].tolist(), int(batch.branch.targets[b, n - 1])]
                print("".join(names.get(t) or batches.decoder.bytes([t]).decode("utf-8", "replace") for t in row))
                print("=" * 100)
    print(json.dumps({"tokens": len(corpus.tokens), "packs": len(corpus.packs), "blocks": len(corpus.blocks)}))
