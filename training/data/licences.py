"""Which licences the corpus admits, decided from a package's own metadata.

Pure functions, no files: `permissive` judges a licence expression, `of_npm` a parsed package.json, `of_debian` a
Debian copyright file in its machine-readable form (DEP-5). Whatever cannot be read for certain is refused.
"""

import fnmatch
import re

PERMISSIVE = {
    "0bsd", "apache", "apache-2", "apache-2.0", "blueoak-1.0.0", "bsd", "bsd-1-clause", "bsd-2-clause",
    "bsd-2-clause-freebsd", "bsd-2-clause-patent", "bsd-3-clause", "bsd-3-clause-clear", "bsd-2", "bsd-3", "bsl-1.0",
    "cc0", "cc0-1.0", "cnri-python", "expat", "hpnd", "isc", "mit", "mit-0", "mit-cmu", "mit-style", "mit-x11",
    "psf", "psf-2", "psf-2.0", "python", "python-2.0", "python-2.0.1", "unlicense", "x11", "zlib", "zpl-2.1",
}


def permissive(expression):
    """True if the licence expression (SPDX or Debian's spelling of it) lets us use the text under permissive terms.

    `or` needs one admitted side, `and` and the comma need both; `with` exceptions only ever add rights.
    """
    text = expression.strip().lower().replace("(", " ( ").replace(")", " ) ").replace(",", " and ")
    text = re.sub(r"\bapache (license )?(version )?2(\.0)?\b", "apache-2.0", text).replace("/", " or ").replace("|", " or ")
    words = re.sub(r"\b(and|or)(\s+\1)+\b", r"\1", text).split()
    try:
        value, rest = _either(words)
    except IndexError:
        return False
    return value and not rest


def _either(words):
    value, words = _both(words)
    while words and words[0] == "or":
        right, words = _both(words[1:])
        value = value or right
    return value, words


def _both(words):
    value, words = _one(words)
    while words and words[0] == "and":
        right, words = _one(words[1:])
        value = value and right
    return value, words


def _one(words):
    word, words = words[0], words[1:]
    if word == "(":
        value, words = _either(words)
        return value and words[0] == ")", words[1:]
    if words and words[0] == "with":
        words = words[2:]
    return word in PERMISSIVE, words


def of_npm(package):
    """The licence expression of a parsed package.json if it is admitted, else None."""
    licence = package.get("license") or package.get("licenses")
    if isinstance(licence, dict):
        licence = licence.get("type")
    if isinstance(licence, list):  # the old form: a choice
        licence = " OR ".join(str(entry.get("type") if isinstance(entry, dict) else entry) for entry in licence)
    return licence.strip() if isinstance(licence, str) and permissive(licence) else None


def _stanzas(copyright_text):
    """(patterns, licence expression) of each Files stanza of a DEP-5 copyright file."""
    for stanza in re.split(r"\n[ \t]*\n", copyright_text.replace("\r\n", "\n")):
        fields = {}
        for field in re.finditer(r"^([A-Za-z-]+):(.*(?:\n[ \t].*)*)", stanza, re.M):
            fields[field[1].lower()] = field[2]
        if "files" in fields:
            yield fields["files"].split(), fields.get("license", "").strip().split("\n")[0].strip()


def of_debian(copyright_text):
    """The licence of the stanzas for `*` in a DEP-5 file if every one is admitted, else None (also when not DEP-5)."""
    if not re.match(r"\s*Format(-Specification)?:", copyright_text):
        return None
    licences = [licence for patterns, licence in _stanzas(copyright_text) if "*" in patterns]
    return licences[0] if licences and all(map(permissive, licences)) else None


def debian_exceptions(copyright_text):
    """Path patterns of a DEP-5 file whose licence is not admitted: files that match must stay out."""
    return [pattern for patterns, licence in _stanzas(copyright_text) if not permissive(licence)
            for pattern in patterns if not pattern.startswith("debian/") and pattern != "*"]


def excepted(path, patterns):
    """True if an installed path matches a pattern, which is relative to the source tree: any tail of it counts
    that still names a folder or a whole file."""
    for pattern in patterns:
        parts = pattern.lstrip("./").split("/")
        for start in range(len(parts)):
            tail = parts[start:]
            if "*" not in tail[0] and fnmatch.fnmatchcase(path, "/".join(tail)):
                return True
    return False
