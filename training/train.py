"""Train the model on the shards, bounded in time, resumable.

    nice -n 19 python training/train.py --minutes 60                 starts, or goes on from the last checkpoint
    nice -n 19 python training/train.py --minutes 30 --anneal 1      the same, with the rate falling to zero
    torchrun --nproc-per-node 2 training/train.py --threads 1        two processes, one model

A checkpoint holds everything (weights, optimisers, carried state, place in the data, random numbers), so that on one
machine with one thread count a stopped run goes on bit for bit. It is written every few minutes and at the end, to
`--out`, beside weights.pt (the weights alone, float16: what `--weights` takes), log.csv (the curve) and seen.json
(spans of the stream that were read).
"""

import argparse
import csv
import ctypes
import signal
import sys
import threading
import time
from dataclasses import fields
from pathlib import Path

import torch

from model import Config
from run import Options, Run, Sums, TrainingError
from stream import Batches, load

COLUMNS = ["step", "tokens", "minutes", "rate", "trunk", "middle", "valid_trunk", "valid_middle"]
SIZES = ("dim", "layers", "heads", "head_dim", "nu", "ffn")


def keep_memory() -> None:
    """Lets glibc keep what it was given back: mapping the same pages anew each step costs a fifth of the time."""
    if sys.platform == "linux":
        mmap_max, trim_threshold, top_pad = -4, -1, -2
        for option, value in ((mmap_max, 0), (trim_threshold, 2**31 - 1), (top_pad, 2**28)):
            ctypes.CDLL(None).mallopt(option, value)


class Log:
    """log.csv: a new one, or the old one without what came after the checkpoint."""

    def __init__(self, path: Path, step: int, shown: bool = True):
        self.path, self.shown = path, shown
        rows = list(csv.reader(path.read_text().splitlines())) if path.exists() else [COLUMNS]
        if shown:
            with open(path, "w", newline="") as file:
                csv.writer(file).writerows([rows[0], *(row for row in rows[1:] if int(row[0]) <= step)])

    def write(self, run: Run, minutes: float, rate: float | None, means: list[float] | None, valid: list[float]) -> None:
        if not self.shown:
            return
        row = [run.step, run.tokens, f"{run.minutes + minutes:.2f}", "" if rate is None else f"{rate:.2e}",
               *(["", ""] if means is None else (f"{v:.6f}" for v in means)), *(f"{v:.6f}" for v in valid)]
        with open(self.path, "a", newline="") as file:
            csv.writer(file).writerow(row)
        print(*row, flush=True)


def asked_to_end() -> threading.Event:
    """Set by the signals that end a process: the step is finished, the run saved, and left."""
    stopped = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
    return stopped


def run(options: Options, config: Config, order: type[Batches] = Batches) -> Run:
    """Trains until steps or minutes are over; returns the run as it ended. `order` lays out the branches."""
    keep_memory()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    (corpus, encoder), (held_out, _) = load(options.shards, "train"), load(options.shards, "valid")
    r = Run(options, config, corpus, encoder, order)
    log, stopped = Log(options.out / "log.csv", r.step, r.processes.first), asked_to_end()
    started = saved = time.monotonic()
    first, sums = r.step, Sums()
    if options.steps and options.anneal:
        falling = max(1, int(options.anneal * options.steps))
        r.anneal = (options.steps - falling, falling)

    while True:
        minutes, steps = (time.monotonic() - started) / 60, r.step - first
        if options.anneal and r.anneal is None and steps >= 20 and minutes >= (1 - options.anneal) * options.minutes:
            # from here on the rate depends on the step alone, so that a resumed run is the same run
            (left,) = r.processes.first_says([(options.minutes - minutes) / (minutes / steps)])
            r.anneal = (r.step, max(1, int(left)))
        over = r.annealed if r.anneal else not options.steps and minutes >= options.minutes
        over = over or stopped.is_set() or (options.steps is not None and r.step >= options.steps)
        save = time.monotonic() - saved > 60 * options.save_minutes
        over, save = r.processes.first_says([over, save])
        if over:
            break
        rate = r.rate
        sums.add(r.train())
        if r.step % options.log_every == 0:
            valid = r.evaluate(held_out, encoder) if r.step % options.valid_every == 0 and r.processes.first else []
            log.write(r, minutes, rate, sums.means(), valid)
            sums = Sums()
        if save:
            r.save(minutes)
            saved = time.monotonic()
    r.save(minutes)
    if r.processes.first:
        valid = r.evaluate(held_out, encoder)
        log.write(r, minutes, None, None, valid)
        print(f"{r.step} steps, {r.tokens:,} tokens, held-out nats per token: "
              f"trunk {valid[0]:.4f}, middle {valid[1]:.4f}")
    r.processes.end()
    return r


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    defaults = Options()
    for field in fields(Options):
        name, value = f"--{field.name.replace('_', '-')}", getattr(defaults, field.name)
        if isinstance(value, bool):
            parser.add_argument(name, action=argparse.BooleanOptionalAction, default=value)
        else:
            kind = {"steps": int, "weights": Path}.get(field.name) or type(value)
            parser.add_argument(name, type=kind, default=value)
    for name in SIZES:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(Config, name))
    given = vars(parser.parse_args())
    config = Config(**{name: given.pop(name) for name in SIZES})
    run(Options(**given), config)


if __name__ == "__main__":
    try:
        main()
    except TrainingError as error:
        raise SystemExit(f"training stopped: {error}") from None
