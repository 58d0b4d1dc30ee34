"""Make the list of packages (packages.tsv) from names: `python training/data/choose.py < names`, once, by a person.

A line of the input is `npm NAME`, `deb NAME` or `src NAME` (a Debian source package). What is listed stays as it is. Of
new names the newest version that the registry serves is pinned; packages whose licence is not admitted, that hold next to
no source or belong to a held-out project are left out; the rest goes to train, but for a few projects of languages that
nothing held out is written in: `hold_out.py` lists their files. All after this works from packages.tsv alone.
"""

import argparse
import collections
import sys
from multiprocessing import Pool

import documents
import fetch
import gather
import packages
from packages import Package, rank

LEAST = 15_000  # bytes of kept text that make a package worth its download
HELD_OUT_LANGUAGES = ("go", "rust", "java", "c", "cpp")
HELD_OUT_PROJECTS = 5  # of each language that has none yet, in valid and in test
HELD_OUT_PROJECT = 450_000  # bytes: a held-out project is not larger, so that no one project speaks for a language


def pinned(ecosystem, names):
    """Packages with version and sha256 for the names that can be had; the rest is told on stderr."""
    fetch.download(ecosystem, [(name, None) for name in names if not fetch.newest(ecosystem, name)])
    for name in names:
        path = fetch.newest(ecosystem, name)
        if path:
            yield Package(ecosystem, name, fetch.version(ecosystem, name, path), "", "", "", packages.digest(path))
        else:
            print(f"{ecosystem} {name}: cannot be had", file=sys.stderr)


def weigh(package):
    """(package with its licence, project keys, bytes by language, files by language)."""
    try:
        description, contents = documents.opened(package)
    except Exception as error:
        print(f"{package.ecosystem} {package.name}: cannot be read: {error}", file=sys.stderr)
        return package, [package.name], collections.Counter(), collections.Counter()
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


def held_out_keys(rows):
    """{key: split} of all projects that are held out, every key of each: what belongs to one never gets into train."""
    keys = {}
    for package in rows:
        if package.split != "train":
            own = documents.metadata(package, documents.opened(package)[0])[1]
            keys.update(dict.fromkeys([*own, package.project], package.split))
    return keys


def hold_out(weighed, languages):
    """Hold projects of new languages out, in the order of their names' hash: valid and test by turns."""
    of_project = collections.defaultdict(list)
    for entry in weighed:
        of_project[entry[0].project].append(entry)
    size = {project: sum((entry[2] for entry in own), collections.Counter()) for project, own in of_project.items()}
    for language in languages:
        own = [p for p in size if max(size[p], key=size[p].get) == language and 50_000 <= size[p].total() <= HELD_OUT_PROJECT]
        for place, project in enumerate(sorted(own, key=rank)[:2 * HELD_OUT_PROJECTS]):
            for package, _, _, _ in of_project[project]:
                package.split = ("valid", "test")[place % 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--jobs", type=int, default=2, help="processes that weigh packages (default: 2)")
    jobs = parser.parse_args().jobs
    names = collections.defaultdict(list)
    for line in sys.stdin:
        ecosystem, name = line.split()
        names[ecosystem].append(name)
    rows = packages.read()
    listed = {(row.ecosystem, row.name) for row in rows}
    new = {ecosystem: [name for name in own if (ecosystem, name) not in listed] for ecosystem, own in names.items()}
    found = [package for ecosystem in new for package in pinned(ecosystem, new[ecosystem])]
    held = held_out_keys(rows)
    with Pool(jobs) as pool:
        weighed = pool.map(weigh, found, chunksize=8)
    weighed = [entry for entry in weighed if entry[0].licence and sum(entry[2].values()) >= LEAST]
    name_projects(weighed)
    barred = {package.project for package, keys, _, _ in weighed if any(key in held for key in keys)}
    weighed = [entry for entry in weighed if entry[0].project not in barred]
    for package, _, _, _ in weighed:
        package.split = "train"
    known = {row.project for row in rows}
    with open(gather.HELD_OUT, encoding="utf-8") as file:
        spoken = {line.split("\t")[1] for line in file}
    hold_out([entry for entry in weighed if not known & set(entry[1])], [l for l in HELD_OUT_LANGUAGES if l not in spoken])
    total = sum((entry[2] for entry in weighed), collections.Counter())
    print({language: f"{size / 1e6:.1f} MB" for language, size in total.most_common()}, file=sys.stderr)
    packages.write(sorted(rows + [entry[0] for entry in weighed], key=lambda p: (p.ecosystem, p.name)))


if __name__ == "__main__":
    main()
