"""The corpus's rules, and the tokenizer's: `python -m unittest training/tests/test_data.py`, no corpus needed.

The tokenizer tests need models/tokenizer.model and read this repository's own Python files.
"""

import collections
import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
sys.path.insert(0, str(DATA))

import choose  # noqa: E402
import clean  # noqa: E402
import decontaminate  # noqa: E402
import dedupe  # noqa: E402
import documents  # noqa: E402
import encode  # noqa: E402
import extract  # noqa: E402
import fetch  # noqa: E402
import gather  # noqa: E402
import licences  # noqa: E402
import minhash  # noqa: E402
import packages  # noqa: E402
import prepare  # noqa: E402
import scrub  # noqa: E402
import shards  # noqa: E402
import tokenizer  # noqa: E402

SOURCES = sorted(DATA.glob("*.py"))
DEP5 = """Format: machine-readable, version 1.0
Upstream-Name: example

Files: *
Copyright: 2020 Somebody
License: {star}

Files: example/vendor/*
       tools/release.py
Copyright: 2019 Somebody Else
License: LGPL-2.1+

Files: debian/*
Copyright: 2021 A Packager
License: GPL-3+

License: {star}
 The text.
"""


class Licences(unittest.TestCase):
    def test_permissive(self):
        for expression in ("MIT", "isc", "Apache-2.0", "BSD-3-Clause", "0BSD", "(MIT OR GPL-3.0)", "MIT AND Zlib",
                           "Expat", "BSD-3-clause and Expat", "GPL-2+ or Apache-2", "Python-2.0", "CC0-1.0", "MIT/X11",
                           "Apache License 2.0", "Apache-2.0 WITH LLVM-exception", "BSD-3-clause, Expat, and ISC"):
            self.assertTrue(licences.permissive(expression), expression)

    def test_not_permissive(self):
        for expression in ("GPL-3.0", "LGPL-2.1", "MPL-2.0", "UNLICENSED", "SEE LICENSE IN LICENSE.md", "", "MIT AND GPL-2.0",
                           "(MIT OR", "CC-BY-4.0", "Artistic-2.0", "BUSL-1.1", "AGPL-3.0-only", "MIT OR", "LGPL-3.0 OR MPL-2.0",
                           "Expat and GPL-2+ or GPL-3"):
            self.assertFalse(licences.permissive(expression), expression)

    def test_npm_forms(self):
        self.assertEqual(licences.of_npm({"license": "MIT"}), "MIT")
        self.assertEqual(licences.of_npm({"license": {"type": "ISC", "url": "x"}}), "ISC")
        self.assertEqual(licences.of_npm({"licenses": [{"type": "GPL-2.0"}, {"type": "MIT"}]}), "GPL-2.0 OR MIT")
        self.assertIsNone(licences.of_npm({}))
        self.assertIsNone(licences.of_npm({"license": "GPL-3.0-only"}))

    def test_debian_file(self):
        self.assertEqual(licences.of_debian(DEP5.format(star="Expat")), "Expat")
        self.assertIsNone(licences.of_debian(DEP5.format(star="GPL-2+")))
        self.assertIsNone(licences.of_debian("This package was made by somebody. It is under the MIT licence."))
        self.assertIsNone(licences.of_debian(DEP5.format(star="Expat") + "\nFiles: *\nLicense: GPL-2\n"))

    def test_files_under_another_licence_stay_out(self):
        barred = licences.debian_exceptions(DEP5.format(star="Expat"))
        self.assertEqual(barred, ["example/vendor/*", "tools/release.py"])
        self.assertTrue(licences.excepted("example/vendor/six.py", barred))
        self.assertTrue(licences.excepted("release.py", barred))
        self.assertFalse(licences.excepted("example/core.py", barred))
        self.assertTrue(licences.excepted("pkg/a/b.py", ["src/pkg/a/*"]))
        self.assertFalse(licences.excepted("pkg/a/b.py", ["docs/*", "lib/*.py"]))


class Cleaning(unittest.TestCase):
    GOOD = ("export function area(width: number, height: number): number {\n  return width * height;\n}\n\n" * 5).encode()

    def reason(self, path, data):
        return clean.clean(path, data)[1]

    def test_keeps_real_code(self):
        for source in SOURCES:
            text, reason = clean.clean(source.name, source.read_bytes())
            if source.name not in ("clean.py", "tokenizer.py", "licences.py"):  # these speak of what they reject
                self.assertIsNone(reason, source.name)
                self.assertEqual(text, source.read_text())

    def test_line_ends(self):
        text, _ = clean.clean("src/a.ts", b"\xef\xbb\xbf" + self.GOOD.replace(b"\n", b"\r\n").rstrip())
        self.assertEqual(text, self.GOOD.decode().rstrip() + "\n")
        text, _ = clean.clean("src/a.ts", self.GOOD + b"\n\n")
        self.assertTrue(text.endswith("}\n\n\n\n"), "blank lines at the end are the author's")

    def test_reasons(self):
        good = self.GOOD
        self.assertEqual(self.reason("a.ts", b"let a = 1;\n"), "size")
        self.assertEqual(self.reason("a.ts", good * 5000), "size")
        self.assertEqual(self.reason("dist/a.umd.js", good), "name")
        self.assertEqual(self.reason("a.min.js", good), "name")
        self.assertEqual(self.reason("src/locale/pt-BR.ts", good), "name")
        self.assertIsNone(self.reason("src/locale/index.ts", good))
        self.assertEqual(self.reason("a.ts", good + b"\0"), "binary")
        self.assertEqual(self.reason("a.ts", good + b"\xff"), "encoding")
        self.assertEqual(self.reason("a.ts", good + b"let b = " + b"1+" * 600 + b"1\n"), "long line")
        self.assertEqual(self.reason("a.ts", b"// Code generated by a tool. DO NOT EDIT.\n" + good), "generated")
        self.assertEqual(self.reason("a.js", b'Object.defineProperty(exports, "__esModule", {});\n' + good), "compiled")
        self.assertEqual(self.reason("api/v1/types.pb.go", good), "vendored or generated name")
        self.assertEqual(self.reason("third-party/zlib/inflate.c", good), "vendored or generated name")
        self.assertIsNone(self.reason("django/contrib/admin/sites.py", good))
        self.assertEqual(self.reason("CHANGELOG.md", good), "markup")
        self.assertIsNone(self.reason("README.md", good))
        self.assertEqual(self.reason("a.js", b"/* @flow */\n" + good), "flow")
        self.assertEqual(self.reason("a.py", b"TABLE = [\n" + b"    0x10, 0x22, 0x35, 0x4f,\n" * 50 + b"]\n"), "data")

    def test_declarations_have_no_language(self):
        self.assertIsNone(extract.language("src/types.d.ts"))
        self.assertIsNone(extract.language("types.d.mts"))
        self.assertEqual(extract.language("src/app.tsx"), "typescript")
        self.assertEqual(extract.language("a/b.mjs"), "javascript")


class Extraction(unittest.TestCase):
    def archive(self, folder, files):
        path = Path(folder) / "package.tgz"
        with tarfile.open(path, "w:gz") as tar:
            for name, text in files.items():
                member = tarfile.TarInfo("package/" + name)
                member.size = len(text)
                tar.addfile(member, io.BytesIO(text))
        return path

    def test_originals_come_from_source_maps_and_their_output_goes(self):
        source = ("export const answer: number = 42;\n" * 80)
        mapped = json.dumps({"version": 3, "sources": ["../src/answer.ts", "webpack://x/webpack/bootstrap", "../node_modules/y/a.ts"],
                             "sourcesContent": [source, "runtime", "vendored"]})
        with tempfile.TemporaryDirectory() as folder:
            description, files = extract.npm_files(self.archive(folder, {
                "package.json": b'{"name": "x", "license": "MIT"}', "dist/answer.js": b"export const answer = 42;\n",
                "dist/answer.js.map": mapped.encode(), "dist/answer.d.ts": b"export declare const answer: number;\n",
                "README.md": b"hello", "dist/site.css": b"a {}"}))
        self.assertEqual(description["license"], "MIT")
        self.assertEqual(extract.handwritten(files), {"src/answer.ts": source.encode(), "README.md": b"hello"})

    def test_paths_of_sources(self):
        self.assertEqual(extract.source_path("dist/a.js.map", "", "../src/a.ts"), "src/a.ts")
        self.assertEqual(extract.source_path("dist/a.js.map", "", "../../../core/src/a.ts"), "src/a.ts")
        self.assertEqual(extract.source_path("dist/a.js.map", "", "webpack://lib/./src/b.tsx"), "src/b.tsx")
        self.assertIsNone(extract.source_path("dist/a.js.map", "", "webpack://lib/external \"react\""))
        self.assertIsNone(extract.source_path("dist/a.js.map", "", "../src/logo.svg"))

    def test_plain_javascript_packages_keep_their_lib(self):
        files = {"lib/index.js": b"x", "lib/rules/a.js": b"y", "index.js": b"z"}
        self.assertEqual(extract.handwritten(files), files)

    def test_a_folder_comes_before_the_folders_in_it(self):
        paths = ["src/a-b/x.ts", "src/a/b/y.ts", "src/z.ts", "src/a/z.ts", "index.ts"]
        self.assertEqual(sorted(paths, key=documents.place), ["index.ts", "src/z.ts", "src/a/z.ts", "src/a/b/y.ts", "src/a-b/x.ts"])

    def test_headers_are_c_or_cpp_by_what_they_say(self):
        self.assertEqual(extract.spoken("a.h", b"#pragma once\nint add(int a, int b);\n"), "c")
        self.assertEqual(extract.spoken("a.h", b"#pragma once\nnamespace a {\nint add(int a, int b);\n}\n"), "cpp")
        self.assertEqual([extract.language(p) for p in ("a.go", "a.rs", "A.java", "a.c", "a.cc", "README.md", "a.txt")],
                         ["go", "rust", "java", "c", "cpp", "markdown", None])

    def source_package(self, folder, files, copyright_text):
        upstream = self.archive(folder, files).rename(Path(folder) / "x_1.0.orig.tar.gz")
        with tarfile.open(Path(folder) / "x_1.0-1.debian.tar.gz", "w:gz") as tar:
            member = tarfile.TarInfo("debian/copyright")
            member.size = len(copyright_text)
            tar.addfile(member, io.BytesIO(copyright_text))
        dsc = Path(folder) / "x_1.0-1.dsc"
        parts = [upstream, Path(folder) / "x_1.0-1.debian.tar.gz"]
        dsc.write_text("Format: 3.0 (quilt)\nChecksums-Sha256:\n" + "".join(
            f" {packages.digest(part)} {part.stat().st_size} {part.name}\n" for part in parts) + "Files:\n")
        return dsc

    def test_debian_source_packages(self):
        with tempfile.TemporaryDirectory() as folder:
            dsc = self.source_package(folder, {"src/a.c": b"int a;\n", "example/vendor/b.c": b"int b;\n", "doc.txt": b"x"},
                                      DEP5.format(star="Expat").encode())
            text, files = extract.source_files(dsc)
            self.assertEqual(files, {"src/a.c": b"int a;\n"})
            self.assertEqual(licences.of_debian(text), "Expat")
            (Path(folder) / "x_1.0.orig.tar.gz").write_bytes(b"changed")
            with self.assertRaisesRegex(ValueError, "x_1.0.orig.tar.gz is not what x_1.0-1.dsc describes"):
                extract.source_files(dsc)

    def test_paths_begin_at_the_module(self):
        files = {"host.example/owner/module/a.go": b"a", "host.example/owner/module/sub/b.go": b"b"}
        self.assertEqual(extract.from_root(files), {"a.go": b"a", "sub/b.go": b"b"})
        self.assertEqual(extract.from_root({"a.go": b"a"}), {"a.go": b"a"})
        self.assertEqual(extract.from_root({}), {})
        self.assertEqual(extract.DEBIAN_SOURCES.fullmatch("usr/share/cargo/registry/nom-7.1.1/src/str.rs")[3], "src/str.rs")

    def test_one_project_one_key(self):
        array = documents.npm_projects("d3-array", {"url": "git+ssh://git@github.example/d3/d3-array.git"})
        scale = documents.npm_projects("d3-scale", "github:d3/d3-scale")
        weighed = [(packages.Package("npm", name, "1.0.0", "ISC", "", "", ""), keys, {}, {})
                   for name, keys in (("d3-array", array), ("d3-scale", scale), ("other", ["other"]))]
        choose.name_projects(weighed)
        projects = [entry[0].project for entry in weighed]
        self.assertEqual(projects[0], projects[1])
        self.assertNotEqual(projects[0], projects[2])

    def test_projects_are_held_out_until_there_are_enough(self):
        weighed = []
        for n in range(20):
            package = packages.Package("src", f"p{n}", "1", "MIT", "train", f"deb:p{n}", "")
            size = 2_000_000 if n == 19 else 100_000
            weighed.append((package, [package.project], collections.Counter(java=size, c=size // 4), collections.Counter(java=9)))
        choose.hold_out(weighed, collections.Counter({("valid", "java"): 5, ("test", "java"): 3}))
        splits = collections.Counter(package.split for package, *_ in weighed)
        self.assertEqual(splits, {"train": 18, "test": 2})
        self.assertEqual(weighed[19][0].split, "train", "too large to give away")

    def test_a_cap_takes_whole_folders(self):
        kept = [documents.Document("p", f"{folder}/{n}.py", "python", "x" * 99 + "\n") for folder in "abcd" for n in range(3)]
        chosen = documents.within(kept, 700)
        self.assertEqual(len(chosen), 6)
        self.assertEqual(chosen, sorted(chosen, key=lambda d: documents.place(d.path)))
        self.assertEqual(len({d.path[0] for d in chosen}), 2)


class Copies(unittest.TestCase):
    def near(self, text, *before):
        seen = dedupe.Seen()
        for other in before:
            seen.add(dedupe.shingles(other))
        return seen.near(dedupe.shingles(text))

    def test_finds_a_near_copy(self):
        text = (DATA / "gather.py").read_text()
        lines = text.split("\n")
        edited = "\n".join("    " + (line.replace("corpus", "heap") if i % 29 == 0 else line) for i, line in enumerate(lines))
        self.assertFalse(self.near(text))
        self.assertTrue(self.near(text, text), "the same again")
        self.assertTrue(self.near(edited, text), "indented, a line in 29 changed")
        self.assertTrue(self.near("\n".join(lines[40:110]), text), "a part of it")
        self.assertFalse(self.near((DATA / "shards.py").read_text(), text))

    def test_short_texts(self):
        self.assertTrue(self.near("one line only\n", "one line only\n"))
        self.assertFalse(self.near("another line\n", "one line only\n"))

    def test_minhash_sees_through_line_breaks(self):
        text = (DATA / "gather.py").read_text()
        kept = minhash.Signatures()
        kept.add(minhash.signature((DATA / "shards.py").read_text()))
        self.assertFalse(kept.near(minhash.signature(text)))
        kept.add(minhash.signature(text))
        broken = text.replace(", ", ",\n        ").replace("(", "(\n")
        self.assertFalse(self.near(broken, text), "line by line it is another text")
        self.assertTrue(kept.near(minhash.signature(broken)), "re-formatted")
        self.assertTrue(kept.near(minhash.signature(text.replace("places", "spots"))), "a name changed")
        self.assertFalse(kept.near(minhash.signature((DATA / "choose.py").read_text())))

    def test_minhash_estimates_the_share_in_common(self):
        def words(start):
            return "\n".join(f"value_{i * i} = compute({i ** 3})" for i in range(start, start + 1000))
        for shift, jaccard in ((0, 1), (100, 900 / 1100), (333, 667 / 1333), (1000, 0)):
            equal = (minhash.signature(words(0)) == minhash.signature(words(shift))).mean()
            self.assertAlmostEqual(equal, jaccard, delta=0.2)

    def test_texts_of_any_length_have_a_signature(self):
        for text in ("", "\n", "x", "x" * 31, "x" * 33):
            self.assertEqual(minhash.signature(text).shape, (minhash.BANDS * minhash.ROWS,))

    def test_train_gives_way_to_held_out(self):
        text, other = (DATA / "gather.py").read_text(), (DATA / "shards.py").read_text()
        package = packages.Package("npm", "a", "1.0.0", "MIT", "train", "a", "")
        prepare.start()
        prints = prepare.prints([documents.Document("a", f"{i}.py", "python", t) for i, t in enumerate((text, other, other))])
        chosen = gather.Chosen([text])
        self.assertEqual(chosen.places(package, prints), [1])
        self.assertEqual(chosen.left_out["near copy by lines"], 2)


class Scrubbing(unittest.TestCase):
    def test_addresses(self):
        scrubbed = scrub.scrub("# Jane Roe <jane.roe@corp.acme.com>, jane.roe@corp.acme.com\n")
        self.assertRegex(scrubbed, r"^# Jane Roe <(user\d+@example\.com)>, \1\n$")
        self.assertNotEqual(scrub.scrub("a@acme.com"), scrub.scrub("b@acme.com"))

    def test_leaves_code_alone(self):
        for text in ("git@github.com:a/b.git", "user@example.com", "@app.route('/')", "x = a@b.T", "npm i left@1.2.3", "icon@2x.png",
                     "@media (min-width: 1px)", "password = getpass.getpass()", "token = 'identifier_of_the_next'",
                     "const apiKey = process.env.API_KEY", "https://host:8080/path@v1", "sha512-", "sk-spinner-item", "a@b.co("):
            self.assertEqual(scrub.scrub(text), text)
        for source in SOURCES:
            if source.name != "scrub.py":
                self.assertEqual(scrub.scrub(source.read_text()), source.read_text(), source.name)

    def test_secrets(self):
        key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\nab12\n-----END RSA PRIVATE KEY-----\n"
        for text, expected in (
                (key, "-----BEGIN RSA PRIVATE KEY-----\nxxxxxxxxx\nxxxx\n-----END RSA PRIVATE KEY-----\n"),
                ("id = 'AKIA" + "Q1W2" * 4 + "'", "id = 'AKIA" + "x" * 16 + "'"),
                ("ghp_" + "a1b2c3" * 6, "ghp_" + "x" * 36),
                ("postgres://me:hunter2@db/x", "postgres://me:xxxxxxx@db/x"),
                ("apiKey: '" + "0a1b2c3d" * 4 + "',", "apiKey: '" + "x" * 32 + "',"),
                ('"client_secret" : "' + "Zz09" * 6 + '"', '"client_secret" : "' + "x" * 24 + '"')):
            self.assertEqual(scrub.scrub(text), expected)
            self.assertEqual(scrub.scrub(expected), expected, "a second time changes nothing")


class Fetching(unittest.TestCase):
    """Nothing is asked of a registry: the cache is a folder of the test's, and the client finds nothing."""

    def test_a_lost_train_package_costs_itself_a_held_out_one_the_run(self):
        with tempfile.TemporaryDirectory() as folder:
            before, fetch.CACHE, asked = (fetch.CACHE, fetch.download), Path(folder), []
            fetch.download = lambda ecosystem, names: asked.extend(names)
            try:
                (Path(folder) / "npm").mkdir()
                (Path(folder) / "npm" / "here-1.0.0.tgz").write_bytes(b"x")
                digest = packages.digest(Path(folder) / "npm" / "here-1.0.0.tgz")
                here = packages.Package("npm", "here", "1.0.0", "MIT", "valid", "here", digest)
                gone = packages.Package("deb", "gone", "1.0-1", "MIT", "train", "gone", digest)
                self.assertEqual(fetch.fetch([here, gone]), [here])
                self.assertEqual(asked, [("gone", "1.0-1")])
                gone.split = "test"
                (Path(folder) / "deb").mkdir()
                (Path(folder) / "deb" / "gone_1%3a1.0-2_all.deb").write_bytes(b"x")
                served = fetch.fetch([here, gone])[1]
                self.assertEqual((served.version, served.sha256), ("1:1.0-2", digest), "what is served now stands in")
                (Path(folder) / "deb" / "gone_1%3a1.0-2_all.deb").unlink()
                with self.assertRaisesRegex(fetch.FetchError, "gone 1.0-1: not found"):
                    fetch.fetch([here, gone])
                here.sha256 = "0" * 64
                with self.assertRaisesRegex(fetch.FetchError, "here 1.0.0: wrong sha256"):
                    fetch.fetch([here])
            finally:
                fetch.CACHE, fetch.download = before


class Decontamination(unittest.TestCase):
    def setUp(self):
        self.task = (DATA / "dedupe.py").read_text()
        self.windows = decontaminate.Windows([self.task])

    def test_finds_fifty_characters(self):
        at = self.task.index("mixed = sum(")
        other = (DATA / "encode.py").read_text()
        self.assertIsNone(self.windows.first_in(other))
        self.assertIsNotNone(self.windows.first_in(other + self.task[at:at + 50] + other))
        self.assertIsNone(self.windows.first_in(other + self.task[at:at + 49] + "#" + other))

    def test_excepts_imports_and_blanks(self):
        imports = "from collections.abc import Callable, Iterable, Mapping, Sequence\n\n\n"
        self.assertEqual(list(decontaminate.telling(imports)), [])
        self.assertEqual(list(decontaminate.telling(" " * 80 + "x = 1\n" + " " * 80)), [])
        self.assertIsNone(decontaminate.Windows([imports]).first_in(imports + "x = 1\n" * 20))

    def test_evaluation_that_is_absent_is_told(self):
        run = subprocess.run([sys.executable, "-c", "import decontaminate; print(len(decontaminate.evaluation()))"], cwd=DATA,
                             env={**os.environ, "PALIMPSEST_EVAL": "/nonexistent"}, capture_output=True, text=True)
        self.assertEqual(run.stdout.strip(), "0")
        self.assertIn("WARNING", run.stderr)

    def test_evaluation_is_read(self):
        case = {"prompt": "def area(w, h):\n", "canonical_solution": "    return w * h + 0 * w * h * w * h * w\n", "suffix": "\n# the end of it\n"}
        with tempfile.TemporaryDirectory() as folder:
            with gzip.open(Path(folder) / "humaneval-single-line.jsonl.gz", "wt") as file:
                file.write(json.dumps(case) + "\n")
            os.environ["PALIMPSEST_EVAL"] = folder
            try:
                windows = decontaminate.evaluation()
            finally:
                del os.environ["PALIMPSEST_EVAL"]
        whole = case["prompt"] + case["canonical_solution"] + case["suffix"]
        self.assertEqual(windows.first_in("# before\n" + whole), whole[:50])


class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.encoder, cls.decoder = encode.Encoder(), encode.Decoder()

    def test_shape(self):
        self.assertEqual(self.encoder.size, tokenizer.VOCABULARY)
        entries = json.loads(tokenizer.PIECES.read_text())
        self.assertEqual(len(entries), tokenizer.VOCABULARY)
        self.assertEqual(sorted(e for e in entries if isinstance(e, int)), list(range(256)))
        self.assertEqual(entries.count(None), 5)  # four markers and the unknown
        self.assertEqual(entries[self.encoder.newline], "\n")
        self.assertEqual(len({*self.encoder.marker.values(), self.encoder.newline}), 5)
        self.assertFalse(any(isinstance(e, str) and ("\n" in e[:-1] or tokenizer.SPACE in e) for e in entries))

    def test_round_trip(self):
        lines = [line for source in SOURCES for line in source.read_text().split("\n")]
        lines += ["", " ", "\t\tif (x) {\t", "   trailing   ", "a \u2581 b\u2581\u2581", "\u2581", "'🎉 naïve 日本語'", "x\u00a0y\u3000z",
                  "e\u0301 ﬁ ①", "\x01\x7f", "\u2028", "a" * 900]
        for line in lines:
            self.assertEqual(self.decoder.bytes(self.encoder.line(line)), line.encode(), repr(line))

    def test_u2581_is_three_bytes(self):
        tokens = self.encoder.line("\u2581")
        self.assertEqual([self.decoder.bytes([t]) for t in tokens], [b"\xe2", b"\x96", b"\x81"])

    def test_lone_surrogates(self):
        self.assertEqual(self.encoder.line("a\ud800b"), self.encoder.line("a\ufffdb"))
        self.assertEqual(self.encoder.file("a.ts", "x\udfff"), self.encoder.file("a.ts", "x\ufffd\n"))

    def test_text_never_spells_a_marker(self):
        forbidden = {*self.encoder.marker.values(), self.encoder.newline, 0}
        for text in ("<file>", "<suffix> a <middle>", "x<end>", "<unk>", "<0x0A>", "\\n", "<s></s>"):
            tokens = self.encoder.line(text)
            self.assertFalse(forbidden & set(tokens), text)
            self.assertEqual(self.decoder.bytes(tokens), text.encode())

    def test_file_is_its_lines(self):
        line, newline = self.encoder.line, self.encoder.newline
        expected = [self.encoder.marker["<file>"], *line("src/a.ts"), newline, *line("let a\u2581 = 1;"), newline, newline, *line("\tb"), newline]
        self.assertEqual(self.encoder.file("src/a.ts", "let a\u2581 = 1;\n\n\tb"), expected)
        self.assertEqual(self.encoder.file("src/a.ts", "let a\u2581 = 1;\n\n\tb\n"), expected)


class Shards(unittest.TestCase):
    def test_written_shards_read_back_and_cuts_are_told(self):
        rows = [{"package": name, "path": f"src/{i}.py", "language": "python", "text": source.read_text()}
                for name in ("first", "second") for i, source in enumerate(SOURCES)]
        other = {"package": "first", "path": "src/a.go", "language": "go", "text": "package a\n"}
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "text").mkdir()
            (Path(folder) / "text" / "valid.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [other, *rows]))
            before = packages.WORK, shards.SHARDS, shards.LARGEST
            packages.WORK, shards.SHARDS, shards.LARGEST = Path(folder), Path(folder) / "shards", 20_000
            try:
                shards.write("valid", languages=["python"])
                index = shards.check("valid", shards.SHARDS)
                self.assertGreater(len(index["shards"]), 1)
                stream = b"".join((shards.SHARDS / shard["file"]).read_bytes() for shard in index["shards"])
                tokens = [int.from_bytes(stream[i:i + 2], "little") for i in range(0, len(stream), 2)]
                encoder = encode.Encoder()
                expected = [t for row in rows for t in encoder.file(row["path"], row["text"])]
                self.assertEqual(tokens, expected)
                self.assertEqual(index["tokens"], len(expected))
                self.assertEqual([package["name"] for package in index["packages"]], ["first", "second"])
                for package in index["packages"]:
                    self.assertEqual(len(package["languages"]), len(SOURCES))
                    self.assertTrue(all(tokens[start] == encoder.marker["<file>"] for start in package["starts"]))
                with self.assertRaisesRegex(shards.ShardError, "valid: no text in rust, c"):
                    shards.write("valid", folder=Path(folder) / "none", languages=["rust", "c"])
                last = shards.SHARDS / index["shards"][-1]["file"]
                last.write_bytes(last.read_bytes()[:-2])
                with self.assertRaises(shards.ShardError):
                    shards.check("valid", shards.SHARDS)
            finally:
                packages.WORK, shards.SHARDS, shards.LARGEST = before


class Lists(unittest.TestCase):
    """The committed lists keep what they promise."""

    def setUp(self):
        self.packages = packages.read()
        with open(gather.HELD_OUT, encoding="utf-8", newline="") as file:
            self.held_out = list(csv.DictReader(file, delimiter="\t"))

    def test_licences_and_hashes(self):
        for package in self.packages:
            self.assertTrue(licences.permissive(package.licence), package.name)
            self.assertRegex(package.sha256, "^[0-9a-f]{64}$")
            self.assertIn(package.split, gather.SPLITS)

    def test_a_project_has_one_split(self):
        splits = {}
        for package in self.packages:
            self.assertEqual(splits.setdefault(package.project, package.split), package.split, package.name)
        scopes = {}
        for package in self.packages:
            if package.name.startswith("@"):
                self.assertEqual(scopes.setdefault(package.name.split("/")[0], package.split), package.split)

    def test_held_out_is_large_enough(self):
        self.assertGreaterEqual(len(self.held_out), 1000)
        for language in ("typescript", "javascript", "python"):
            self.assertGreaterEqual(sum(row["language"] == language for row in self.held_out), 200, language)
        split_of = {(p.ecosystem, p.name): p.split for p in self.packages}
        for row in self.held_out:
            self.assertEqual(split_of[row["ecosystem"], row["package"]], row["split"])


if __name__ == "__main__":
    unittest.main()
