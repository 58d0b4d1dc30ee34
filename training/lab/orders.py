"""The stream: how a request is laid out, what it predicts, and what a keystroke costs.

    python -m lab.orders             trains the three orders, then measures          (in training/)

The same model reads the same million tokens with branches in three orders:

    ours    trunk up to line A-1 | <suffix> S <middle> line_A ... cursor, hole <end>
    psm     trunk up to the cursor | <suffix> S <middle> hole <end>                prefix, suffix, middle
    spm     nothing | <suffix> S <middle> file up to the cursor, hole <end>        suffix, prefix, middle

and is measured on the same holes of held-out files. `ours` is then asked with blocks of 1, 8 and 16 lines, on the same
weights. Tokens to be read are counted on a typist who jumps to a line and writes ten: what is known stays known (the
trunk's state at every 64th token, the state at the cursor as long as what stands before it stays the same).
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

import train
from lab.bits import Bits, bits, byte_lengths
from lab.language import CONVOLVED, TOKENS, WORK, best_rates, equal_parameters, steps
from lab.language import COLUMNS as LANGUAGE_COLUMNS
from lab.language import TABLE as LANGUAGE
from lab.errors import LabError, command
from lab.runs import Table, in_parallel
from loss import cross_entropy
from model import Model, State
from precision import products
from run import Options, begin, tensor
from stream import BLOCK, Batches, Corpus, Encoder, load

TABLE = Path(__file__).parents[2] / "docs" / "experiments" / "orders.csv"
COLUMNS = ["order", "block", "hole", "hole_low", "hole_high", "text", "holes", "key", "enter", "jump"]
HOLES = 60  # batches of 8 rows
SUFFIX = 64  # tokens of S in the editor
GRID = 64  # tokens between two kept states of the trunk


class Ours(Batches):
    @property
    def branch_length(self) -> int:
        return self.length  # room for as much of the file as the order wants to see


class PrefixSuffixMiddle(Ours):
    def layout(self, A, middle, suffix, cursor):
        marker = self.encoder.marker
        first = cursor + 1 + len(suffix)
        return [*middle[:cursor], marker["<suffix>"], *suffix, marker["<middle>"], *middle[cursor:], marker["<end>"]], first, first


class SuffixPrefixMiddle(Ours):
    alone = True

    def layout(self, A, middle, suffix, cursor):
        marker, (start, _) = self.encoder.marker, self.corpus.file(A)
        room = self.branch_length - len(middle) - len(suffix) - 2
        file = self.corpus.tokens[max(start, A - max(0, room)) : A].tolist()
        first = len(suffix) + 1 + len(file) + cursor
        return [marker["<suffix>"], *suffix, marker["<middle>"], *file, *middle, marker["<end>"]], first, first


ORDERS = {"ours": Ours, "psm": PrefixSuffixMiddle, "spm": SuffixPrefixMiddle}


@torch.no_grad()
def hole_bits(model: Model, corpus: Corpus, encoder: Encoder, order: type[Batches], options: Options) -> Bits:
    """Bits of each held-out hole, its <end> included, over its bytes."""
    size, found = byte_lengths(encoder.size), []
    batches = order(corpus, encoder, options.rows, options.length, seed=0)
    state = model.initial(options.rows)
    for _, batch in zip(range(2 * HOLES), batches):
        state = begin(state, batch)
        with products(torch.device("cpu")):
            after = model(tensor(batch.trunk.tokens, "cpu"), state, tensor(batch.trunk.lengths, "cpu"), options.chunk)[1]
            if batch.branch is not None:
                found += branch_bits(model, batch.branch, model.initial(options.rows) if batch.alone else after, size, options)
        state = after
    return Bits(*(np.array(column) for column in zip(*found, strict=True)))


def branch_bits(model: Model, rows, state: State, size: np.ndarray, options: Options) -> list[tuple[float, int]]:
    h, _ = model(tensor(rows.tokens, "cpu"), state, tensor(rows.lengths, "cpu"), options.chunk)
    flat = tensor(rows.targets, "cpu").flatten()
    nll = cross_entropy(h.flatten(0, 1), model.embedding.weight, flat, torch.ones(len(flat)))[1].view(rows.targets.shape)
    return [
        (float(nll[b, first:n].sum()) / np.log(2), int(size[rows.targets[b, first:n]].sum()))
        for b, (first, n) in enumerate(zip(rows.hole, rows.lengths, strict=True))
        if n
    ]


def keystrokes(order: str, block: int, corpus: Corpus, encoder: Encoder, places: int = 200) -> tuple[float, float, float]:
    """Tokens read per typed character, per Enter and per jump, on average."""
    random, cost = np.random.default_rng(0), {"key": [], "enter": [], "jump": []}
    files = [i for i in range(len(corpus.file_starts)) if corpus.file_ends[i] - corpus.file_starts[i] > 400]
    batches = Batches(corpus, encoder, 1, 512, 0)
    for i in random.choice(files, places):
        tokens = corpus.tokens[corpus.file_starts[i] : corpus.file_ends[i]].tolist()
        ends = np.flatnonzero(np.array(tokens) == encoder.newline)  # the header's first
        starts = ends[:-1] + 1
        L = int(random.integers(0, max(1, len(starts) - 10)))
        suffix = 2 + min(SUFFIX, len(tokens) - int(starts[min(L + 10, len(starts) - 1)]))

        def state_at(line: int) -> int:
            return block * (max(0, line - 2) // block)

        def from_block(line: int) -> int:  # S and the lines from A on
            return suffix + int(starts[line] - starts[state_at(line)])

        for line in range(L, min(L + 10, len(starts))):
            if line == L:
                known = starts[state_at(line)] if order == "ours" else starts[line]
                cost["jump"].append({
                    "ours": int(known) % GRID + from_block(line), "psm": int(known) % GRID + suffix,
                    "spm": int(starts[line]) + suffix,
                }[order])
            else:
                moved = state_at(line) != state_at(line - 1)
                trunk = int(starts[state_at(line)] - starts[state_at(line - 1)])
                cost["enter"].append({"ours": trunk + from_block(line) if moved else 1, "psm": 1 + suffix, "spm": 1}[order])
            text = batches.decoder.bytes(tokens[starts[line] : ends[line + 1]]).decode("utf-8", "replace")
            before: list[int] = []
            for end in range(1, len(text) + 1):
                now = encoder.line(text[:end])
                same = next((n for n, (a, b) in enumerate(zip(before, now)) if a != b), min(len(before), len(now)))
                cost["key"].append(len(now) - same + (suffix if order == "psm" else 0))
                before = now
    return tuple(float(np.mean(cost[what])) for what in ("key", "enter", "jump"))


def options(order: str) -> Options:
    return Options(out=WORK / "lab" / f"order-{order}", anneal=0.5, warmup=40, threads=1, valid_every=10**9,
                   save_minutes=2)


def measure(order: str, rate: float) -> list[dict]:
    """Trains one order; its rows: one for each block that its weights are asked with."""
    given = replace(options(order), rate=rate)
    count = steps(given, TOKENS // 2, ORDERS[order])
    given = replace(given, steps=count, carry_from=count // 2)
    model = train.run(given, equal_parameters(CONVOLVED), ORDERS[order]).model.eval()
    text = bits(model, load(given.shards, "valid")[0], given.length, True).per_byte
    rows = []
    for block in (1, BLOCK, 16) if order == "ours" else (BLOCK,):
        encoder = Encoder()
        held_out = Corpus("valid", given.shards, encoder, block)
        holes = hole_bits(model, held_out, encoder, ORDERS[order], given)
        values = [holes.per_byte, *holes.interval(), text]
        costs = keystrokes(order, block, held_out, encoder)
        rows.append(dict(zip(COLUMNS, [order, block, *(f"{v:.4f}" for v in values), len(holes.bits),
                                       *(f"{c:.2f}" for c in costs)], strict=True)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    rate = best_rates(Table(LANGUAGE, LANGUAGE_COLUMNS).rows()).get("delta")
    if rate is None:
        raise LabError("no rate is known for the delta rule: run lab.language --only rates first")
    table = Table(args.out, COLUMNS)
    todo = [(order, rate) for order in ORDERS if order not in {row["order"] for row in table.rows()}]
    for rows in in_parallel(measure, todo, args.jobs):
        table.add(rows)
        for row in rows:
            print(*row.values(), flush=True)


if __name__ == "__main__":
    command(main)
