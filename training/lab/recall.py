"""What a memory still holds: two probes that matter for completion, on models that lab.language has trained and on the
one that ships.

    python -m lab.recall                     (in training/, after lab.language)

`identifier`: a definition with a name that occurs nowhere else, N lines of real held-out code, then the name's first
letters: does the model write the rest? `list`: an object of P pairs, then one of its keys again: does it write the
value? Counted is the exact match of the greedy answer, and the gain: by how many nats per token the right answer is
likelier than with the definition (or the pair's value) exchanged for another. A model that forgot gains 0.

Recurrent memories read it all; softmax sees the last 2048 tokens, the length that it was trained with.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from lab.errors import LabError, command
from lab.language import WORK
from lab.model import SystemConfig
from lab.runs import Table
from model import Config, Model
from precision import products
from run import Options
from stream import Corpus, Encoder, load

TABLE = Path(__file__).parents[2] / "docs" / "experiments" / "recall.csv"
COLUMNS = ["probe", "system", "distance", "questions", "exact", "gain", "low", "high"]
SYSTEMS = {
    "what ships": Path(__file__).parents[1],  # larger, and trained for longer
    **{name: WORK / "lab" / f"recall-{name.replace(' ', '_')}-0" for name in ("delta", "delta, induction", "softmax, context 2048")},
}
LINES = (10, 30, 100, 300, 1000, 3000)
PAIRS = (4, 8, 16, 32, 64, 128)
WINDOW = 2048
FIRST = ("zebra", "maple", "quartz", "falcon", "ember", "walnut", "pixel", "harbor", "velvet", "comet", "juniper", "saddle",
         "tundra", "marble", "lantern", "orchid")
SECOND = ("Quota", "Budget", "Ratio", "Offset", "Window", "Margin", "Weight", "Factor", "Limit", "Score", "Depth", "Count")


def names(count: int, random: np.random.Generator) -> list[str]:
    """Distinct names of two words that no code has."""
    pairs = random.permutation(len(FIRST) * len(SECOND))[:count]
    return [FIRST[p % len(FIRST)] + SECOND[p // len(FIRST)] for p in pairs]


class Reader:
    """Held-out code as lines of tokens."""

    def __init__(self, corpus: Corpus, encoder: Encoder):
        self.corpus, self.encoder = corpus, encoder

    def text(self, text: str) -> list[int]:
        lines = text.split("\n")
        tokens = []
        for line in lines[:-1]:
            tokens += [*self.encoder.line(line), self.encoder.newline]
        return tokens + self.encoder.line(lines[-1])

    def code(self, lines: int, random: np.random.Generator) -> list[int]:
        """`lines` lines in a row from a random place, whole files with their headers."""
        first = int(random.integers(0, len(self.corpus.newlines) - lines - 1))
        return self.corpus.tokens[self.corpus.newlines[first] + 1 : self.corpus.newlines[first + lines] + 1].tolist()


def identifier(reader: Reader, lines: int, random: np.random.Generator) -> tuple[list[int], list[int], list[int]]:
    """The text with the name, the text with another name, and the rest of the name."""
    name, other = names(2, random)
    code = reader.code(lines, random)
    start = [reader.encoder.marker["<file>"], *reader.text("src/settings.ts\n")]
    given, answer = f"  return {name[:3]}", reader.text(f"  return {name}")
    prefix = common(reader.text(given), answer)
    texts = [[*start, *reader.text(f"export const {n} = {int(random.integers(100, 9999))};\n"), *code, *answer[:prefix]]
             for n in (name, other)]
    return texts[0], texts[1], answer[prefix:]


def pairs(reader: Reader, count: int, random: np.random.Generator) -> tuple[list[int], list[int], list[int]]:
    """The same for a list of `count` pairs of which one is asked for."""
    keys, values = names(count, random), names(count + 1, random)
    asked = int(random.integers(count))

    def listing(value: str) -> list[int]:
        rows = [f"  {k}: '{value if i == asked else v}',\n" for i, (k, v) in enumerate(zip(keys, values))]
        return reader.text("export const table = {\n" + "".join(rows) + "};\n\n")

    start = [reader.encoder.marker["<file>"], *reader.text("src/table.ts\n")]
    answer = reader.text(f"assert.equal(table.{keys[asked]}, '{values[asked]}'")
    prefix = common(reader.text(f"assert.equal(table.{keys[asked]}, '"), answer)
    texts = [[*start, *listing(value), *answer[:prefix]] for value in (values[asked], values[count])]
    return texts[0], texts[1], answer[prefix:]


def common(a: list[int], b: list[int]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))


@torch.no_grad()
def likelihood(model: Model, texts: list[list[int]], answers: list[list[int]], window: int) -> list[tuple[float, bool]]:
    """Nats per token of each answer after its text, and whether every token of it is the likeliest. A `window` of 0
    reads all, in segments; otherwise that many tokens are seen at once, the last ones."""
    whole = [[*text, *answer[:-1]][-window:] for text, answer in zip(texts, answers, strict=True)]
    length = window or 512
    state, found = model.initial(len(whole)), [[] for _ in whole]
    for at in range(0, max(map(len, whole)), length):
        tokens, lengths = np.zeros((len(whole), length), np.int64), np.zeros(len(whole), np.int64)
        for b, row in enumerate(whole):
            part = row[at : at + length]
            tokens[b, : len(part)], lengths[b] = part, len(part)
        with products(torch.device("cpu")):
            h, state = model(torch.from_numpy(tokens), state, torch.from_numpy(lengths), 32)
        for b, (row, answer) in enumerate(zip(whole, answers, strict=True)):
            first = max(at, len(row) - len(answer))
            if first < at + lengths[b]:
                found[b].append(h[b, first - at : lengths[b]].float())
    results = []
    for rows, answer in zip(found, answers, strict=True):
        logits, wanted = model.logits(torch.cat(rows)), torch.tensor(answer)
        results.append((float(F.cross_entropy(logits, wanted)), bool((logits.argmax(-1) == wanted).all())))
    return results


def ask(model: Model, window: int, probe, reader: Reader, distance: int, questions: int) -> dict:
    """One row: the same seeded questions to every system."""
    random = np.random.default_rng(distance)
    asked = [probe(reader, distance, random) for _ in range(questions)]
    right, other = [], []
    for i in range(0, questions, 8):
        part = asked[i : i + 8]
        answers = [answer for _, _, answer in part]
        right += likelihood(model, [text for text, _, _ in part], answers, window)
        other += likelihood(model, [text for _, text, _ in part], answers, window)
    gains = np.array([o[0] - r[0] for r, o in zip(right, other, strict=True)])
    drawn = gains[np.random.default_rng(0).integers(0, questions, (2000, questions))].mean(1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"distance": distance, "questions": questions, "exact": f"{100 * np.mean([r[1] for r in right]):.1f}",
            "gain": f"{gains.mean():.4f}", "low": f"{low:.4f}", "high": f"{high:.4f}"}


def trained(folder: Path) -> Model:
    """A model of lab.language from its weights."""
    file = folder / "weights.pt"
    if not file.exists():
        raise LabError(f"{file} is missing: run lab.language first")
    kept = torch.load(file, map_location="cpu")
    model = (SystemConfig if "rule" in kept["config"] else Config)(**kept["config"]).build()
    model.load_state_dict({name: weight.float() for name, weight in kept["model"].items()})
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=48)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    reader, table = Reader(*load(Options().shards, "valid")), Table(args.out, COLUMNS)
    done = {(r["probe"], r["system"], r["distance"]) for r in table.rows()}
    for system, folder in SYSTEMS.items():
        model, window = trained(folder), WINDOW if "softmax" in system else 0
        for name, probe, distances in (("identifier", identifier, LINES), ("list", pairs, PAIRS)):
            for distance in distances:
                if (name, system, str(distance)) not in done:
                    questions = min(args.questions, max(8, args.questions * 300 // distance))  # the long ones take long
                    row = {"probe": name, "system": system, **ask(model, window, probe, reader, distance, questions)}
                    table.add([row])
                    print(*row.values(), flush=True)


if __name__ == "__main__":
    command(main)
