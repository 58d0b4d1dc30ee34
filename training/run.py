"""One training run: all that a checkpoint holds, and the step that changes it."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

import optimiser
import seen
from distributed import Processes
from loss import cross_entropy
from model import Config, Model, State
from precision import BF16, products
from stream import Batch, Batches, Corpus, Encoder

HERE = Path(__file__).parent
COUNTS = ("step", "tokens", "minutes")
Figures = list[tuple[float, int]]  # (sum of nll in nats, count) of trunk and middle


class TrainingError(Exception):
    """A run that can not go on; the message says what to do."""


@dataclass(frozen=True)
class Options:
    """How to train: the command line of train.py, and what an experiment of the laboratory is made of."""

    minutes: float = 60
    steps: int | None = None  # stop after this many steps in all
    anneal: float = 0.0  # last fraction of these steps, or else minutes, with a falling rate
    out: Path = HERE / ".work" / "run"
    weights: Path | None = None  # float16 weights to go on from where there is no checkpoint
    shards: Path = HERE / ".work" / "shards"
    rate: float = 4e-3
    warmup: int = 100  # steps
    rows: int = 8  # of a batch, over all processes
    length: int = 512  # tokens of a row
    chunk: int = 32
    threads: int = 2
    seed: int = 0
    log_every: int = 50  # steps
    valid_every: int = 250
    valid_batches: int = 12
    save_minutes: float = 5
    bf16: bool = BF16
    muon: bool = True  # for the blocks' matrices; otherwise AdamW trains all
    carry: bool = True  # the state goes on from segment to segment; otherwise each one starts from nothing
    carry_from: int = 0  # the step from which on it does
    branches: bool = True  # every other batch is a request; otherwise all is plain text
    fresh: float = 1.0  # share of the packs that begin from nothing; the others go on from the state of the one before


class Objective(nn.Module):
    """A batch's loss, as a module, so that it can be wrapped."""

    def __init__(self, model: Model, chunk: int):
        super().__init__()
        self.model, self.chunk = model, chunk

    def forward(self, batch: Batch, state: State, total: float) -> tuple[Tensor, State, Figures]:
        """Loss over `total`, the weight of the whole batch; the trunk's state after it; figures."""
        device = self.model.embedding.weight.device
        total = torch.tensor(max(total, 1.0), device=device)
        loss, figures, after = torch.zeros((), device=device), [(0.0, 0), (0.0, 0)], state
        for rows, kind in [(batch.trunk, 0), *([(batch.branch, 1)] if batch.branch else [])]:
            tokens, lengths = tensor(rows.tokens, device), tensor(rows.lengths, device)
            before = self.model.initial(len(tokens)) if kind == 1 and batch.alone else after
            h, after_rows = self.model(tokens, before, lengths, self.chunk)
            if kind == 0:
                after = after_rows
            w = tensor(rows.weights, device).flatten()
            targets = tensor(rows.targets, device).flatten()
            part, nll = cross_entropy(h.flatten(0, 1), self.model.embedding.weight, targets, w, total)
            loss = loss + part
            figures[kind] = (float(nll[w > 0].sum()), int((w > 0).sum()))
        return loss, after, figures


def tensor(array, device: torch.device) -> Tensor:
    return torch.from_numpy(array).to(device, non_blocking=True)


def weight(batch: Batch) -> float:
    return sum(float(rows.weights.sum()) for rows in (batch.trunk, batch.branch) if rows)


def begin(state: State, batch: Batch, carry: bool = True) -> State:
    """Rows that start a new pack start from nothing; all do where nothing is carried."""
    keep = 1.0 - tensor(batch.fresh, state.weights.device).float()
    if not carry:
        keep = torch.zeros_like(keep)
    return State(state.weights * keep[:, None, None, None, None], state.conv * keep[:, None, None, None])


def check_finite(loss: Tensor, model: nn.Module, step: int, checkpoint: Path) -> None:
    bad = [n for n, p in model.named_parameters() if p.grad is not None and not torch.isfinite(p.grad).all()]
    if bad or not torch.isfinite(loss):
        raise TrainingError(
            f"step {step}: loss {loss.item()}, gradient not finite in {bad[:3] or 'no parameter'}; "
            f"last good: {checkpoint if checkpoint.exists() else 'none'}"
        )


class Run:
    def __init__(
        self, options: Options, config: Config, corpus: Corpus, encoder: Encoder, order: type[Batches] = Batches
    ):
        self.options, self.config, self.checkpoint = options, config, options.out / "checkpoint.pt"
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.processes = Processes(self.device)
        if options.rows % self.processes.world:
            raise TrainingError(f"{options.rows} rows can not be shared out to {self.processes.world} processes")
        self.model = config.build().to(self.device)
        self.objective = self.processes.wrap(Objective(self.model, options.chunk))
        self.optimisers = optimiser.make(self.model, options.muon)
        self.order = order
        self.batches = order(corpus, encoder, options.rows, options.length, options.seed, options.branches, options.fresh)
        self.state = self.model.initial(options.rows // self.processes.world)
        self.step, self.tokens, self.minutes = 0, 0, 0.0
        self.first = 0  # the step that this run began with
        self.earlier = seen.Seen(corpus.identity)  # what the weights that this run went on from had read
        self.anneal: tuple[int, int] | None = None  # first step of the falling rate, and how many there are
        if self.checkpoint.exists():
            self.load(torch.load(self.checkpoint, map_location=self.device, weights_only=False))
        elif options.weights:
            self.go_on_from(options.weights)

    def go_on_from(self, file: Path) -> None:
        """Weights alone, of a run whose checkpoint is gone: counts go on, the optimisers warm up again, and other packs
        are drawn than that run began with."""
        kept, beside = torch.load(file, map_location=self.device), file.with_name("seen.json")
        self.check_config(file, kept["config"])
        self.model.load_state_dict({name: weight.float() for name, weight in kept["model"].items()})
        self.step, self.tokens, self.minutes = (kept[count] for count in COUNTS)
        self.first = self.step
        if beside.exists():
            self.earlier = seen.read(beside).going_on_in(self.earlier.corpus)
        self.batches.draw(self.options.seed + self.step)

    def check_config(self, file: Path, config: dict) -> None:
        if config != self.config.as_dict():
            raise TrainingError(f"{file} is of another configuration: {config}")

    def load(self, c: dict) -> None:
        self.check_config(self.checkpoint, c["config"])
        earlier = seen.Seen(**c["earlier"])
        if earlier.corpus != self.earlier.corpus:
            raise TrainingError(f"{self.checkpoint} is of other shards: another --out with --weights takes what it has learnt")
        self.earlier = earlier
        self.model.load_state_dict(c["model"])
        for o, state in zip(self.optimisers, c["optimisers"], strict=True):
            o.load_state_dict(state)
        self.batches.restore(c["batches"])
        self.state = State(*(self.processes.part(part) for part in c["state"]))
        self.step, self.tokens, self.minutes = (c[count] for count in COUNTS)
        self.anneal, self.first = c["anneal"], c["first"]
        torch.set_rng_state(c["random"].cpu())
        if self.annealed:  # that run was over: this one goes on with the full rate
            self.anneal = None

    def save(self, minutes: float) -> None:
        """Whole or not at all."""
        state = tuple(self.processes.whole(part) for part in self.state)
        if not self.processes.first:
            return
        counts = dict(zip(COUNTS, (self.step, self.tokens, self.minutes + minutes), strict=True))
        content = {
            "config": self.config.as_dict(), "model": self.model.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers], "batches": self.batches.state(),
            "state": state, "first": self.first, "earlier": vars(self.earlier), "anneal": self.anneal,
            "random": torch.get_rng_state(), **counts,
        }
        part = self.checkpoint.with_suffix(".part")
        torch.save(content, part)
        part.replace(self.checkpoint)
        half = {name: weight.half() for name, weight in self.model.state_dict().items()}
        torch.save({"config": self.config.as_dict(), "model": half, **counts}, self.options.out / "weights.pt")
        self.earlier.and_then(self.batches.seen()).write(self.options.out / "seen.json")

    @property
    def annealed(self) -> bool:
        return self.anneal is not None and self.step >= sum(self.anneal)

    @property
    def rate(self) -> float:
        rate = self.options.rate * min(1.0, (self.step + 1 - self.first) / self.options.warmup)
        if self.anneal is None:
            return rate
        return rate * min(1.0, max(0.0, 1 - (self.step - self.anneal[0]) / self.anneal[1]))

    def train(self) -> Figures:
        """One step, on all processes at once; figures of the whole batch."""
        optimiser.set_rate(self.optimisers, self.rate)
        batch = next(self.batches)
        own = self.processes.own(batch)
        with products(self.device, self.options.bf16):
            before = begin(self.state, own, self.options.carry and self.step >= self.options.carry_from)
            loss, after, figures = self.objective(own, before, weight(batch))
        (loss * self.processes.world).backward()  # which DDP divides by again
        check_finite(loss, self.model, self.step, self.checkpoint)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for o in self.optimisers:
            o.step()
            o.zero_grad()
        self.state = after.detach()
        self.step += 1
        self.tokens += sum(int(rows.lengths.sum()) for rows in (batch.trunk, batch.branch) if rows)
        sums = self.processes.sum([value for figure in figures for value in figure])
        return [(sums[0], int(sums[1])), (sums[2], int(sums[3]))]

    @torch.no_grad()
    def evaluate(self, corpus: Corpus, encoder: Encoder) -> list[float]:
        """Nats per token on held-out packs, always the same: trunk and middle (0 without branches)."""
        options = self.options
        batches = self.order(corpus, encoder, options.rows, options.length, seed=0, branches=options.branches)
        objective, state, sums = Objective(self.model, options.chunk), self.model.initial(options.rows), Sums()
        self.model.eval()
        for _, batch in zip(range(options.valid_batches), batches):
            with products(self.device, options.bf16):
                _, state, figures = objective(batch, begin(state, batch, options.carry), weight(batch))
            sums.add(figures)
        self.model.train()
        return sums.means()


class Sums:
    """Figures of several steps."""

    def __init__(self):
        self.totals = [[0.0, 0], [0.0, 0]]

    def add(self, figures: Figures) -> None:
        for total, (nll, count) in zip(self.totals, figures, strict=True):
            total[0] += nll
            total[1] += count

    def means(self) -> list[float]:
        return [nll / max(count, 1) for nll, count in self.totals]
