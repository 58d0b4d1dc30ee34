"""Download archives with the registries' ordinary clients (npm pack, apt-get) and check them.

Debian takes a version out of its archive when it updates it, so apt's lists are read afresh, into a folder of our own,
whenever something of Debian's is missing; that also serves source packages where the system's lists do not.
"""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from packages import WORK, digest

CACHE = WORK / "cache"
APT = WORK / "apt"
BATCH = {"npm": 12, "deb": 25, "src": 10}  # packages a call
CALLS = {"npm": 4, "deb": 2, "src": 2}  # calls at a time
AT = {"npm": "@", "deb": "=", "src": "="}  # between name and version
PART = re.compile(r"^ [0-9a-f]{64} \d+ (\S+)$", re.M)  # a .dsc names the files that belong to it


class FetchError(Exception):
    """A held-out archive that could not be had, or is not the one that the list names."""


def archive(package):
    """Where the package's archive lies once fetched (of a source package its .dsc); None if it is not there."""
    if package.ecosystem == "npm":
        found = CACHE / "npm" / f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"
        return found if found.exists() else None
    if package.ecosystem == "src":
        found = CACHE / "src" / f"{package.name}_{package.version.split(':')[-1]}.dsc"
        return found if found.exists() and all((found.parent / name).exists() for name in PART.findall(found.read_text())) else None
    version = package.version.replace(":", "%3a")
    return next((CACHE / "deb").glob(f"{package.name}_{version}_*.deb"), None)


def apt():
    """apt-get with lists of our own: the system's archives, their source packages included."""
    return ["apt-get", "-qq", "-o", f"Dir::Etc::sourcelist={APT}/sources.list", "-o", "Dir::Etc::sourceparts=/dev/null",
            "-o", f"Dir::State::lists={APT}/lists", "-o", f"Dir::Cache={APT}/cache"]


def update():
    """Read the archives' lists afresh. What fails is told by apt on stderr, and by what is then not found."""
    (APT / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (APT / "cache").mkdir(exist_ok=True)
    known = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)", "Created-By: Packages"],
                           capture_output=True, text=True).stdout.splitlines()
    (APT / "sources.list").write_text("".join(f"{kind} {one}\n" for one in sorted(set(known)) for kind in ("deb", "deb-src")))
    subprocess.run([*apt(), "update"], stdout=subprocess.DEVNULL)


def download(ecosystem, specifications):
    """Fetch `name@version` (npm) or `name=version` (deb, src), or bare names, into the cache. Failures show by absence."""
    if not specifications:
        return
    folder = CACHE / ecosystem
    folder.mkdir(parents=True, exist_ok=True)
    if ecosystem != "npm":
        update()
    client = {"npm": ["npm", "pack", "--ignore-scripts", "--silent"], "deb": [*apt(), "download"],
              "src": [*apt(), "source", "--download-only"]}[ecosystem]
    size = BATCH[ecosystem]

    def call(batch):
        if subprocess.run(client + batch, cwd=folder, capture_output=True).returncode:
            for one in batch:  # one bad name spoils a whole call
                subprocess.run(client + [one], cwd=folder, capture_output=True)

    with ThreadPoolExecutor(CALLS[ecosystem]) as pool:
        list(pool.map(call, [specifications[i:i + size] for i in range(0, len(specifications), size)]))


def fetch(packages):
    """The packages whose archives are in the cache and as listed, after fetching what was missing. A train package that
    is not to be had is told on stderr and left out; for a held-out one FetchError is raised, naming all that fail."""
    for ecosystem, at in AT.items():
        download(ecosystem, [f"{p.name}{at}{p.version}" for p in packages if p.ecosystem == ecosystem and not archive(p)])
    there, gone = [], []
    for package in packages:
        path = archive(package)
        if path is not None and digest(path) == package.sha256:
            there.append(package)
        else:
            gone.append((package, "not found" if path is None else "wrong sha256"))
    failed = [f"{package.name} {package.version}: {why}" for package, why in gone if package.split != "train"]
    if failed:
        raise FetchError("; ".join(failed))
    for package, why in gone:
        print(f"left out: {package.ecosystem} {package.name} {package.version}: {why}", file=sys.stderr)
    return there
