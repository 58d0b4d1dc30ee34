"""From an archive to its human-written source files, as (path, bytes), paths relative to the package's root."""

import io
import json
import posixpath
import re
import subprocess
import tarfile

import licences

TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts")
JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
LANGUAGE = {"." + ext: language for language, exts in (
    ("typescript", "ts tsx mts cts"), ("javascript", "js jsx mjs cjs"), ("python", "py")) for ext in exts.split()}

OUTPUT = set("dist lib libs es esm esm5 esm2015 esm2020 esm2022 fesm5 fesm2015 fesm2020 fesm2022 cjs umd build out "
             "output bundles browser module modern mjs commonjs _esm _cjs _esm2015 typings legacy node release "
             "lib-commonjs lib-es6 lib-amd lib-esm lib-esnext bin min prod production development dist-src "
             "dist-node dist-web dist-es dist-cjs dist-types dist-esm amd iife system es5 es6 es2015 es2020".split())
ESM = set("es esm _esm module modern mjs esm2015 esm2020 esm2022 fesm2015 fesm2020 fesm2022 dist-es dist-esm lib-esm "
          "es6 es2015 es2020 lib-es6 lib-esnext".split())


def language(path):
    """typescript | javascript | python, or None for what the corpus does not hold (declarations too)."""
    if re.search(r"\.d\.[mc]?ts$|\.d\.\w+\.ts$", path):
        return None
    return LANGUAGE.get(posixpath.splitext(path)[1])


def npm_files(archive):
    """(package.json as a dict, {path: bytes}) of an npm archive; source maps are opened in `originals`."""
    files = {}
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            path = posixpath.normpath(member.name).partition("/")[2]
            wanted = path == "package.json" or path.endswith(".map") or language(path)
            if member.isfile() and wanted and member.size < 16_000_000 and "node_modules/" not in path:
                files[path] = tar.extractfile(member).read()
    try:
        package = json.loads(files.pop("package.json", b"{}"))
    except ValueError:
        package = {}
    return package if isinstance(package, dict) else {}, files


def source_path(map_path, root, source):
    """Where a source that a map names lies in the package; None for what a bundler made up or vendored."""
    if re.search(r"node_modules|\(webpack\)|webpack/|external |[|?\0]|^\s*$", source):
        return None
    bundled = re.match(r"[a-z-]+://[^/]*/(.*)", source)
    path = bundled[1] if bundled else posixpath.join(posixpath.dirname(map_path), root, source)
    path = posixpath.normpath(path)
    outside = path.startswith("..") or path.startswith("/")
    path = re.sub(r"^(\.\./|/)+", "", path)
    if outside and "/src/" in path:
        path = "src/" + path.split("/src/", 1)[1]
    return path if language(path) else None


def originals(files):
    """{path: bytes} of the sources that the archive's source maps carry along."""
    found = {}
    for path, data in files.items():
        if not path.endswith(".map"):
            continue
        try:
            content = json.loads(data)
            sources = list(zip(content["sources"], content["sourcesContent"]))
            root = content.get("sourceRoot") or ""
            for source, text in sources:
                name = source_path(path, root, source) if isinstance(source, str) and text else None
                if name:
                    found.setdefault(name, text.encode("utf-8", "surrogatepass"))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # not a source map, or one without sources
    return found


def handwritten(files):
    """Of an npm package's files, those that a person wrote: with originals present, compiled output goes."""
    kept = originals(files)
    for path, data in files.items():
        if not path.endswith(".map"):
            kept.setdefault(path, data)
    stems = {posixpath.splitext(path)[0] for path in kept if path.endswith(TYPESCRIPT)}
    folders = {path: set(path.split("/")[:-1]) for path in kept}
    source = sum(len(data) for path, data in kept.items()
                 if path.endswith(TYPESCRIPT) or ("src" in folders[path] and not OUTPUT & folders[path]))
    compiled = {path for path in kept if path.endswith(JAVASCRIPT) and
                (posixpath.splitext(path)[0] in stems or (source > 2000 and OUTPUT & folders[path]))}
    if any(ESM & folders[path] and path not in compiled for path in kept):
        compiled |= {path for path in kept if path.endswith(JAVASCRIPT) and OUTPUT & folders[path]
                     and not ESM & folders[path]}
    return {path: data for path, data in kept.items() if path not in compiled}


def debian_files(archive):
    """(copyright text or "", {path: bytes}) of a Debian package: its Python modules."""
    tar_bytes = subprocess.run(["dpkg-deb", "--fsys-tarfile", archive], capture_output=True, check=True).stdout
    copyright_text, files = "", {}
    with tarfile.open(fileobj=io.BytesIO(tar_bytes)) as tar:
        for member in tar:
            path = posixpath.normpath(member.name)
            if not member.isfile():
                continue
            if re.fullmatch(r"usr/share/doc/[^/]+/copyright", path):
                copyright_text = tar.extractfile(member).read().decode("utf-8", "replace")
            inside = re.fullmatch(r"usr/lib/python3[.\d]*/dist-packages/(.+\.py)", path)
            if inside:
                files[inside[1]] = tar.extractfile(member).read()
    barred = licences.debian_exceptions(copyright_text)
    return copyright_text, {path: data for path, data in files.items() if not licences.excepted(path, barred)}


def debian_source(archive):
    """The source package that a Debian package was built from."""
    fields = subprocess.run(["dpkg-deb", "-f", archive, "Source", "Package"], capture_output=True, check=True, text=True)
    values = dict(line.split(": ", 1) for line in fields.stdout.splitlines())
    return values.get("Source", values["Package"]).split()[0]
