"""Make the list of packages (packages.tsv) from names: `python training/data/choose.py < names`, once, by a person.

A line of the input is `npm NAME`, `deb NAME` or `src NAME` (a Debian source package). What is listed stays as it is. Of
new names the newest version that the registry serves is pinned; packages whose licence is not admitted, that hold next to
no source or belong to a held-out project are left out; the rest goes to train, but for a few projects of the languages
that little held out is written in: `hold_out.py` lists their files. All after this works from packages.tsv alone.
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
HELD_OUT_PROJECTS = 5  # of each of them, in valid and in test
HELD_OUT_PROJECT = 1_000_000  # bytes: a larger project is worth more as text to learn from


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
    for package in fetch.fetch([row for row in rows if row.split != "train"]):
        own = documents.metadata(package, documents.opened(package)[0])[1]
        keys.update(dict.fromkeys([*own, package.project], package.split))
    return keys


def held_out_count():
    """{(split, language): packages} of what heldout.tsv lists, each by the language that most of its files are in."""
    files = collections.defaultdict(collections.Counter)
    for row in gather.held_out_rows():
        files[row["split"], row["ecosystem"], row["package"]][row["language"]] += 1
    return collections.Counter((package[0], max(own, key=own.get)) for package, own in files.items())


def hold_out(weighed, there):
    """Hold projects of new languages out, in the order of their names' hash, until each split has HELD_OUT_PROJECTS of each;
    `there` counts by (split, language) what it has already."""
    of_project = collections.defaultdict(list)
    for entry in weighed:
        of_project[entry[0].project].append(entry)
    size = {project: sum((entry[2] for entry in own), collections.Counter()) for project, own in of_project.items()}
    for language in HELD_OUT_LANGUAGES:
        own = [p for p in size if max(size[p], key=size[p].get) == language and 50_000 <= size[p].total() <= HELD_OUT_PROJECT]
        for project in sorted(own, key=rank):
            split = min(("valid", "test"), key=lambda split: there[split, language])
            if there[split, language] >= HELD_OUT_PROJECTS:
                break
            there[split, language] += 1
            for package, _, _, _ in of_project[project]:
                package.split = split


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
    hold_out([entry for entry in weighed if not known & set(entry[1])], held_out_count())
    total = sum((entry[2] for entry in weighed), collections.Counter())
    print({language: f"{size / 1e6:.1f} MB" for language, size in total.most_common()}, file=sys.stderr)
    packages.write(sorted(rows + [entry[0] for entry in weighed], key=lambda p: (p.ecosystem, p.name)))


if __name__ == "__main__":
    main()
