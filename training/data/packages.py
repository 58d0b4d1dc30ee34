"""The list of packages (packages.tsv) that the corpus is made of, as typed rows."""

import csv
import hashlib
from dataclasses import astuple, dataclass, fields
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE.parent / ".work"
LIST = HERE / "packages.tsv"


@dataclass
class Package:
    ecosystem: str  # npm | deb
    name: str
    version: str
    licence: str
    split: str  # train | valid | test
    project: str  # packages of one project stay in one split: npm scope or repository, Debian source package
    sha256: str  # of the archive


def read(path=LIST):
    with open(path, encoding="utf-8", newline="") as file:
        return [Package(**row) for row in csv.DictReader(file, delimiter="\t")]


def write(packages, path=LIST):
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(field.name for field in fields(Package))
        rows.writerows(astuple(package) for package in packages)


def rank(name):
    """A number that depends on the name alone, to order by without favour."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def digest(path):
    """SHA-256 of a file, hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
