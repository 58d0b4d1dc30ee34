"""Writes a made-up tide table: two high and two low waters a day."""

import argparse
import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

HALF_MONTH = timedelta(days=14, hours=18)
BETWEEN_TIDES = timedelta(hours=6, minutes=12)


@dataclass
class Tide:
    time: datetime
    height: float

    def __str__(self) -> str:
        return f"{self.time:%Y-%m-%dT%H:%MZ} {self.height:.2f}"


def spring_factor(time: datetime) -> float:
    """1 at spring tide, 0 at neap tide."""
    age = time.timestamp() / HALF_MONTH.total_seconds()
    return (1 + math.cos(2 * math.pi * age)) / 2


def make_table(start: datetime, days: int, mean: float = 3.0) -> list[Tide]:
    tides = []
    time = start
    high = True
    while time < start + timedelta(days=days):
        swing = 1.2 + 0.8 * spring_factor(time)
        height = mean + swing if high else mean - swing
        tides.append(Tide(time, height))
        time += BETWEEN_TIDES
        high = not high
    return tides


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--mean", type=float, default=3.0)
    arguments = parser.parse_args()
    start = datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0)
    for tide in make_table(start, arguments.days, arguments.mean):
        print(tide)


if __name__ == "__main__":
    main()
