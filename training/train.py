"""Train the model on the shards, bounded in time, resumable.

    nice -n 19 python training/train.py --minutes 60                 starts, or goes on from the last checkpoint
    nice -n 19 python training/train.py --minutes 30 --anneal 1      the same, with the rate falling to zero

A checkpoint holds everything (weights, optimisers, carried state, place in the data, random numbers), so that on one
machine with one thread count a stopped run goes on bit for bit. It is written every few minutes and at the end, to
`--out`, beside weights.pt (the weights alone, float16: what `--start` takes), log.csv (the curve) and seen.json
(spans of the stream that were read).
"""

import argparse
import csv
import ctypes
import json
import signal
import sys
import threading
import time
from pathlib import Path

import torch

import optimiser
from loss import cross_entropy
from model import Config, Model, State
from stream import Batch, Batches, Corpus, Encoder, load

HERE = Path(__file__).parent
COLUMNS = ["step", "tokens", "minutes", "rate", "trunk", "middle", "valid_trunk", "valid_middle"]


class TrainingError(Exception):
    """A run that can not go on; the message says what to do."""


def losses(model: Model, batch: Batch, state: State, device: torch.device, chunk: int):
    """Loss to differentiate, the trunk's state after the batch, and (sum of nll, count) for trunk and middle."""
    parts = [(batch.trunk, 0), *([(batch.branch, 1)] if batch.branch else [])]
    weight = sum(float(rows.weights.sum()) for rows, _ in parts)
    total = torch.tensor(max(weight, 1.0), device=device)
    loss, figures, after = torch.zeros((), device=device), [(0.0, 0), (0.0, 0)], state
    for rows, kind in parts:
        h, after_rows = model(tensor(rows.tokens, device), after, tensor(rows.lengths, device), chunk)
        if kind == 0:
            after = after_rows
        w = tensor(rows.weights, device).flatten()
        targets = tensor(rows.targets, device).flatten()
        part, nll = cross_entropy(h.flatten(0, 1), model.embedding.weight, targets, w, total)
        loss = loss + part
        figures[kind] = (float(nll[w > 0].sum()), int((w > 0).sum()))
    return loss, after, figures


def tensor(array, device: torch.device) -> torch.Tensor:
    return torch.from_numpy(array).to(device, non_blocking=True)


def begin(state: State, batch: Batch, device: torch.device) -> State:
    """Rows that start a new pack start from nothing."""
    keep = 1.0 - tensor(batch.fresh, device).float()
    return State(state.weights * keep[:, None, None, None, None], state.conv * keep[:, None, None, None])


@torch.no_grad()
def evaluate(model: Model, corpus, encoder, args, device) -> tuple[float, float]:
    """Nats per token on held-out packs, always the same: trunk and middle."""
    batches = Batches(corpus, encoder, args.rows, args.length, seed=0)
    state, sums = model.initial(args.rows), [[0.0, 0], [0.0, 0]]
    for _, batch in zip(range(args.valid_batches), batches):
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=args.bf16):
            _, state, figures = losses(model, batch, begin(state, batch, device), device, args.chunk)
        for total, (nll, count) in zip(sums, figures, strict=True):
            total[0] += nll
            total[1] += count
    return tuple(nll / max(count, 1) for nll, count in sums)


def keep_memory() -> None:
    """Lets glibc keep what it was given back: mapping the same pages anew each step costs a fifth of the time."""
    if sys.platform == "linux":
        mmap_max, trim_threshold, top_pad = -4, -1, -2
        for option, value in ((mmap_max, 0), (trim_threshold, 2**31 - 1), (top_pad, 2**28)):
            ctypes.CDLL(None).mallopt(option, value)


def check_finite(loss: torch.Tensor, model: Model, step: int, checkpoint: Path) -> None:
    bad = [n for n, p in model.named_parameters() if p.grad is not None and not torch.isfinite(p.grad).all()]
    if bad or not torch.isfinite(loss):
        raise TrainingError(
            f"step {step}: loss {loss.item()}, gradient not finite in {bad[:3] or 'no parameter'}; "
            f"last good: {checkpoint}"
        )


def begin_log(path: Path, step: int) -> None:
    """A new log, or the old one without what came after the checkpoint."""
    rows = list(csv.reader(path.read_text().splitlines())) if path.exists() else [COLUMNS]
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([rows[0], *(row for row in rows[1:] if int(row[0]) <= step)])


def write_row(out: Path, row: list) -> None:
    with open(out / "log.csv", "a", newline="") as file:
        csv.writer(file).writerow(row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int, help="stop after this many steps in all")
    parser.add_argument("--anneal", type=float, default=0.0, help="last fraction of these minutes with a falling rate")
    parser.add_argument("--out", type=Path, default=HERE / ".work" / "run")
    parser.add_argument("--start", type=Path, help="float16 weights to begin from where there is no checkpoint")
    parser.add_argument("--shards", type=Path, default=HERE / ".work" / "shards")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--warmup", type=int, default=100, help="steps")
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--chunk", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--valid-every", type=int, default=250)
    parser.add_argument("--valid-batches", type=int, default=12)
    parser.add_argument("--save-minutes", type=float, default=5)
    parser.add_argument("--no-bf16", dest="bf16", action="store_false")
    for name, kind in (("dim", int), ("layers", int), ("heads", int), ("head_dim", int), ("nu", int), ("ffn", int)):
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=getattr(Config, name))
    args = parser.parse_args()
    config = Config(**{n: getattr(args, n) for n in ("dim", "layers", "heads", "head_dim", "nu", "ffn")})
    run(args, config)


class Run:
    """All that a checkpoint holds, and the steps that change it."""

    def __init__(self, args: argparse.Namespace, config: Config, corpus: Corpus, encoder: Encoder):
        self.args, self.config, self.checkpoint = args, config, args.out / "checkpoint.pt"
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = Model(config).to(self.device)
        self.optimisers = optimiser.make(self.model)
        self.batches = Batches(corpus, encoder, args.rows, args.length, args.seed)
        self.state = self.model.initial(args.rows)
        self.step, self.tokens, self.minutes = 0, 0, 0.0
        self.anneal: tuple[int, int] | None = None  # first step of the falling rate, and how many there are
        if self.checkpoint.exists():
            self.load(torch.load(self.checkpoint, map_location=self.device, weights_only=False))
        elif args.start:
            self.begin_from(torch.load(args.start, map_location=self.device))

    def begin_from(self, kept: dict) -> None:
        """Weights alone, of a run whose checkpoint is gone: the optimisers warm up again."""
        self.check_config(self.args.start, kept["config"])
        self.model.load_state_dict({name: weight.float() for name, weight in kept["model"].items()})

    def check_config(self, file: Path, config: dict) -> None:
        if config != self.config.as_dict():
            raise TrainingError(f"{file} is of another configuration: {config}")

    def load(self, c: dict) -> None:
        self.check_config(self.checkpoint, c["config"])
        self.model.load_state_dict(c["model"])
        for o, state in zip(self.optimisers, c["optimisers"], strict=True):
            o.load_state_dict(state)
        self.batches.restore(c["batches"])
        self.state = State(*c["state"])
        self.step, self.tokens, self.minutes, self.anneal = c["step"], c["tokens"], c["minutes"], c["anneal"]
        torch.set_rng_state(c["random"].cpu())
        if self.annealed:  # that run was over: this one goes on with the full rate
            self.anneal = None

    def save(self, minutes: float) -> None:
        """Whole or not at all."""
        content = {
            "config": self.config.as_dict(), "model": self.model.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers], "batches": self.batches.state(),
            "state": tuple(self.state), "step": self.step, "tokens": self.tokens, "minutes": self.minutes + minutes,
            "anneal": self.anneal, "random": torch.get_rng_state(),
        }
        part = self.checkpoint.with_suffix(".part")
        torch.save(content, part)
        part.replace(self.checkpoint)
        half = {name: weight.half() for name, weight in self.model.state_dict().items()}
        torch.save({"config": self.config.as_dict(), "model": half}, self.args.out / "weights.pt")
        (self.args.out / "seen.json").write_text(json.dumps(self.batches.seen()))

    @property
    def annealed(self) -> bool:
        return self.anneal is not None and self.step >= sum(self.anneal)

    @property
    def rate(self) -> float:
        rate = self.args.rate * min(1.0, (self.step + 1) / self.args.warmup)
        if self.anneal is None:
            return rate
        return rate * max(0.0, 1 - (self.step - self.anneal[0]) / self.anneal[1])

    def train(self) -> list[tuple[float, int]]:
        """One step; (sum of nll, count) for trunk and middle."""
        optimiser.set_rate(self.optimisers, self.rate)
        batch = next(self.batches)
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.args.bf16):
            before = begin(self.state, batch, self.device)
            loss, after, figures = losses(self.model, batch, before, self.device, self.args.chunk)
        loss.backward()
        check_finite(loss, self.model, self.step, self.checkpoint)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for o in self.optimisers:
            o.step()
            o.zero_grad()
        self.state = after.detach()
        self.step += 1
        self.tokens += sum(int(rows.lengths.sum()) for rows in (batch.trunk, batch.branch) if rows)
        return figures


def run(args: argparse.Namespace, config: Config) -> None:
    keep_memory()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    (corpus, encoder), (held_out, _) = load(args.shards, "train"), load(args.shards, "valid")
    r = Run(args, config, corpus, encoder)
    begin_log(args.out / "log.csv", r.step)
    stopped = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):  # asked to end: finish the step, save, and leave
            signal.signal(number, lambda *_: stopped.set())
    started = saved = time.monotonic()
    first, sums = r.step, [[0.0, 0], [0.0, 0]]

    while True:
        minutes, steps = (time.monotonic() - started) / 60, r.step - first
        if args.anneal and r.anneal is None and steps >= 20 and minutes >= (1 - args.anneal) * args.minutes:
            # from here on the rate depends on the step alone, so that a resumed run is the same run
            r.anneal = (r.step, max(1, int((args.minutes - minutes) / (minutes / steps))))
        over = r.annealed if r.anneal else minutes >= args.minutes
        if over or stopped.is_set() or (args.steps and r.step >= args.steps):
            break
        rate = r.rate
        for total, (nll, count) in zip(sums, r.train(), strict=True):
            total[0] += nll
            total[1] += count
        if r.step % 50 == 0:
            means = [f"{nll / max(count, 1):.4f}" for nll, count in sums]
            sums = [[0.0, 0], [0.0, 0]]
            valid = evaluate(r.model, held_out, encoder, args, r.device) if r.step % args.valid_every == 0 else []
            minutes = (time.monotonic() - started) / 60
            row = [r.step, r.tokens, f"{r.minutes + minutes:.2f}", f"{rate:.2e}", *means, *(f"{v:.4f}" for v in valid)]
            write_row(args.out, row)
            print(*row, flush=True)
        if time.monotonic() - saved > 60 * args.save_minutes:
            r.save(minutes)
            saved = time.monotonic()
    r.save(minutes)
    valid = evaluate(r.model, held_out, encoder, args, r.device)
    write_row(args.out, [r.step, r.tokens, f"{r.minutes + minutes:.2f}", "", "", "", *(f"{v:.4f}" for v in valid)])
    print(f"{r.step} steps, {r.tokens:,} tokens, held-out nats per token: trunk {valid[0]:.4f}, middle {valid[1]:.4f}")


if __name__ == "__main__":
    try:
        main()
    except TrainingError as error:
        raise SystemExit(f"training stopped: {error}") from None
