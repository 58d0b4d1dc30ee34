"""Bits per byte of a 5-gram model (modified Kneser-Ney) trained on the tokens that the language model read, alone and
with a cache of the file's own tokens. For what that model read of an earlier corpus stand as many tokens of this one.

    python training/ngram.py --seen training/.work/run/seen.json --json
    python training/ngram.py --first 1000000

It is measured on the files, and by the definition, that `npm run -s eval` uses for the language model: minus log2
probability of a file's tokens after its header, newlines included, over its UTF-8 bytes, nothing read before.
"""

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path

import numpy as np

import cache
import seen
from kneser_ney import KneserNey

WORK = Path(__file__).resolve().parent / ".work"
sys.path.insert(0, str(Path(__file__).resolve().parent / "data"))


def read_spans(shards: list[np.ndarray], spans: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Tokens of all spans one after the other, and where each begins. Offsets run over all shards together."""
    starts = np.cumsum([0] + [len(shard) for shard in shards])
    parts, cuts, size = [], [], 0
    for start, end in spans:
        if end > starts[-1]:
            raise SystemExit(f"a span ends at token {end}, but the shards hold {starts[-1]}")
        cuts.append(size)
        for shard, first in zip(shards, starts):
            part = shard[max(0, start - first) : max(0, end - first)]
            if len(part):
                parts.append(part)
                size += len(part)
    return np.concatenate(parts), np.array(cuts, np.int64)


def drawn(index: dict, had: list[seen.Span], tokens: int) -> list[seen.Span]:
    """Whole files of the stream outside of `had`, drawn until they hold at least so many tokens."""
    starts = np.array([start for package in index["packages"] for start in package["starts"]])
    ends = np.append(starts[1:], index["tokens"])
    inside = np.zeros(index["tokens"] + 1, np.int64)
    for start, end in seen.union(had):
        inside[start + 1 : end + 1] = 1
    read = np.cumsum(inside)
    spans = []
    for i in np.random.default_rng(0).permutation(np.flatnonzero(read[ends] == read[starts])):
        if tokens <= 0:
            break
        spans.append((int(starts[i]), int(ends[i] - starts[i])))
        tokens -= spans[-1][1]
    return spans


def select(files: list[dict], limit: int) -> dict[str, list[dict]]:
    """By language, the first files in the order of their texts' SHA-256 that together hold at most `limit` bytes, and
    always one. src/cli/eval/texts.ts chooses by the same rule."""
    chosen: dict[str, list[dict]] = {}
    size: dict[str, int] = {}
    done = set()
    for file in sorted(files, key=lambda file: hashlib.sha256(file["text"].encode()).hexdigest()):
        language, length = file["language"], len(file["text"].encode())
        if length == 0 or language in done:
            continue
        if language in chosen and size[language] + length > limit:
            done.add(language)
            continue
        chosen.setdefault(language, []).append(file)
        size[language] = size.get(language, 0) + length
    return dict(sorted(chosen.items()))


def predicted(model: KneserNey, files: list[tuple[np.ndarray, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of all tokens after the headers: the model's probability, the cache's, and the length of the cache's context."""
    tokens = np.concatenate([file for file, _, _ in files])
    starts = np.cumsum([0] + [len(file) for file, _, _ in files])[:-1]
    p = model.probabilities(tokens, starts)
    caches = [cache.cached(file) for file, _, _ in files]
    counted = np.ones(len(tokens), bool)
    for start, (_, header, _) in zip(starts, files):
        counted[start : start + header] = False
    return p[counted], np.concatenate([q for q, _ in caches])[counted], np.concatenate([n for _, n in caches])[counted]


def measure(model: KneserNey, files: list[tuple[np.ndarray, int, int]], weights: np.ndarray) -> dict:
    """Files are (tokens with header, tokens of the header, bytes of the text); `weights` are the cache's."""
    p, q, length = predicted(model, files)
    size = sum(size for _, _, size in files)
    bits = lambda probability: float(-np.log2(probability).sum() / size)
    return {
        "files": len(files),
        "bytes": size,
        "tokens": len(p),
        "bitsPerByte": bits(p),
        "withCache": bits(cache.mixed(p, q, length, weights)),
    }


def chosen(path: Path, limit: int) -> dict[str, list[dict]]:
    """What `select` takes of a file of JSON lines."""
    with open(path, encoding="utf-8") as lines:
        return select([json.loads(line) for line in lines], limit)


def encoded(encoder, file: dict) -> tuple[np.ndarray, int, int]:
    """What `measure` takes."""
    tokens = np.array(encoder.file(file["path"], file["text"]), np.uint16)
    return tokens, len(encoder.line(file["path"])) + 2, len(file["text"].encode())


def of_this_corpus(folder: Path, file: Path) -> list[seen.Span]:
    """What seen.json names, and files drawn for what was read elsewhere."""
    from shards import check

    index, read = check("train", folder), seen.read(file)
    read = read.going_on_in(seen.identity(index))
    return [*read.spans, *drawn(index, read.spans, read.elsewhere)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read = parser.add_mutually_exclusive_group(required=True)
    read.add_argument("--seen", type=Path, help="what the trainer read: seen.json")
    read.add_argument("--first", type=int, help="the first tokens of the training shards instead")
    parser.add_argument("--shards", type=Path, default=WORK / "shards", help="folder of train-*.bin")
    parser.add_argument("--text", type=Path, default=WORK / "text" / "test.jsonl", help="held-out files")
    parser.add_argument("--valid", type=Path, default=WORK / "text" / "valid.jsonl", help="the cache is weighed on these")
    parser.add_argument("--bytes", type=int, default=200_000, help="held-out text of each language, as in eval")
    parser.add_argument("--export", type=Path, help="folder for the tables that `npm run -s eval` measures beside the model")
    parser.add_argument("--order", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout and nothing else")
    options = parser.parse_args()

    from encode import Encoder  # SentencePiece, which the model itself does not need

    begin = time.monotonic()
    encoder = Encoder()
    shards = [np.memmap(path, np.uint16, "r") for path in sorted(options.shards.glob("train-*.bin"))]
    spans = [(0, options.first)] if options.first else of_this_corpus(options.shards, options.seen)
    tokens, cuts = read_spans(shards, seen.union(spans))
    model = KneserNey(options.order, encoder.size, encoder.marker["<file>"]).train(tokens, cuts)
    trained = time.monotonic()

    valid = [encoded(encoder, file) for files in chosen(options.valid, options.bytes).values() for file in files]
    weights = cache.fit(*predicted(model, valid))
    if options.export:
        export(model, weights, options.export)
    languages = {
        language: measure(model, [encoded(encoder, file) for file in files], weights)
        for language, files in chosen(options.text, options.bytes).items()
    }
    report = {
        "model": f"{options.order}-gram, interpolated modified Kneser-Ney",
        "tokens": len(tokens),
        "readAgain": sum(length for _, length in spans) - len(tokens),
        "ngrams": [encoder.size] + [len(level.keys) for level in model.higher],
        "discounts": [level.discounts[1:].round(4).tolist() for level in model.higher],
        "cacheWeights": weights.round(4).tolist(),
        "languages": languages,
        "seconds": round(trained - begin),
    }
    print(json.dumps(report) if options.json else table(report))


def export(model: KneserNey, weights: np.ndarray, folder: Path) -> None:
    """The model as src/cli/eval/ngram reads it. By order n: `keys` float64 [grams]; `gain` float32 [grams], the discounted
    share of a gram's count; `backoff` float32 [contexts], what the lower order's probability is multiplied by."""
    folder.mkdir(parents=True, exist_ok=True)
    model.unigram.astype(np.float32).tofile(folder / "unigram.bin")
    for n, level in enumerate(model.higher, 2):
        total = np.maximum(level.total[level.keys // model.vocab], 1)
        gain = (level.counts - level.discounts[np.minimum(level.counts, 3)]) / total
        level.keys.astype(np.float64).tofile(folder / f"keys-{n}.bin")
        gain.astype(np.float32).tofile(folder / f"gain-{n}.bin")
        level.backoff.astype(np.float32).tofile(folder / f"backoff-{n}.bin")
    about = {"order": model.order, "vocab": model.vocab, "cacheWeights": weights.tolist()}
    (folder / "ngram.json").write_text(json.dumps(about))


def table(report: dict) -> str:
    head = f"{report['model']}, {report['tokens']} training tokens, {report['seconds']} s"
    rows = [
        f"  {language:12} {figures['files']:5} files {figures['bytes']:8} bytes {figures['bitsPerByte']:.3f} bits per byte, "
        f"with cache {figures['withCache']:.3f}"
        for language, figures in report["languages"].items()
    ]
    return "\n".join([head, *rows])


if __name__ == "__main__":
    main()
