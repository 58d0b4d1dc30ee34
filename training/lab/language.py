"""Language modelling on code: tables 2, 3 and 4 of the paper, and the levers within its rule.

    python -m lab.language                   every run that the CSV does not hold yet  (in training/)
    python -m lab.language --only levers     one part: rates, table2, table3, table4, levers, combined, recall
    python -m lab.language --list            what there is, and what is done

All systems have about 2 M parameters (the width of the feed-forward layers makes up for what a memory costs), read the
same 2 M tokens in the same order (8 rows of 512 tokens, plain text), and take the rate that was best for their update
rule. The probes' models read half as many. A run that was stopped goes on from its checkpoint; weights stay in .work/lab
for the probes.
"""

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch

import train
from lab.bits import bits
from lab.errors import LabError, command, one_of
from lab.model import SystemConfig
from lab.runs import Table, in_parallel
from run import Options
from stream import Batches, load

WORK = Path(__file__).parents[1] / ".work"
TABLE = Path(__file__).parents[2] / "docs" / "experiments" / "language.csv"
COLUMNS = ["part", "name", "seed", "rate", "steps", "tokens", "parameters", "state", "bits_per_byte", "low", "high",
           "seconds"]
PARAMETERS = 2_000_000
TOKENS = 2_000_000
RATES = (2e-3, 4e-3, 8e-3)
PARTS = ("rates", "table2", "table3", "table4", "levers", "combined", "recall")

CONTEXT = Options(carry=False)  # tables 2 and 3: nothing is known but the segment's 512 tokens
CARRIED = Options()  # the state goes on through the pack
CARRIED_LATE = Options(carry_from=258)  # in the second half of the 516 steps
CARRIED_LATE_SHORT = Options(carry_from=129)  # the same of half as many
WHOLE = Options(rows=2, length=2048, carry=False)  # all of the pack, or nearly, in one context


@dataclass(frozen=True)
class Experiment:
    part: str
    name: str
    system: SystemConfig
    options: Options = CONTEXT
    seed: int = 0
    rate: float | None = None  # None: the best of its rule
    tokens: int = TOKENS

    @property
    def key(self) -> tuple[str, str, str]:
        return self.part, self.name, str(self.seed)


SOFTMAX = SystemConfig(rule="softmax", positions=True)
LINEAR = SystemConfig(features="elu")
PERFORMER = SystemConfig(features="favor", m=32)
DPFP = SystemConfig()
SUM = {"rule": "sum", "normalise": "attention", "positions": True}
CONV = {"conv": 4}
BODY = {**CONV, "output_norm": True, "gate": True}  # beyond the paper, and independent of the rule

LEVERS = {
    "d_key 16": {"heads": 8, "head_dim": 16},
    "d_key 64": {"heads": 2, "head_dim": 64},
    "nu 2": {"nu": 2},
    "projection bias": {"bias": True},
    "beta in (0, 2)": {"beta_max": 2.0},
    "beta / |phi|^2": {"beta_over_norm": True},
    "L2 normalisation (control)": {"normalise": "l2"},
    "decay (control)": {"decay": True},
    "convolution 4": CONV,
    "output norm": {"output_norm": True},
    "output gate": {"gate": True},
}
TOGETHER = {"beta_max": 2.0, **BODY}
CONVOLVED = replace(DPFP, **CONV)  # the rule with what helped it most
COMBINED = {  # what helped most alone, with each of the others; the state is carried late
    "convolution": CONV,
    "convolution, output norm": {**CONV, "output_norm": True},
    "convolution, beta in (0, 2)": {**CONV, "beta_max": 2.0},
    "convolution, beta / |phi|^2": {**CONV, "beta_over_norm": True},
    "convolution, projection bias": {**CONV, "bias": True},
    "convolution, d_key 16": {**CONV, "heads": 8, "head_dim": 16},
    "convolution, decay (control)": {**CONV, "decay": True},
    "together": TOGETHER,
}


def experiments() -> list[Experiment]:
    rates = [
        Experiment("rates", f"{rule} {rate:.0e}", system, CONTEXT, rate=rate, tokens=TOKENS // 2)
        for rule, system in {"delta": DPFP, "sum": replace(DPFP, **SUM), "softmax": SOFTMAX}.items()
        for rate in RATES
    ]
    table2 = {
        "softmax": SOFTMAX, "linear sum": replace(LINEAR, **SUM), "linear delta": LINEAR,
        "Performer sum": replace(PERFORMER, **SUM), "Performer delta": PERFORMER,
        "DPFP sum": replace(DPFP, **SUM), "DPFP delta": DPFP,
    }
    table3 = {
        "positions, attention normalisation": replace(DPFP, positions=True, normalise="attention"),
        "attention normalisation": replace(DPFP, normalise="attention"),
        "positions": replace(DPFP, positions=True),
    }
    table4 = {
        "DPFP delta, carried": (DPFP, CARRIED),
        "linear sum, carried": (replace(LINEAR, rule="sum", normalise="attention"), CARRIED),
        "softmax, context 2048": (SOFTMAX, WHOLE),
        "DPFP delta, context 2048": (DPFP, WHOLE),
        "DPFP delta, carried late": (DPFP, CARRIED_LATE),
    }
    together = {
        "together": (replace(DPFP, **TOGETHER), CARRIED),
        "softmax with the same body": (replace(SOFTMAX, positions=False, **BODY), WHOLE),
        "together, no convolution": (replace(DPFP, **TOGETHER | {"conv": 1}), CARRIED),
        "together, beta in (0, 1)": (replace(DPFP, **TOGETHER | {"beta_max": 1.0}), CARRIED),
        "together, d_key 16": (replace(DPFP, **TOGETHER, heads=8, head_dim=16), CARRIED),
        "together, d_key 64": (replace(DPFP, **TOGETHER, heads=2, head_dim=64), CARRIED),
    }
    recall = {
        "delta": (CONVOLVED, CARRIED_LATE_SHORT),
        "delta, induction": (replace(CONVOLVED, induction=True), CARRIED_LATE_SHORT),
        "softmax, context 2048": (replace(SOFTMAX, positions=False, **CONV), WHOLE),
    }
    seeds = [("table2", n, table2[n], CONTEXT) for n in ("DPFP delta", "linear delta")]
    return [
        *rates,
        *(Experiment("table2", name, system) for name, system in table2.items()),
        *(Experiment("table4", name, *both) for name, both in table4.items()),
        *(Experiment("levers", name, replace(DPFP, **lever), CARRIED) for name, lever in LEVERS.items()),
        *(Experiment("levers", name, *both) for name, both in together.items()),
        *(Experiment("combined", name, replace(DPFP, **lever), CARRIED_LATE) for name, lever in COMBINED.items()),
        *(Experiment("table3", name, system) for name, system in table3.items()),
        *(Experiment("recall", name, *both, tokens=TOKENS // 2) for name, both in recall.items()),
        *(Experiment(*one, seed=seed) for seed in (1, 2) for one in seeds),
    ]


def equal_parameters(system: SystemConfig) -> SystemConfig:
    """The same with the feed-forward width that makes PARAMETERS of it."""
    unit = 3 * system.dim * system.layers
    rest = parameters(replace(system, ffn=1).build()) - unit
    width = round((PARAMETERS - rest) / unit)
    if width < 1:
        raise LabError(f"{system} has {rest} parameters without its feed-forward layers: more than {PARAMETERS}")
    return replace(system, ffn=width)


def steps(options: Options, tokens: int, order: type[Batches] = Batches) -> int:
    """Steps in which `tokens` are read: rows whose pack ends early are padded, some more and some less."""
    batches = order(*load(options.shards, "train"), options.rows, options.length, options.seed, options.branches)
    count = 0
    for batch in batches:
        tokens -= sum(int(rows.lengths.sum()) for rows in (batch.trunk, batch.branch) if rows)
        count += 1
        if tokens <= 0:
            return count


def parameters(model: torch.nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())


def best_rates(rows: list[dict]) -> dict[str, float]:
    """By rule, of the rates that were searched."""
    best = {}
    for row in sorted((r for r in rows if r["part"] == "rates"), key=lambda r: -float(r["bits_per_byte"])):
        best[row["name"].split()[0]] = float(row["rate"])
    return best


def run(experiment: Experiment, rate: float) -> dict:
    """Trains and measures one system; its row of the table."""
    started = time.process_time()
    name = "-".join(experiment.key).replace(" ", "_").replace("/", "over")
    options = replace(experiment.options, out=WORK / "lab" / name, anneal=0.5, warmup=40, rate=rate,
                      seed=experiment.seed, threads=1, branches=False, valid_every=10**9, save_minutes=2)
    options = replace(options, steps=steps(options, experiment.tokens))
    trained = train.run(options, equal_parameters(experiment.system))
    model = trained.model.eval()
    held_out, _ = load(options.shards, "valid")
    measured = bits(model, held_out, options.length, options.carry, options.chunk, options.rows)
    low, high = measured.interval()
    state = model.initial(1)
    return dict(zip(COLUMNS, [
        *experiment.key, f"{rate:g}", trained.step, trained.tokens, parameters(model),
        state.weights.numel() + state.conv.numel(), f"{measured.per_byte:.4f}", f"{low:.4f}", f"{high:.4f}",
        f"{time.process_time() - started:.0f}",
    ], strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help=f"one part: {', '.join(PARTS)}")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    if args.only:
        one_of("part", args.only, PARTS)
    table = Table(args.out, COLUMNS)
    done = {(r["part"], r["name"], r["seed"]) for r in table.rows()}
    planned = [e for e in experiments() if args.only in (None, e.part)]
    if args.list:
        for e in planned:
            print("done" if e.key in done else "    ", *e.key)
        return
    todo = [e for e in planned if e.key not in done]
    # the rates come first: what follows needs the best of them
    for part in ([e for e in todo if e.part == "rates"], [e for e in todo if e.part != "rates"]):
        best = best_rates(table.rows())
        missing = {e.system.rule for e in part if e.rate is None} - set(best)
        if missing:
            raise LabError(f"no rate is known for {', '.join(sorted(missing))}: run --only rates first")
        jobs = [(e, e.rate or best[e.system.rule]) for e in part]
        for row in in_parallel(run, jobs, args.jobs):
            table.add([row])
            print(*row.values(), flush=True)


if __name__ == "__main__":
    command(main)
