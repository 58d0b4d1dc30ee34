"""Gather the corpus from packages.tsv: fetch, extract, clean, deduplicate, scrub, write .work/text/{split}.jsonl.

    python training/data/gather.py              all of it
    python training/data/gather.py --held-out   valid and test alone
    python training/data/gather.py --jobs 1     in one process beside its own (default 2)

Valid and test are always what heldout.tsv lists, hashes checked, to the byte; the training text gives way to them.
A line of the output is one document: {"package", "path", "language", "text"}. Documents of a package stand together
in directory order, packages in a shuffled order with a fixed seed.
"""

import argparse
import collections
import csv
import hashlib
import itertools
import json
import random
import shutil
import sys
from multiprocessing import Pool

import dedupe
import documents
import fetch
import minhash
import packages
import prepare

TEXT = packages.WORK / "text"
HELD_OUT = packages.HERE / "heldout.tsv"
HELD_OUT_FIELDS = ["split", "language", "ecosystem", "package", "version", "path", "sha256"]
SPLITS = ("test", "valid", "train")
SEED = 20260101


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def held_out_rows():
    with open(HELD_OUT, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def held_out():
    """{split: documents} as heldout.tsv lists them, to the byte, or an error and the end. Where Debian serves a package in
    another version by now, what has changed in it is told and left out."""
    wanted = collections.defaultdict(dict)  # in the order of the file, which is that of the text
    for row in held_out_rows():
        wanted[row["split"], row["ecosystem"], row["package"]][row["path"]] = row["sha256"]
    listed = {(p.split, p.ecosystem, p.name): p for p in packages.read()}
    served = {(p.split, p.ecosystem, p.name): p for p in fetch.fetch([listed[key] for key in wanted])}
    corpus, wrong = {"valid": [], "test": []}, []
    for key, hashes in wanted.items():
        good = [d for d in documents.listed(served[key], hashes) if sha256(d.text) == hashes[d.path]]
        corpus[key[0]] += good
        missing = [f"{key[2]} {path}" for path in sorted(set(hashes) - {document.path for document in good})]
        if served[key].version == listed[key].version:
            wrong += missing
        elif missing:
            print("no longer held out, changed in the version served now:", ", ".join(missing), file=sys.stderr)
    if wrong:
        sys.exit("not as listed in heldout.tsv: " + ", ".join(wrong))
    return corpus


class Chosen:
    """Which documents are new, in the order in which they come: no near copy, nothing of the evaluation, no project
    over its limit. Knows only their prints."""

    def __init__(self, held_out_texts):
        self._seen, self._signatures = dedupe.Seen(), minhash.Signatures()
        self._project_size = collections.Counter()
        self.left_out = collections.Counter()
        for text in held_out_texts:
            self._seen.add(dedupe.shingles(text))
            self._signatures.add(minhash.signature(text))

    def places(self, package, prints):
        """The places, among the package's prints, of those to keep."""
        inside = {one.path for one in documents.within(prints, documents.PROJECT_LIMIT - self._project_size[package.project])}
        kept = []
        for place, one in enumerate(prints):
            reason = self._reason(one) if one.path in inside else "over the project's limit"
            if reason:
                self.left_out[reason] += 1
                continue
            self._seen.add(one.shingles)
            self._signatures.add(one.signature)
            self._project_size[package.project] += one.size
            kept.append(place)
        return kept

    def _reason(self, one):
        if one.asked:
            return "evaluation"
        if self._seen.near(one.shingles):
            return "near copy by lines"
        return "near copy by MinHash" if self._signatures.near(one.signature) else None


def train(held_out_texts, figures, jobs):
    """Write train.jsonl, package by package as the workers have them ready; returns why files were left out."""
    listed = sorted((p for p in packages.read() if p.split == "train"), key=lambda p: (p.ecosystem, p.name))
    listed = fetch.fetch(listed)
    random.Random(SEED).shuffle(listed)
    chosen = Chosen(held_out_texts)
    shutil.rmtree(prepare.PARTS, ignore_errors=True)
    prepare.PARTS.mkdir(parents=True)
    with Pool(jobs, prepare.start) as pool, open(TEXT / "train.jsonl", "wb") as output:
        for package, (prints, reasons) in zip(listed, pool.imap(prepare.prepare, listed)):
            chosen.left_out.update(reasons)
            places = chosen.places(package, prints)
            if places:
                figures.count("train", package, [prints[place] for place in places])
                with open(prepare.part(package), "rb") as part:
                    output.writelines(itertools.compress(part, map(set(places).__contains__, itertools.count())))
            prepare.part(package).unlink(missing_ok=True)
    return chosen.left_out


class Figures:
    """Files, MB of UTF-8 text and packages by split and language, and licences."""

    def __init__(self):
        self._files, self._size, self._packages = (collections.defaultdict(collections.Counter) for _ in range(3))
        self._licences = collections.Counter()

    def count(self, split, package, kept):
        self._packages[split][package.ecosystem] += 1
        self._licences[package.licence, package.ecosystem] += 1
        for one in kept:
            self._files[split][one.language] += 1
            self._size[split][one.language] += one.size

    def show(self):
        for split in self._files:
            whole = sum(self._size[split].values())
            for language, size in self._size[split].most_common():
                print(f"{split:6} {language:11} {self._files[split][language]:7} files {size / 1e6:8.2f} MB {size / whole:6.1%}")
            print(f"{split:6} {'all':11} {sum(self._files[split].values()):7} files {whole / 1e6:8.2f} MB,",
                  "packages:", ", ".join(f"{e} {n}" for e, n in sorted(self._packages[split].items())))
        print("licences:", ", ".join(f"{l} {e} {n}" for (l, e), n in self._licences.most_common()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--held-out", action="store_true", help="valid and test alone")
    parser.add_argument("--jobs", type=int, default=2, help="processes that make packages ready (default: 2)")
    args = parser.parse_args()
    TEXT.mkdir(parents=True, exist_ok=True)
    corpus, figures = held_out(), Figures()
    of_name = {package.name: package for package in packages.read() if package.split != "train"}
    for split, kept in corpus.items():
        with open(TEXT / f"{split}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(vars(document), ensure_ascii=False) + "\n" for document in kept)
        for name, own in itertools.groupby(kept, key=lambda document: document.package):
            figures.count(split, of_name[name], list(own))
    left_out = {} if args.held_out else train((d.text for kept in corpus.values() for d in kept), figures, args.jobs)
    figures.show()
    if left_out:
        print("files left out:", ", ".join(f"{reason} {count}" for reason, count in left_out.most_common() if count))


if __name__ == "__main__":
    main()
