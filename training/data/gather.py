"""Gather the corpus from packages.tsv: fetch, extract, clean, deduplicate, split, write .work/text/{split}.jsonl.

    python training/data/gather.py              all of it; also writes heldout.tsv
    python training/data/gather.py --held-out   valid and test alone, as heldout.tsv lists them, hashes checked

A line of the output is one document: {"package", "path", "language", "text"}. Documents of a package stand together
in path order, packages in a shuffled order with a fixed seed.
"""

import argparse
import collections
import csv
import hashlib
import json
import random
import sys
from multiprocessing import Pool

import decontaminate
import dedupe
import documents
import fetch
import packages

TEXT = packages.WORK / "text"
HELD_OUT = packages.HERE / "heldout.tsv"
HELD_OUT_FIELDS = ["split", "language", "ecosystem", "package", "version", "path", "sha256"]
SPLITS = ("test", "valid", "train")  # in the order of who keeps what two of them hold
SEED = 20260101


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def collect(listed):
    """[(package, documents)] in the list's order, and the reasons why files were left out."""
    left_out = collections.Counter()
    found = []
    with Pool(2) as pool:
        for package, (kept, reasons) in zip(listed, pool.imap(documents.documents, listed, chunksize=8)):
            left_out.update(reasons)
            found.append((package, kept))
    return found, left_out


def distinct(found, left_out):
    """The corpus as {split: [(package, documents)]}: copies, the evaluation's text and what is over a project's limit
    taken out, held-out packages first, so that it is the training text that gives way."""
    seen, asked = dedupe.Seen(), decontaminate.evaluation()
    project_size = collections.Counter()
    corpus = {}
    for split in SPLITS:
        own = sorted((entry for entry in found if entry[0].split == split), key=lambda entry: entry[0].name)
        random.Random(SEED).shuffle(own)
        corpus[split] = []
        for package, kept in own:
            kept = documents.within(kept, documents.PROJECT_LIMIT - project_size[package.project])
            fresh = []
            for document in kept:
                if asked.first_in(document.text):
                    left_out["evaluation"] += 1
                elif not seen.admit(document.text):
                    left_out["near copy"] += 1
                else:
                    fresh.append(document)
            project_size[package.project] += sum(document.size for document in fresh)
            if fresh:
                corpus[split].append((package, fresh))
    return corpus


def write(split, entries):
    TEXT.mkdir(parents=True, exist_ok=True)
    with open(TEXT / f"{split}.jsonl", "w", encoding="utf-8") as file:
        for _, kept in entries:
            for document in kept:
                file.write(json.dumps(vars(document), ensure_ascii=False) + "\n")


def write_held_out(corpus):
    with open(HELD_OUT, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(HELD_OUT_FIELDS)
        for split in ("valid", "test"):
            for package, kept in corpus[split]:
                for d in kept:
                    rows.writerow([split, d.language, package.ecosystem, package.name, package.version, d.path, sha256(d.text)])


def gather_held_out():
    """Make valid and test again from heldout.tsv. Ends with an error if any document is not, to the byte, as listed."""
    with open(HELD_OUT, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wanted = collections.defaultdict(dict)  # in the order of the file, which is that of the text
    for row in rows:
        wanted[row["split"], row["ecosystem"], row["package"]][row["path"]] = row["sha256"]
    listed = {(p.split, p.ecosystem, p.name): p for p in packages.read()}
    order = [listed[key] for key in wanted]
    fetch.fetch(order)
    found, _ = collect(order)
    corpus, wrong = {"valid": [], "test": []}, []
    for package, kept in found:
        hashes = wanted[package.split, package.ecosystem, package.name]
        kept = [document for document in kept if document.path in hashes]
        good = [document for document in kept if sha256(document.text) == hashes[document.path]]
        corpus[package.split].append((package, good))
        wrong += [f"{package.name} {path}" for path in set(hashes) - {document.path for document in good}]
    if wrong:
        sys.exit("not as listed in heldout.tsv: " + ", ".join(sorted(wrong)))
    return corpus


def report(corpus, left_out):
    """Print the corpus's figures: files, MB of UTF-8 text and packages by split and language."""
    for split, entries in corpus.items():
        files, size = collections.Counter(), collections.Counter()
        for _, kept in entries:
            for document in kept:
                files[document.language] += 1
                size[document.language] += document.size
        for language in sorted(files):
            print(f"{split:6} {language:11} {files[language]:6} files {size[language] / 1e6:8.2f} MB")
        print(f"{split:6} {'all':11} {sum(files.values()):6} files {sum(size.values()) / 1e6:8.2f} MB {len(entries)} packages")
    if left_out:
        print("files left out:", ", ".join(f"{reason} {count}" for reason, count in left_out.most_common()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--held-out", action="store_true", help="valid and test alone, checked against heldout.tsv")
    if parser.parse_args().held_out:
        corpus, left_out = gather_held_out(), None
    else:
        listed = packages.read()
        fetch.fetch(listed)
        found, left_out = collect(listed)
        corpus = distinct(found, left_out)
        write_held_out(corpus)
    for split, entries in corpus.items():
        write(split, entries)
    report(corpus, left_out)


if __name__ == "__main__":
    main()
