"""The corpus's rules, and the tokenizer's: `python -m unittest training/tests/test_data.py`, no corpus needed.

The tokenizer tests need models/tokenizer.model and read this repository's own Python files.
"""

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
import gather  # noqa: E402
import licences  # noqa: E402
import packages  # noqa: E402
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
                "README.md": b"hello"}))
        self.assertEqual(description["license"], "MIT")
        self.assertEqual(extract.handwritten(files), {"src/answer.ts": source.encode()})

    def test_paths_of_sources(self):
        self.assertEqual(extract.source_path("dist/a.js.map", "", "../src/a.ts"), "src/a.ts")
        self.assertEqual(extract.source_path("dist/a.js.map", "", "../../../core/src/a.ts"), "src/a.ts")
        self.assertEqual(extract.source_path("dist/a.js.map", "", "webpack://lib/./src/b.tsx"), "src/b.tsx")
        self.assertIsNone(extract.source_path("dist/a.js.map", "", "webpack://lib/external \"react\""))
        self.assertIsNone(extract.source_path("dist/a.js.map", "", "../src/style.css"))

    def test_plain_javascript_packages_keep_their_lib(self):
        files = {"lib/index.js": b"x", "lib/rules/a.js": b"y", "index.js": b"z"}
        self.assertEqual(extract.handwritten(files), files)

    def test_one_project_one_key(self):
        array = documents.npm_projects("d3-array", {"url": "git+ssh://git@github.example/d3/d3-array.git"})
        scale = documents.npm_projects("d3-scale", "github:d3/d3-scale")
        weighed = [(packages.Package("npm", name, "1.0.0", "ISC", "", "", ""), keys, {}, {})
                   for name, keys in (("d3-array", array), ("d3-scale", scale), ("other", ["other"]))]
        choose.name_projects(weighed)
        projects = [entry[0].project for entry in weighed]
        self.assertEqual(projects[0], projects[1])
        self.assertNotEqual(projects[0], projects[2])

    def test_a_cap_takes_whole_folders(self):
        kept = [documents.Document("p", f"{folder}/{n}.py", "python", "x" * 99 + "\n") for folder in "abcd" for n in range(3)]
        chosen = documents.within(kept, 700)
        self.assertEqual(len(chosen), 6)
        self.assertEqual(chosen, sorted(chosen, key=lambda d: d.path))
        self.assertEqual(len({d.path[0] for d in chosen}), 2)


class Copies(unittest.TestCase):
    def test_finds_a_near_copy(self):
        text = (DATA / "gather.py").read_text()
        lines = text.split("\n")
        edited = "\n".join("    " + (line.replace("corpus", "heap") if i % 29 == 0 else line) for i, line in enumerate(lines))
        seen = dedupe.Seen()
        self.assertTrue(seen.admit(text))
        self.assertFalse(seen.admit(text), "the same again")
        self.assertFalse(seen.admit(edited), "indented, a line in 29 changed")
        self.assertFalse(seen.admit("\n".join(lines[40:90])), "a part of it")
        self.assertTrue(seen.admit((DATA / "shards.py").read_text()))

    def test_short_texts(self):
        seen = dedupe.Seen()
        self.assertTrue(seen.admit("one line only\n"))
        self.assertFalse(seen.admit("one line only\n"))
        self.assertTrue(seen.admit("another line\n"))

    def test_train_gives_way_to_held_out(self):
        text = (DATA / "gather.py").read_text()
        found = []
        for split in ("train", "test"):
            package = packages.Package("npm", split, "1.0.0", "MIT", split, split, "")
            found.append((package, [documents.Document(split, "a.py", "python", text)]))
        counts = gather.collections.Counter()
        corpus = gather.distinct(found, counts)
        self.assertEqual((len(corpus["test"]), len(corpus["train"])), (1, 0))
        self.assertEqual(counts["near copy"], 1)


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
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "text").mkdir()
            (Path(folder) / "text" / "valid.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
            before = packages.WORK, shards.SHARDS, shards.LARGEST
            packages.WORK, shards.SHARDS, shards.LARGEST = Path(folder), Path(folder) / "shards", 20_000
            try:
                shards.write("valid")
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
