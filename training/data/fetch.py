"""Download archives with the registries' ordinary clients (npm pack, apt-get) and check them.

Debian takes a version out of its archive when it updates it, so apt's lists are read afresh, into a folder of our own,
whenever something of Debian's is missing; that also serves source packages where the system's lists do not. What is held
out of such a package outlives its version: its files, each with a hash of its own, are looked for in the one served now.
"""

import dataclasses
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from packages import WORK, Package, digest

CACHE = WORK / "cache"
APT = WORK / "apt"
BATCH = {"npm": 12, "deb": 50, "src": 25}  # packages a call
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


def newest(ecosystem, name):
    """The archive of a package in the cache, whatever its version; None if there is none."""
    if ecosystem == "npm":
        stem = re.escape(name.lstrip("@").replace("/", "-"))
        return next((p for p in (CACHE / "npm").glob("*.tgz") if re.fullmatch(stem + r"-\d+\.\d+\.\d+.*\.tgz", p.name)), None)
    return next((CACHE / ecosystem).glob(f"{name}_*." + {"deb": "deb", "src": "dsc"}[ecosystem]), None)


def version(ecosystem, name, path):
    """The version of a package whose archive this is."""
    if ecosystem == "npm":
        return path.name[len(name.lstrip("@")) + 1:-len(".tgz")]
    if ecosystem == "src":
        return re.search(r"^Version: (\S+)", path.read_text("utf-8"), re.M)[1]
    return path.name.split("_")[1].replace("%3a", ":")


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


def download(ecosystem, wanted):
    """Fetch (name, version) into the cache; a version of None is what the registry serves. Failures show by absence."""
    if not wanted:
        return
    folder = CACHE / ecosystem
    folder.mkdir(parents=True, exist_ok=True)
    if ecosystem != "npm":
        update()
    client = {"npm": ["npm", "pack", "--ignore-scripts", "--silent"], "deb": [*apt(), "download"],
              "src": [*apt(), "source", "--download-only"]}[ecosystem]
    size = BATCH[ecosystem]

    def call(batch):
        names = [name if version is None else name + AT[ecosystem] + version for name, version in batch]
        if subprocess.run(client + names, cwd=folder, capture_output=True).returncode and len(batch) > 1:
            left = [(name, version) for name, version in batch if not _had(ecosystem, name, version)]
            for half in (left[:len(left) // 2], left[len(left) // 2:]):  # one that is not to be had spoils a whole call
                if half:
                    call(half)

    with ThreadPoolExecutor(CALLS[ecosystem]) as pool:
        list(pool.map(call, [wanted[i:i + size] for i in range(0, len(wanted), size)]))


def _had(ecosystem, name, version):
    path = newest(ecosystem, name) if version is None else archive(Package(ecosystem, name, version, *[""] * 4))
    return path is not None


def fetch(packages):
    """The packages whose archives are in the cache and as listed, after fetching what was missing. A train package that
    is not to be had is told on stderr and left out. For a held-out one of Debian's the version that is served now stands
    in, and is told; for one that is not to be had at all FetchError is raised, naming all that fail."""
    for ecosystem in AT:
        download(ecosystem, [(p.name, p.version) for p in packages if p.ecosystem == ecosystem and not archive(p)])
    lost = [p for p in packages if p.split != "train" and p.ecosystem != "npm" and archive(p) is None]
    for ecosystem in AT:
        download(ecosystem, [(p.name, None) for p in lost if p.ecosystem == ecosystem])
    there, gone = [], []
    for package in (_served(p) if p in lost else p for p in packages):
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


def _served(package):
    """The package as it is served now, if at all."""
    path = newest(package.ecosystem, package.name)
    if path is None:
        return package
    found = version(package.ecosystem, package.name, path)
    print(f"no longer served: {package.ecosystem} {package.name} {package.version}; read in {found} instead", file=sys.stderr)
    return dataclasses.replace(package, version=found, sha256=digest(path))
