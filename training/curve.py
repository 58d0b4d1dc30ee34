"""The shipped model's training as a picture: docs/training.svg, drawn from docs/training.csv.

    python training/curve.py                               draws it
    python training/curve.py --add training/.work/run/log.csv    takes over what a run has logged, then draws
"""

import argparse
import csv
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

DOCS = Path(__file__).resolve().parents[1] / "docs"
CURVE = DOCS / "training.csv"
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#8a8a8a"  # Okabe and Ito: told apart by people who see fewer colours


def add(log: Path) -> None:
    """Takes over a run: one that went on from the weights of the last is appended, one that began anew takes its place."""
    news = list(csv.DictReader(log.read_text().splitlines()))
    old = [row for row in csv.DictReader(CURVE.read_text().splitlines()) if int(row["step"]) < int(news[0]["step"])]
    with open(CURVE, "w", newline="") as file:
        writer = csv.DictWriter(file, news[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(old + news)


def draw() -> None:
    rows = list(csv.DictReader(CURVE.read_text().splitlines()))
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "palimpsest", "axes.spines.top": False, "axes.spines.right": False,
                         "axes.grid": True, "grid.color": "#e4e4e4", "grid.linewidth": 0.6, "legend.frameon": False})
    figure, axes = plt.subplots(figsize=(7, 3.4))
    for column, style, label in (("trunk", {"color": BLUE, "lw": 1, "alpha": 0.5}, "training, plain text"),
                                 ("valid_trunk", {"color": BLUE, "marker": "o", "ms": 4, "lw": 0}, "held out, plain text"),
                                 ("valid_middle", {"color": ORANGE, "marker": "s", "ms": 4, "lw": 0}, "held out, middles")):
        points = [(int(row["tokens"]) / 1e6, float(row[column])) for row in rows if row[column]]
        axes.plot(*zip(*points), label=label, **style)
    # Where the rate rises from nothing again, a run went on from the weights of the one before.
    begins = [int(now["tokens"]) / 1e6 for before, now in zip(rows, rows[1:]) if before["rate"] == "" and now["rate"] != ""]
    for place in begins:
        axes.axvline(place, color=GREY, lw=0.8, ls=":")
    axes.set(xlabel="million tokens read", ylabel="nats per token", ylim=(3, 6))
    axes.legend()
    figure.savefig(DOCS / "training.svg", metadata={"Date": None}, bbox_inches="tight")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", type=Path)
    args = parser.parse_args()
    if args.add:
        add(args.add)
    draw()


if __name__ == "__main__":
    main()
