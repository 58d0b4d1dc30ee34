"""One package's documents: extract, clean, cap. The same answer for a package whatever else is in the corpus."""

import collections
import posixpath
from dataclasses import dataclass

import clean
import extract
import licences
from fetch import archive
from packages import rank

PACKAGE_LIMIT = 6_000_000  # bytes of kept text from one package
PROJECT_LIMIT = 16_000_000  # and from all packages of one project
MARKUP_LIMIT = 60_000  # bytes from one package of each of JSON, HTML, CSS, Markdown
OPEN = {"npm": extract.npm_files, "deb": extract.debian_files, "src": extract.source_files}


@dataclass
class Document:
    package: str
    path: str
    language: str
    text: str

    @property
    def size(self):
        """UTF-8 bytes."""
        return len(self.text.encode("utf-8"))


def opened(package):
    """(the archive's own metadata: package.json as a dict or Debian's copyright text, {path: bytes} of its files).
    Raises an error of tarfile, zlib, lzma, OSError or ValueError for an archive that cannot be read."""
    return OPEN[package.ecosystem](archive(package))


def sources(package, files=None):
    """{path: bytes} of the files of a package that a person wrote; `files` spares opening its archive again."""
    files = opened(package)[1] if files is None else files
    return extract.handwritten(files) if package.ecosystem == "npm" else files


def documents(package, files=None):
    """(documents in directory order, Counter of reasons why files were left out) of a package in the cache."""
    kept, left_out, seen, markup = [], collections.Counter(), set(), collections.Counter()
    for path, data in sorted(sources(package, files).items(), key=lambda file: place(file[0])):
        language = extract.spoken(path, data)
        text, reason = clean.clean(path, data) if language else (None, "language")
        if text in seen:
            reason = "copy within the package"
        if not reason and language in extract.MARKUP:
            markup[language] += len(data)
            reason = "markup" if markup[language] > MARKUP_LIMIT else None
        if reason:
            left_out[reason] += 1
        else:
            seen.add(text)
            kept.append(Document(package.name, path, language, text))
    inside = within(kept, PACKAGE_LIMIT)
    left_out["over the package's limit"] += len(kept) - len(inside)
    return inside, left_out


def listed(package, paths):
    """The documents at these paths, no rule asked: what is held out stays as it was, whatever becomes of the rules."""
    found = sources(package)
    return [Document(package.name, path, extract.spoken(path, found[path]), clean.normal(found[path]))
            for path in paths if path in found]


def place(path):
    """What to sort paths by, so that a folder's files stand together, before those of the folders in it."""
    *folders, name = path.split("/")
    return folders, name


def within(kept, limit):
    """The documents of whole folders, taken in an order that depends on their names only, up to `limit` bytes."""
    folders = collections.defaultdict(list)
    for document in kept:
        folders[posixpath.dirname(document.path)].append(document)
    chosen, total = [], 0
    for folder in sorted(folders, key=rank):
        size = sum(document.size for document in folders[folder])
        if total + size <= limit:
            chosen += folders[folder]
            total += size
    return sorted(chosen, key=lambda document: place(document.path))


def metadata(package, description):
    """(admitted licence or None, keys of the projects it belongs to) from the archive's own metadata."""
    if package.ecosystem == "src":
        return licences.of_debian(description), ["deb:" + package.name]
    if package.ecosystem == "deb":
        return licences.of_debian(description), ["deb:" + extract.debian_source(archive(package))]
    if description.get("name") != package.name:  # npm names archives alike for @a/b and a-b
        return None, []
    return licences.of_npm(description), npm_projects(package.name, description.get("repository"))


def npm_projects(name, repository):
    """Keys that tie packages of one project together: scope, repository, and the owner's packages of one prefix."""
    url = repository.get("url") if isinstance(repository, dict) else repository
    parts = (url or "").lower().removesuffix(".git").replace(":", "/").split("/")
    keys = [name.split("/")[0]] if name.startswith("@") else [name]
    if len(parts) >= 2 and parts[-1] and parts[-2]:
        owner, repository = parts[-2:] if "tree" not in parts else parts[parts.index("tree") - 2:][:2]
        keys.append(f"{owner}/{repository}")
        if not name.startswith("@"):
            keys.append(f"{owner}:{name.split('-')[0]}")
    return keys
