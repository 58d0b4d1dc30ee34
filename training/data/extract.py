"""From an archive to its human-written source files, as (path, bytes), paths relative to the package's root."""

import io
import json
import posixpath
import re
import subprocess
import tarfile

import licences
from packages import digest

TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts")
JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
LANGUAGE = {"." + ext: language for language, exts in (
    ("typescript", "ts tsx mts cts"), ("javascript", "js jsx mjs cjs"), ("python", "py"), ("go", "go"), ("rust", "rs"),
    ("java", "java"), ("c", "c h"), ("cpp", "cc cpp cxx hh hpp hxx inl ipp"), ("json", "json"), ("html", "html"),
    ("css", "css scss less"), ("markdown", "md")) for ext in exts.split()}
MARKUP = {"json", "html", "css", "markdown"}  # in small parts, as they occur
CPLUSPLUS = re.compile(rb"^\s*(?:class|namespace|template\s*<|using)\b|\bstd::|^\s*(?:public|private|protected):", re.M)

OUTPUT = set("dist lib libs es esm esm5 esm2015 esm2020 esm2022 fesm5 fesm2015 fesm2020 fesm2022 cjs umd build out "
             "output bundles browser module modern mjs commonjs _esm _cjs _esm2015 typings legacy node release "
             "lib-commonjs lib-es6 lib-amd lib-esm lib-esnext bin min prod production development dist-src "
             "dist-node dist-web dist-es dist-cjs dist-types dist-esm amd iife system es5 es6 es2015 es2020".split())
ESM = set("es esm _esm module modern mjs esm2015 esm2020 esm2022 fesm2015 fesm2020 fesm2022 dist-es dist-esm lib-esm "
          "es6 es2015 es2020 lib-es6 lib-esnext".split())


def language(path):
    """The language that a path's ending tells, or None for what the corpus does not hold (declarations too)."""
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
    scripts = {path for path in kept if language(path) in ("typescript", "javascript", "python")}
    stems = {posixpath.splitext(path)[0] for path in kept if path.endswith(TYPESCRIPT)}
    folders = {path: set(path.split("/")[:-1]) for path in kept}
    source = sum(len(kept[path]) for path in scripts
                 if path.endswith(TYPESCRIPT) or ("src" in folders[path] and not OUTPUT & folders[path]))
    compiled = {path for path in kept if path.endswith(JAVASCRIPT) and
                (posixpath.splitext(path)[0] in stems or (source > 2000 and OUTPUT & folders[path]))}
    if any(ESM & folders[path] and path not in compiled for path in scripts):
        compiled |= {path for path in kept if path.endswith(JAVASCRIPT) and OUTPUT & folders[path]
                     and not ESM & folders[path]}
    return {path: data for path, data in kept.items() if path not in compiled
            and not (language(path) in MARKUP and OUTPUT & folders[path])}


def spoken(path, data):
    """`language`, and for a C header the one of the two that its text is written in."""
    by_path = language(path)
    return "cpp" if by_path == "c" and path.endswith(".h") and CPLUSPLUS.search(data) else by_path


DEBIAN_SOURCES = re.compile(  # where Debian lays Python modules, Go's sources, Rust's crates
    r"usr/lib/python3[.\d]*/dist-packages/(.+\.py)|usr/share/gocode/src/(.+\.go)|usr/share/cargo/registry/[^/]+/(.+\.rs)")


def debian_files(archive):
    """(copyright text or "", {path: bytes}) of a Debian package: its Python modules, Go or Rust sources."""
    tar_bytes = subprocess.run(["dpkg-deb", "--fsys-tarfile", archive], capture_output=True, check=True).stdout
    copyright_text, files = "", {}
    with tarfile.open(fileobj=io.BytesIO(tar_bytes)) as tar:
        for member in tar:
            path = posixpath.normpath(member.name)
            if not member.isfile():
                continue
            if re.fullmatch(r"usr/share/doc/[^/]+/copyright", path):
                copyright_text = tar.extractfile(member).read().decode("utf-8", "replace")
            inside = DEBIAN_SOURCES.fullmatch(path)
            if inside:
                files[inside[1] or inside[2] or inside[3]] = tar.extractfile(member).read()
    return permitted(copyright_text, from_root(files) if archive.name.startswith("golang-") else files)


def from_root(files):
    """The same files by their paths from the folder that holds them all: a Go module's, whose address says who owns it."""
    root = posixpath.commonpath(map(posixpath.dirname, files)) if files else ""
    return {posixpath.relpath(path, root or "."): data for path, data in files.items()}


def permitted(copyright_text, files):
    """(copyright text, the files that no stanza of it puts under a licence that is not admitted)."""
    barred = licences.debian_exceptions(copyright_text)
    return copyright_text, {path: data for path, data in files.items() if not licences.excepted(path, barred)}


def source_files(archive):
    """(copyright text or "", {path: bytes}) of a Debian source package, given by its .dsc: the parts lie beside it."""
    copyright_text, files = "", {}
    for part in source_parts(archive):
        if not re.search(r"\.tar\.\w+$", part.name):
            continue
        with tarfile.open(part) as tar:
            for member in tar:
                path = posixpath.normpath(member.name)
                path = path if path.startswith("debian/") else path.partition("/")[2]
                if not member.isfile() or member.size > 1_000_000:
                    continue
                if path == "debian/copyright":
                    copyright_text = tar.extractfile(member).read().decode("utf-8", "replace")
                elif language(path) and not path.startswith("debian/"):
                    files[path] = tar.extractfile(member).read()
    return permitted(copyright_text, files)


def source_parts(dsc):
    """The files that a .dsc names, in its order. Raises ValueError for one that is missing or not as the .dsc says."""
    listed = re.search(r"^Checksums-Sha256:\s*\n((?: .*\n)+)", dsc.read_text("utf-8"), re.M)
    parts = []
    for line in listed[1].splitlines() if listed else ():
        sha256, _, name = line.split()
        part = dsc.parent / posixpath.basename(name)
        if not part.exists() or digest(part) != sha256:
            raise ValueError(f"{part.name} is not what {dsc.name} describes")
        parts.append(part)
    return parts


def debian_source(archive):
    """The source package that a Debian package was built from."""
    fields = subprocess.run(["dpkg-deb", "-f", archive, "Source", "Package"], capture_output=True, check=True, text=True)
    values = dict(line.split(": ", 1) for line in fields.stdout.splitlines())
    return values.get("Source", values["Package"]).split()[0]
