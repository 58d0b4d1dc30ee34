"""What of the corpus a model has read: seen.json, beside its weights.

    {"corpus": SHA-256, "spans": [[start, length], ...], "elsewhere": tokens}

`spans` are places in the training shards' stream that `corpus` names, in the order of reading; text that was read twice
stands there twice. A corpus that is made again may come out otherwise, where a registry has dropped a version since; then
the places in the old one mean nothing, and of them is only kept how many tokens they held: `elsewhere`.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

Span = tuple[int, int]  # start in the stream, length, in tokens


@dataclass
class Seen:
    corpus: str
    spans: list[Span] = field(default_factory=list)
    elsewhere: int = 0

    def and_then(self, spans: list[Span]) -> "Seen":
        """With what was read after it, of the same corpus."""
        return Seen(self.corpus, [*self.spans, *spans], self.elsewhere)

    def going_on_in(self, corpus: str) -> "Seen":
        """The same for who goes on with `corpus`, another one or not."""
        if corpus == self.corpus:
            return self
        return Seen(corpus, [], self.elsewhere + sum(length for _, length in self.spans))

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)) + "\n")


def read(file: Path) -> Seen:
    """Raises OSError where there is no file, ValueError where it is not one of these."""
    try:
        read = Seen(**json.loads(file.read_text()))
        return Seen(read.corpus, [(start, length) for start, length in read.spans], read.elsewhere)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{file} does not say what was read of which corpus: {error}") from error


def identity(index: dict) -> str:
    """Of a split's stream, from the json beside its shards."""
    return hashlib.sha256("".join(shard["sha256"] for shard in index["shards"]).encode()).hexdigest()


def union(spans: list[Span]) -> list[tuple[int, int]]:
    """Disjoint (start, end), in order: text that was read twice counts once."""
    joined: list[tuple[int, int]] = []
    for start, length in sorted(span for span in spans if span[1] > 0):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], start + length))
        else:
            joined.append((start, start + length))
    return joined
