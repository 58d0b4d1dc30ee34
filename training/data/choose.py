"""Make the list of packages (packages.tsv) from names: `python training/data/choose.py < names`, once, by a person.

A line of the input is `npm NAME` or `deb NAME`. The newest version that the registry serves is pinned; packages whose
licence is not admitted or that hold next to no source are left out; what is left is split by project.
Everything after this step works from packages.tsv alone.
"""

import collections
import json
import re
import sys
from multiprocessing import Pool

import documents
import fetch
import packages
from packages import Package, rank

LEAST = 15_000  # bytes of kept text that make a package worth its download
HELD_OUT_SHARE = 0.02  # of each language's bytes, valid and test together
HELD_OUT_FILES = 420  # of each language at least, valid and test together
HELD_OUT_PROJECT = 450_000  # bytes: a held-out project is not larger, so that no one project speaks for a language


def pinned(ecosystem, names):
    """Packages with version and sha256 for the names that can be had; the rest is told on stderr."""
    fetch.download(ecosystem, [name for name in names if not newest(ecosystem, name)])
    for name in names:
        path = newest(ecosystem, name)
        if not path:
            print(f"{ecosystem} {name}: cannot be had", file=sys.stderr)
            continue
        if ecosystem == "npm":
            version = path.name[len(name.lstrip("@")) + 1:-len(".tgz")]
        else:
            version = path.name.split("_")[1].replace("%3a", ":")
        yield Package(ecosystem, name, version, "", "", "", packages.digest(path))


def newest(ecosystem, name):
    """The archive of a package in the cache, whatever its version."""
    if ecosystem == "npm":
        stem = re.escape(name.lstrip("@").replace("/", "-"))
        return next((p for p in (fetch.CACHE / "npm").glob("*.tgz") if re.fullmatch(stem + r"-\d+\.\d+\.\d+.*\.tgz", p.name)), None)
    return next((fetch.CACHE / "deb").glob(f"{name}_*.deb"), None)


def weigh(package):
    """(package with its licence, project keys, bytes by language, files by language)."""
    description, contents = documents.opened(package)
    licence, projects = documents.metadata(package, description)
    bytes_, files = collections.Counter(), collections.Counter()
    for document in documents.documents(package, contents)[0] if licence else ():
        bytes_[document.language] += document.size
        files[document.language] += 1
    package.licence = licence or ""
    return package, projects, bytes_, files


def name_projects(weighed):
    """Give packages that share any project key one project: union by the smallest key."""
    parent = {}

    def root(key):
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for _, keys, _, _ in weighed:
        for key in keys[1:]:
            a, b = sorted((root(keys[0]), root(key)))
            parent[b] = a
    for package, keys, _, _ in weighed:
        package.project = root(keys[0])


def split(weighed):
    """Hold projects out, in the order of their names' hash, until every language has its share; valid, test by turns."""
    project_bytes, project_files = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    for package, _, bytes_, files in weighed:
        project_bytes[package.project].update(bytes_)
        project_files[package.project].update(files)
    total = sum(project_bytes.values(), collections.Counter())
    splits = {}
    for language in sorted(total):
        own = [p for p in project_bytes if max(project_bytes[p], key=project_bytes[p].get) == language
               and sum(project_bytes[p].values()) <= HELD_OUT_PROJECT]
        held = {split: collections.Counter() for split in ("valid", "test")}
        for project in sorted(own, key=rank):
            target = min(held, key=lambda s: held[s]["files"] / HELD_OUT_FILES + held[s]["bytes"] / (HELD_OUT_SHARE * total[language]))
            if held[target]["bytes"] >= HELD_OUT_SHARE / 2 * total[language] and held[target]["files"] >= HELD_OUT_FILES / 2:
                break
            splits[project] = target
            held[target].update(bytes=project_bytes[project][language], files=project_files[project][language])
        print(language, f"{total[language] / 1e6:.1f} MB", json.dumps(held), file=sys.stderr)
    for package, _, _, _ in weighed:
        package.split = splits.get(package.project, "train")


def main():
    names = collections.defaultdict(list)
    for line in sys.stdin:
        ecosystem, name = line.split()
        names[ecosystem].append(name)
    found = [package for ecosystem in names for package in pinned(ecosystem, names[ecosystem])]
    with Pool(2) as pool:
        weighed = pool.map(weigh, found, chunksize=8)
    weighed = [entry for entry in weighed if entry[0].licence and sum(entry[2].values()) >= LEAST]
    name_projects(weighed)
    split(weighed)
    packages.write(sorted((entry[0] for entry in weighed), key=lambda p: (p.ecosystem, p.name)))


if __name__ == "__main__":
    main()
