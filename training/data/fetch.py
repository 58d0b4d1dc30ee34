"""Download archives with the registries' ordinary clients (npm pack, apt-get download) and check them."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

from packages import WORK, digest

CACHE = WORK / "cache"
BATCH = {"npm": 12, "deb": 25}  # packages a call
CALLS = {"npm": 4, "deb": 2}  # calls at a time


class FetchError(Exception):
    """An archive that could not be had, or is not the one that the list names."""


def archive(package):
    """Where the package's archive lies once fetched; None if it is not there."""
    if package.ecosystem == "npm":
        found = CACHE / "npm" / f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"
        return found if found.exists() else None
    version = package.version.replace(":", "%3a")
    return next((CACHE / "deb").glob(f"{package.name}_{version}_*.deb"), None)


def download(ecosystem, specifications):
    """Fetch `name@version` (npm) or `name=version` (deb), or bare names, into the cache. Failures show by absence."""
    folder = CACHE / ecosystem
    folder.mkdir(parents=True, exist_ok=True)
    client = {"npm": ["npm", "pack", "--ignore-scripts", "--silent"], "deb": ["apt-get", "download", "-qq"]}[ecosystem]
    size = BATCH[ecosystem]

    def call(batch):
        if subprocess.run(client + batch, cwd=folder, capture_output=True).returncode:
            for one in batch:  # one bad name spoils a whole call
                subprocess.run(client + [one], cwd=folder, capture_output=True)

    with ThreadPoolExecutor(CALLS[ecosystem]) as pool:
        list(pool.map(call, [specifications[i:i + size] for i in range(0, len(specifications), size)]))


def fetch(packages):
    """Have every package's archive in the cache, checked against the list. Raises FetchError, naming all that fail."""
    for ecosystem, at in (("npm", "@"), ("deb", "=")):
        missing = [f"{p.name}{at}{p.version}" for p in packages if p.ecosystem == ecosystem and not archive(p)]
        if missing:
            download(ecosystem, missing)
    failed = []
    for package in packages:
        path = archive(package)
        if path is None or digest(path) != package.sha256:
            failed.append(f"{package.name} {package.version}: {'not found' if path is None else 'wrong sha256'}")
    if failed:
        raise FetchError("; ".join(failed))
