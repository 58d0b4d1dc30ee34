"""Synthetic retrieval (sec. 6.1, figs. 2 and 3 of the paper): how many pairs a memory holds, and what it does with a
key that comes again.

    python -m lab.retrieval              every run that the CSV does not hold yet, two at a time  (in training/)
    python -m lab.retrieval --only 2     setting 2 alone

Setting 1, capacity: S unique keys, each written once, the sum rule (or softmax). Setting 2, update rules: 2 S writes of
keys drawn with replacement; the target is the value written last. In both, one key is asked for at the end:

    k_i = W_k [e(key_i); v_i],  q = W_q e(key),  loss 0.5 |v - vhat|^2

with e(key) an embedding that starts as N(0, 1) and v one-hot in R^S, so that guessing the mean costs 0.5. Adam at 1e-3,
batch 32 (the tanh memory alone: 1e-4, 128), evaluation every 100 steps on 20 sequences, asked for all of their keys.
A run ends at a loss of 0.001, after 1000 steps without progress, or when its processor time is over; the CSV says which.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from delta import EPSILON
from lab import rules
from lab.errors import command, one_of
from lab.features import NORMALISE, Features
from train import keep_memory
from lab.runs import Table, in_parallel

D_KEY = 64
CAPACITY_SIZES = (20, 40, 60, 120, 200, 260)
UPDATE_SIZES = (80, 120, 160, 200)
SEEDS = (0, 1, 2)
TABLE = Path(__file__).parents[2] / "docs" / "experiments" / "retrieval.csv"
COLUMNS = ["setting", "system", "S", "seed", "step", "loss", "ended", "seconds"]


@dataclass(frozen=True)
class System:
    features: str
    rule: str
    normalise: str
    nu: int = 1
    m: int = 64


SUMS = {
    "linear": System("elu", "sum", "attention"),
    **{f"DPFP-{nu}": System("dpfp", "sum", "attention", nu=nu) for nu in (1, 2, 3)},
    **{f"FAVOR+ {m}": System("favor", "sum", "attention", m=m) for m in (64, 128, 512)},
    "softmax": System("none", "softmax", "none"),
}
UPDATES = {
    **{f"DPFP-{nu} delta": System("dpfp", "delta", "sum", nu=nu) for nu in (1, 2, 3)},
    "DPFP-1 sum": System("dpfp", "sum", "attention"),
    "DPFP-1 FWM": System("dpfp", "fwm", "none"),
    "tanh FWM": System("tanh", "fwm", "none"),
}
SYSTEMS = {1: SUMS, 2: UPDATES}


class Memory(nn.Module):
    """One head that is written with pairs and asked once."""

    def __init__(self, system: System, S: int):
        super().__init__()
        self.system = system
        self.embedding = nn.Embedding(S, D_KEY)
        self.W_k, self.W_q = nn.Linear(D_KEY + S, D_KEY, bias=False), nn.Linear(D_KEY, D_KEY, bias=False)
        self.beta = nn.Linear(D_KEY + S, 1)
        self.read_norm = nn.LayerNorm(S)
        self.features = Features(system.features, D_KEY, system.nu, system.m) if system.rule != "softmax" else None

    def forward(self, keys: Tensor, v: Tensor, asked: Tensor) -> Tensor:
        """keys [B, L], v [B, L, S] one-hot, asked [B, Q] -> vhat [B, Q, S]."""
        pairs = torch.cat([self.embedding(keys), v], dim=-1)
        k, q = self.W_k(pairs), self.W_q(self.embedding(asked))
        if self.system.rule == "softmax":
            return (q @ k.transpose(1, 2) * D_KEY**-0.5).softmax(-1) @ v
        normalise = NORMALISE[self.system.normalise]
        q, k = map(normalise, self.features(q, k))
        if self.system.rule == "sum":
            scores = products(q, k)
            return scores @ v / (scores.sum(-1, keepdim=True) + EPSILON)
        beta = torch.sigmoid(self.beta(pairs))
        if self.system.rule == "delta":
            return products(q, k) @ written(k, v, beta)
        W = k.new_zeros(k.shape[0], 1, v.shape[-1], k.shape[-1])
        W = rules.fwm(k[:, :, None], k[:, :, None], v[:, :, None], beta, W)[1][:, 0]
        return self.read_norm(q @ W.transpose(1, 2))


def products(q: Tensor, k: Tensor) -> Tensor:
    """q_j . k_i [B, Q, L]. For a single q not as a matrix product, whose gradient would be slow."""
    return (q * k).sum(-1)[:, None] if q.shape[1] == 1 else q @ k.transpose(1, 2)


def written(k: Tensor, v: Tensor, beta: Tensor) -> Tensor:
    """beta (v - vbar) of every write [B, L, S], the whole sequence as one chunk: a read at the end is the sum of
    these, each times k_i . q. The triangular system is solved by substitution."""
    A = (beta * (k @ k.transpose(1, 2))).tril(-1)
    # solved from the right: PyTorch's matrices are LAPACK's transposed, so nothing is copied
    return torch.linalg.solve_triangular(A.mT, (beta * v).mT, upper=True, left=False, unitriangular=True).mT


def sequences(setting: int, S: int, count: int, random: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """keys [count, L], values [count, L], and the value [count, S] that each key holds at the end (-1: never written)."""
    if setting == 1:
        keys = torch.rand(count, S, generator=random).argsort(dim=1)
    else:
        keys = torch.randint(S, (count, 2 * S), generator=random)
    values = torch.randint(S, keys.shape, generator=random)
    last = torch.full((count, S), -1)
    for t in range(keys.shape[1]):  # later writes overwrite earlier ones
        last.scatter_(1, keys[:, t : t + 1], values[:, t : t + 1])
    return keys, values, last


def one_hot(values: Tensor, S: int) -> Tensor:
    return torch.nn.functional.one_hot(values, S).float()


def evaluate(memory: Memory, held_out, S: int) -> float:
    keys, values, last = held_out
    memory.eval()
    with torch.no_grad():
        vhat = memory(keys, one_hot(values, S), torch.arange(S).expand(len(keys), S))
    memory.train()
    written = last >= 0
    return float(0.5 * (vhat - one_hot(last.clamp_min(0), S)).square().sum(-1)[written].mean())


def train(setting: int, name: str, S: int, seed: int, limit: float) -> list[dict]:
    """One run: its evaluations, one row each. `limit` is processor time in seconds."""
    one_of(f"system of setting {setting}", name, SYSTEMS[setting])
    keep_memory()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random, memory = torch.Generator().manual_seed(seed), Memory(SYSTEMS[setting][name], S)
    rate, batch = (1e-4, 128) if name == "tanh FWM" else (1e-3, 32)
    optimiser = torch.optim.Adam(memory.parameters(), lr=rate)
    held_out = sequences(setting, S, 20, torch.Generator().manual_seed(10_000 + seed))
    rows, best, best_step, started, step = [], float("inf"), 0, time.process_time(), 0
    while True:
        if step % 100 == 0:
            loss, seconds = evaluate(memory, held_out, S), time.process_time() - started
            if loss < best:
                best, best_step = loss, step
            ended = ("solved" if loss <= 1e-3 else "no progress" if step - best_step >= 1000
                     else "time" if seconds >= limit else "")
            rows.append({"setting": setting, "system": name, "S": S, "seed": seed, "step": step,
                         "loss": f"{loss:.3g}", "ended": ended, "seconds": f"{seconds:.0f}"})
            if ended:
                return rows
        keys, values, last = sequences(setting, S, batch, random)
        # a key that was written: where the drawn one was not, the sequence's first
        asked = torch.randint(S, (batch, 1), generator=random)
        asked = torch.where(last.gather(1, asked) >= 0, asked, keys[:, :1])
        vhat = memory(keys, one_hot(values, S), asked)
        loss = 0.5 * (vhat - one_hot(last.gather(1, asked), S)).square().sum(-1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1


def limit(setting: int, name: str, S: int) -> float:
    """Most seconds of processor time of a run: where a system is near its capacity it learns slowly."""
    if name.startswith("FAVOR+") and S >= 200:
        return 30  # which is still guessing, as it was at 120
    if S == 20:
        return 150
    return 300 if S >= 200 and name.startswith(("DPFP-2", "DPFP-3")) else 60 if setting == 1 else 200


def planned(only: int | None = None) -> list[tuple[int, str, int, int, float]]:
    """(setting, system, S, seed, limit) of all runs, the short ones first."""
    runs = [(2, name, 20, seed) for seed in SEEDS for name in UPDATES]
    runs += [(1, name, S, 0) for S in CAPACITY_SIZES for name in SUMS]
    runs += [(2, f"DPFP-{nu} delta", S, 0) for S in UPDATE_SIZES for nu in (1, 2)]
    return [(*run, limit(*run[:3])) for run in runs if only in (None, run[0])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=int, choices=(1, 2), help="one setting")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    table = Table(args.out, COLUMNS)
    done = {(int(r["setting"]), r["system"], int(r["S"]), int(r["seed"])) for r in table.rows() if r["ended"]}
    todo = [run for run in planned(args.only) if run[:4] not in done]
    for rows in in_parallel(train, todo, args.jobs):
        table.add(rows)
        print(*rows[-1].values(), flush=True)


if __name__ == "__main__":
    command(main)
