"""The figures of docs/experiments.md, each drawn from its CSV file; one whose table is not there yet is left out.

    python -m lab.plots                      (in training/)

Each figure says in its title what is to be seen in it. Colours are told apart by people who see fewer of them (Okabe and
Ito); the paper's values are hollow, ours are full.
"""

import csv
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from lab import paper, retrieval  # noqa: E402

FOLDER = Path(__file__).parents[2] / "docs" / "experiments"
BLACK, GREY = "#2b2b2b", "#8a8a8a"
ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PINK = (
    "#E69F00", "#56B4E9", "#009E73", "#C8B400", "#0072B2", "#D55E00", "#CC79A7")
SYSTEM = {
    "softmax": BLACK, "linear": ORANGE, "DPFP-1": SKY, "DPFP-2": BLUE, "DPFP-3": GREEN,
    "FAVOR+ 64": YELLOW, "FAVOR+ 128": RED, "FAVOR+ 512": PINK,
    "DPFP-1 delta": SKY, "DPFP-2 delta": BLUE, "DPFP-3 delta": GREEN, "DPFP-1 sum": RED, "DPFP-1 FWM": PINK,
    "tanh FWM": ORANGE,
}
plt.rcParams.update({
    "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": GREY, "axes.labelcolor": BLACK, "text.color": BLACK, "xtick.color": BLACK, "ytick.color": BLACK,
    "axes.grid": True, "grid.color": "#e4e4e4", "grid.linewidth": 0.6, "axes.axisbelow": True,
    "axes.titlesize": 10, "axes.titleweight": "bold", "axes.titlelocation": "left", "legend.frameon": False,
    "svg.hashsalt": "palimpsest", "figure.facecolor": "white",
})


def rows(name: str) -> list[dict]:
    path = FOLDER / f"{name}.csv"
    return list(csv.DictReader(path.read_text().splitlines())) if path.exists() else []


def last(runs: list[dict]) -> dict[tuple[str, int], float]:
    """Loss at the end of each (system, S); the mean over seeds."""
    seeds = defaultdict(list)
    for run in runs:
        if run["ended"]:
            seeds[run["system"], int(run["S"])].append(float(run["loss"]))
    return {key: float(np.mean(losses)) for key, losses in seeds.items()}


def capacity() -> Figure | None:
    ours = last([r for r in rows("retrieval") if r["setting"] == "1"])
    if not ours:
        return None
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.6), sharey=True, sharex=True)
    for name in retrieval.SUMS:
        left.plot(paper.CAPACITY_S, paper.CAPACITY[name], "o-", mfc="white", lw=1.4, ms=4.5, color=SYSTEM[name])
        points = sorted((S, loss) for (system, S), loss in ours.items() if system == name)
        right.plot(*zip(*points), "o-", lw=1.4, ms=4.5, color=SYSTEM[name], label=name)
    for axes, title in ((left, "the paper, figure 2"), (right, "here")):
        axes.set_title(title, pad=18)
        axes.set_xlabel("unique keys S")
        axes.axhline(0.5, color=GREY, lw=0.8, ls=":")
        for d in (64, 128, 256, 384):
            axes.axvline(d, color="#d0d0d0", lw=0.8, zorder=0)
            axes.annotate(f"{d}", (d, 0.55), fontsize=7, color=GREY, ha="center", annotation_clip=False)
        axes.annotate("d_dot", (0, 0.55), fontsize=7, color=GREY, ha="center", annotation_clip=False)
    left.set_ylabel("evaluation loss (0.5: guessing)")
    left.set_ylim(-0.02, 0.54)
    right.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def updates() -> Figure | None:
    runs = [r for r in rows("retrieval") if r["setting"] == "2"]
    if not runs:
        return None
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.6))
    curves = defaultdict(list)
    for run in runs:
        if run["S"] == "20":
            curves[run["system"], run["seed"]].append((int(run["step"]), float(run["loss"])))
    named = set()
    for (system, _), points in curves.items():
        left.plot(*zip(*points), lw=1.1, color=SYSTEM[system], alpha=0.9, label=None if system in named else system)
        named.add(system)
    for system, loss in paper.UPDATES.items():
        left.plot([8000], [loss], "o", mfc="white", color=SYSTEM[system], ms=6)
    left.annotate("the paper's\nlast losses", (8000, 3.2), fontsize=7, color=GREY, ha="center")
    left.set(yscale="log", xscale="log", xlabel="steps", ylabel="evaluation loss", ylim=(4e-4, 15), xlim=(90, 12000))
    left.set_title("S = 20, keys come again: three seeds each")
    left.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncol=3, fontsize=7.5)
    ours = last(runs)
    for name in ("DPFP-1 delta", "DPFP-2 delta", "DPFP-3 delta"):
        points = sorted((S, loss) for (system, S), loss in ours.items() if system == name)
        right.plot(*zip(*points), "o-", lw=1.4, ms=4.5, color=SYSTEM[name], label=f"{name}, here")
        if name in paper.UPDATES_BY_S:
            right.plot(paper.UPDATES_S, paper.UPDATES_BY_S[name], "o--", mfc="white", lw=1, ms=4.5, color=SYSTEM[name],
                       label=f"{name}, the paper")
    right.set(yscale="log", xlabel="unique keys S", ylabel="evaluation loss", ylim=(4e-4, 0.6))
    right.set_title("the delta rule by S")
    right.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncol=2, fontsize=7.5)
    return figure


def column(axes, number: int, y: float, text: str, **style) -> None:
    """Text in a column right of the axes, at the height `y` of the data."""
    axes.annotate(text, (1, y), (44 + 52 * number, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                  va="center", ha="right", annotation_clip=False, **style)


def dots(axes, values: dict[str, list[dict]], colour, beside: dict[str, str] | None = None) -> None:
    """A row for each name: its bits per byte by seed, the interval over packs of the first, and what stands beside it."""
    for y, (name, runs) in enumerate(reversed(values.items())):
        bits = [float(r["bits_per_byte"]) for r in runs]
        axes.hlines(y, float(runs[0]["low"]), float(runs[0]["high"]), color=colour(name), lw=4, alpha=0.22)
        axes.plot(bits, [y] * len(runs), "o", ms=5.5, color=colour(name))
        column(axes, 0, y, f"{bits[0]:.3f}")  # the seed that all systems have
        column(axes, 1, y, (beside or {}).get(name, ""), color=GREY)
    axes.set_ylim(-0.6, len(values) - 0.4)
    axes.set_yticks(range(len(values)), reversed(values))
    axes.grid(axis="y", visible=False)


def measured() -> dict[str, dict[str, list[dict]]]:
    """Rows of the language models by part and name, one for each seed."""
    found = defaultdict(lambda: defaultdict(list))
    for row in rows("language"):
        found[row["part"]][row["name"]].append(row)
    return found


TITLES = {
    "table2": "table 2: feature maps and rules, context 512",
    "table3": "table 3: DPFP delta with what the sum rule needs",
    "table4": "table 4: more than 512 tokens of context",
}


def language() -> Figure | None:
    found = measured()
    parts = {part: found[part] for part in TITLES if found[part]}
    if not parts:
        return None
    if "table3" in parts and "DPFP delta" in found["table2"]:
        parts["table3"]["neither"] = found["table2"]["DPFP delta"]
    figure, panels = plt.subplots(len(parts), 1, figsize=(8, 0.27 * sum(map(len, parts.values())) + 0.7 * len(parts)),
                                  sharex=True, squeeze=False, height_ratios=[len(runs) for runs in parts.values()])
    for axes, (part, runs) in zip(panels[:, 0], parts.items(), strict=True):
        dots(axes, runs, lambda n: BLACK if "softmax" in n else ORANGE if "sum" in n else GREEN,
             paper.PERPLEXITY[part])
        axes.set_title(TITLES[part])
        for number, name in enumerate(("here", "the paper")):
            column(axes, number, len(runs) - 0.1, name, color=GREY, fontsize=8)
    panels[-1, 0].set_xlabel("bits per byte of held-out code (the paper: perplexity); lower is better")
    figure.tight_layout(h_pad=1.2)
    return figure


def ranked(part: str, title: str) -> Figure | None:
    """The systems of a part, best first, with the paper's rule among them."""
    found = measured()
    base = found["table4"].get({"levers": "DPFP delta, carried", "combined": "DPFP delta, carried late"}[part])
    if not base or not found[part]:
        return None
    values = {**found[part], "the paper's delta rule": base}
    values = dict(sorted(values.items(), key=lambda item: float(item[1][0]["bits_per_byte"])))
    figure, axes = plt.subplots(figsize=(7, 0.3 * len(values) + 0.9))
    dots(axes, values, lambda n: BLACK if "softmax" in n else RED if "control" in n
         else BLUE if n.startswith("the paper") else GREEN)
    axes.axvline(float(base[0]["bits_per_byte"]), color=BLUE, lw=0.9, ls="--")
    axes.set_xlabel("bits per byte of held-out code; lower is better")
    axes.set_title(title)
    return figure


def levers() -> Figure | None:
    return ranked("levers", "levers, each alone on the paper's rule, and together; the state always carried")


def combined() -> Figure | None:
    return ranked("combined", "the convolution with each of the others; the state carried late")


def recall() -> Figure | None:
    found = defaultdict(list)
    for row in rows("recall"):
        found[row["probe"], row["system"]].append([float(row[c]) for c in ("distance", "gain", "low", "high")])
    if not found:
        return None
    figure, both = plt.subplots(1, 2, figsize=(9.6, 3.6))
    colours = dict(zip(dict.fromkeys(system for _, system in found), (GREEN, PINK, ORANGE, BLACK, RED, BLUE, SKY, GREY)))
    for (probe, system), points in found.items():
        axes = both[int(probe == "list")]
        x, gain, low, high = zip(*points)
        axes.fill_between(x, low, high, color=colours[system], alpha=0.12, lw=0)
        axes.plot(x, gain, "o-", lw=1.4, ms=4, color=colours[system], label=system)
    for axes, title, label in zip(both, ("a name, N lines after its definition", "one of P pairs of a list"),
                                  ("lines in between", "pairs"), strict=True):
        axes.set(xscale="log", xlabel=label)
        axes.axhline(0, color=GREY, lw=0.8)
        axes.set_title(title)
    both[0].set_ylabel("nats per token gained by having seen it")
    both[1].legend(*both[0].get_legend_handles_labels(), fontsize=7.5, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def speed() -> Figure | None:
    found = defaultdict(dict)
    for row in rows("speed"):
        found[row["form"]][int(row["context"])] = float(row["tokens_per_second"])
    if not found:
        return None
    figure, axes = plt.subplots(figsize=(7, 3.4))
    colours = dict(zip(found, (RED, SKY, BLUE, YELLOW, GREEN, GREY, BLACK)))
    for form, by in found.items():
        axes.plot(list(by), [v / 1000 for v in by.values()], "o--" if "softmax" in form else "o-", lw=1.4, ms=4.5,
                  color=colours[form], label=form)
    axes.set(xscale="log", yscale="log", xlabel="context", ylabel="thousand tokens a second")
    axes.set_xticks([512, 2048, 8192], ["512", "2048", "8192"])
    axes.minorticks_off()
    axes.set_title("training one layer, by context")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


FIGURES = {draw.__name__: draw for draw in (capacity, updates, language, levers, combined, recall, speed)}


def main(out: Path = FOLDER) -> None:
    for name, draw in FIGURES.items():
        figure = draw()
        if figure is not None:
            figure.savefig(out / f"{name}.svg", metadata={"Date": None}, bbox_inches="tight")
            plt.close(figure)


if __name__ == "__main__":
    main()
