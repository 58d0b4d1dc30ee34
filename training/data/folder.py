"""Token shards from folders of code on this machine, for a model of one's own.

    python training/data/folder.py ~/code/shop ~/code/billing --out training/.work/own

Each folder is a project, and projects stay whole: about one byte in twenty is held out. A single folder is split by what
lies directly in it. Of a git repository the files are taken that git knows, so what it ignores stays out; of any
other folder those outside of hidden folders, node_modules and the like. clean.py and dedupe.py decide as they do for
the shipped corpus. Nothing is fetched, nothing leaves the machine.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
from pathlib import Path

import clean
import dedupe
import extract
import packages
import shards

HELD_OUT, MOST = 0.05, 0.2  # of all bytes: as much as is wanted, and what one project more may bring it to
SKIPPED = {"node_modules", "venv", "env", "site-packages", "__pycache__", "build", "dist", "out", "target", "vendor"}


def paths(folder):
    """POSIX paths of the folder's own files, sorted."""
    try:
        listed = subprocess.run(["git", "-C", str(folder), "ls-files", "-z"], capture_output=True, check=True).stdout
        return sorted(name for name in os.fsdecode(listed).split("\0") if name and (folder / name).is_file())
    except (OSError, subprocess.CalledProcessError):
        return sorted(walked(folder))


def walked(folder):
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in SKIPPED]
        for name in names:
            yield (Path(place) / name).relative_to(folder).as_posix()


def projects(folders):
    """{name: [(path, language, text)]} of what is worth learning from, and a Counter of why the rest was left out."""
    found, left_out = collections.defaultdict(list), collections.Counter()
    for folder in folders:
        for path in paths(folder):
            language = extract.language(path)
            text, reason = clean.clean(path, (folder / path).read_bytes()) if language else (None, "language")
            if reason:
                left_out[reason] += 1
                continue
            name = folder.name if len(folders) > 1 else path.split("/")[0]
            found[name].append((path, language, text))
    return found, left_out


def split(sizes):
    """{name: "train" or "valid"} from {name: bytes}, in an order that the names alone decide."""
    total, held_out, taken = sum(sizes.values()), set(), 0
    for name in sorted(sizes, key=packages.rank):
        if taken < HELD_OUT * total and taken + sizes[name] <= MOST * total:
            held_out.add(name)
            taken += sizes[name]
    held_out = held_out or {min(sizes, key=sizes.get)}
    return {name: "valid" if name in held_out else "train" for name in sizes}


def write(folders, out):
    """Text and shards of the folders in `out`; returns tokens by split and the Counter."""
    found, left_out = projects(folders)
    if len(found) < 2:
        sys.exit("There is too little to hold a part of it out: name a second folder, or one with code in two folders.")
    part, seen = split({name: sum(len(text) for *_, text in files) for name, files in found.items()}), dedupe.Seen()
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "train.jsonl", "w", encoding="utf-8") as train, open(out / "valid.jsonl", "w", encoding="utf-8") as valid:
        files = {"train": train, "valid": valid}
        # Held out first: a near copy of it is then missing from what is learnt.
        for name in sorted(found, key=lambda name: (part[name] == "train", name)):
            for path, language, text in found[name]:
                shingles = dedupe.shingles(text)
                if seen.near(shingles):
                    left_out["near copy"] += 1
                    continue
                seen.add(shingles)
                row = {"package": name, "path": path, "language": language, "text": text}
                files[part[name]].write(json.dumps(row, ensure_ascii=False) + "\n")
    return {name: shards.write(name, out, out) for name in files}, left_out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=packages.WORK / "own")
    args = parser.parse_args()
    folders = [folder.resolve() for folder in args.folders]
    for folder in folders:
        if not folder.is_dir():
            sys.exit(f"{folder} is no folder")
    tokens, left_out = write(folders, args.out)
    for name, count in tokens.items():
        print(f"{name:6} {count:>12,} tokens")
    print("left out: " + (", ".join(f"{reason} {count}" for reason, count in left_out.most_common()) or "nothing"))


if __name__ == "__main__":
    main()
