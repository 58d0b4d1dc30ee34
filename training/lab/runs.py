"""Experiments as a table of finished runs: a CSV that says what need not be run again, and processes to run the rest."""

import csv
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from pathlib import Path


class Table:
    """A CSV file that rows are added to as runs end, so that nothing is lost and nothing is run twice."""

    def __init__(self, path: Path, columns: list[str]):
        self.path, self.columns = path, columns

    def rows(self) -> list[dict]:
        if not self.path.exists():
            return []
        with open(self.path, newline="") as file:
            return list(csv.DictReader(file))

    def add(self, rows: Iterable[dict]) -> None:
        new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a", newline="") as file:
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerows(rows)


def _call(job: tuple[Callable, tuple]):
    function, arguments = job
    return function(*arguments)


def in_parallel(function: Callable, todo: list[tuple], jobs: int) -> Iterator:
    """function(*arguments) for each of `todo`, `jobs` at a time, each in a fresh process; results as they come."""
    with get_context("spawn").Pool(max(1, jobs), maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(_call, [(function, arguments) for arguments in todo])
