"""Train the model on the shards, bounded in time, resumable.

    nice -n 19 python training/train.py --minutes 60                 starts, or goes on from the last checkpoint
    nice -n 19 python training/train.py --minutes 30 --anneal 1      the same, with the rate falling to zero

A checkpoint holds everything (weights, optimisers, carried state, place in the data, random numbers), so that on one
machine with one thread count a stopped run goes on bit for bit. It is written every few minutes and at the end, to
`--out`, beside log.csv (the curve) and seen.json (spans of the stream that were read).
"""

import argparse
import csv
import ctypes
import json
import sys
import time
from pathlib import Path

import torch

import optimiser
from loss import cross_entropy
from model import Config, Model, State
from stream import Batch, Batches, Rows, load

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
        part, nll = cross_entropy(h.flatten(0, 1), model.embedding.weight, tensor(rows.targets, device).flatten(), w, total)
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
            f"step {step}: loss {loss.item()}, gradient not finite in {bad[:3] or 'no parameter'}; last good: {checkpoint}"
        )


def write_row(out: Path, row: list) -> None:
    with open(out / "log.csv", "a", newline="") as file:
        csv.writer(file).writerow(row)


def save(path: Path, content: dict) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    torch.save(content, part)
    part.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int, help="stop after this many steps in all")
    parser.add_argument("--anneal", type=float, default=0.0, help="last fraction of these minutes with a falling rate")
    parser.add_argument("--out", type=Path, default=HERE / ".work" / "run")
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


def run(args: argparse.Namespace, config: Config) -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    keep_memory()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint = args.out / "checkpoint.pt"
    (corpus, encoder), (held_out, _) = load(args.shards, "train"), load(args.shards, "valid")
    model = Model(config).to(device)
    optimisers = optimiser.make(model)
    batches = Batches(corpus, encoder, args.rows, args.length, args.seed)
    state, step, tokens, before, anneal = model.initial(args.rows), 0, 0, 0.0, None
    if checkpoint.exists():
        c = torch.load(checkpoint, map_location=device, weights_only=False)
        if c["config"] != config.as_dict():
            raise TrainingError(f"{checkpoint} is of another configuration: {c['config']}")
        model.load_state_dict(c["model"])
        for o, s in zip(optimisers, c["optimisers"], strict=True):
            o.load_state_dict(s)
        batches.restore(c["batches"])
        state, step, tokens, before, anneal = State(*c["state"]), c["step"], c["tokens"], c["minutes"], c["anneal"]
        torch.set_rng_state(c["random"].cpu())
        if anneal and step >= sum(anneal):  # that run was over: this one warms up again
            anneal = None
    if not (args.out / "log.csv").exists():
        write_row(args.out, COLUMNS)
    started = saved = time.monotonic()
    first, sums = step, [[0.0, 0], [0.0, 0]]

    def minutes() -> float:
        return (time.monotonic() - started) / 60

    def keep() -> None:
        save(checkpoint, {
            "config": config.as_dict(), "model": model.state_dict(), "optimisers": [o.state_dict() for o in optimisers],
            "batches": batches.state(), "state": tuple(state), "step": step, "tokens": tokens,
            "minutes": before + minutes(), "anneal": anneal, "random": torch.get_rng_state(),
        })
        (args.out / "seen.json").write_text(json.dumps(batches.seen()))

    while True:
        if anneal is None and args.anneal and minutes() >= (1 - args.anneal) * args.minutes and step > first + 20 * (args.anneal == 1):
            # from here on the rate depends on the step alone, so that a resumed run is the same run
            left = args.minutes - minutes()
            anneal = (step, max(1, int(left / (minutes() / (step - first)))))
        if (anneal and step >= sum(anneal)) or (args.steps and step >= args.steps) or (not anneal and minutes() >= args.minutes):
            break
        rate = args.rate * min(1.0, (step + 1) / args.warmup)
        if anneal:
            rate *= max(0.0, 1 - (step - anneal[0]) / anneal[1])
        optimiser.set_rate(optimisers, rate)
        batch = next(batches)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=args.bf16):
            loss, after, figures = losses(model, batch, begin(state, batch, device), device, args.chunk)
        loss.backward()
        check_finite(loss, model, step, checkpoint)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for o in optimisers:
            o.step()
            o.zero_grad()
        state, step = after.detach(), step + 1
        tokens += int(batch.trunk.lengths.sum()) + (int(batch.branch.lengths.sum()) if batch.branch else 0)
        for total, (nll, count) in zip(sums, figures, strict=True):
            total[0] += nll
            total[1] += count
        if step % 50 == 0:
            valid = evaluate(model, held_out, encoder, args, device) if step % args.valid_every == 0 else ("", "")
            means = [f"{nll / max(count, 1):.4f}" for nll, count in sums]
            row = [step, tokens, f"{before + minutes():.2f}", f"{rate:.2e}", *means, *(v and f"{v:.4f}" for v in valid)]
            write_row(args.out, row)
            print(*row, flush=True)
            sums = [[0.0, 0], [0.0, 0]]
        if time.monotonic() - saved > 60 * args.save_minutes:
            keep()
            saved = time.monotonic()
    keep()
    valid = evaluate(model, held_out, encoder, args, device)
    write_row(args.out, [step, tokens, f"{before + minutes():.2f}", "", "", "", *(f"{v:.4f}" for v in valid)])
    print(f"{step} steps, {tokens:,} tokens, held-out nats per token: trunk {valid[0]:.4f}, middle {valid[1]:.4f}")


if __name__ == "__main__":
    try:
        main()
    except TrainingError as error:
        raise SystemExit(f"training stopped: {error}") from None
