"""Shards of one's own folders: `python -m unittest training/tests/test_folder.py`."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
sys.path.insert(0, str(DATA))

import folder  # noqa: E402
import shards  # noqa: E402


def code(name):
    """A file that is long enough, and like no other."""
    lines = [f"def {name}_{i}(value_{name}_{i}):\n    return value_{name}_{i} * {i} + len('{name}')\n" for i in range(8)]
    return "\n\n".join(lines)


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = Path(temporary.name)

    def put(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def test_shards_of_two_projects(self):
        self.put("shop/src/cart.py", code("cart"))
        self.put("shop/src/copy.py", code("cart"))
        self.put("shop/node_modules/dep/index.js", code("dep"))
        self.put("shop/notes.txt", "not code")
        self.put("billing/main.py", code("billing"))
        out = self.root / "out"
        tokens, left_out = folder.write([self.root / "shop", self.root / "billing"], out)
        names = set()
        for split in ("train", "valid"):
            index = shards.check(split, out)
            names |= {p["name"] for p in index["packages"]}
            self.assertEqual(index["tokens"], tokens[split])
            self.assertGreater(tokens[split], 100)
            self.assertEqual([len(p["starts"]) for p in index["packages"]], [1])
        self.assertEqual(names, {"shop", "billing"})
        self.assertEqual(left_out, {"language": 1, "near copy": 1})

    def test_what_git_ignores_stays_out(self):
        self.put("repo/.gitignore", "private/\n")
        self.put("repo/a/one.py", code("one"))
        self.put("repo/b/two.py", code("two"))
        self.put("repo/private/key.py", code("key"))
        repo = self.root / "repo"
        subprocess.run(["git", "init", "-q", str(repo)], check=True)
        subprocess.run(["git", "-C", str(repo), "add", "."], check=True)
        found, _ = folder.projects([repo])
        self.assertEqual(sorted(found), ["a", "b"])

    def test_too_little_is_told(self):
        self.put("repo/a/one.py", code("one"))
        with self.assertRaises(SystemExit) as raised:
            folder.write([self.root / "repo"], self.root / "out")
        self.assertIn("too little", str(raised.exception))

    def test_a_twentieth_is_held_out_and_no_large_project(self):
        sizes = {f"project-{i}": 10 for i in range(100)} | {"monolith": 5000}
        part = folder.split(sizes)
        held_out = sum(size for name, size in sizes.items() if part[name] == "valid")
        self.assertEqual(held_out, 300)
        self.assertEqual(part, folder.split(dict(reversed(sizes.items()))))
        self.assertEqual(folder.split({"small": 1, "large": 9}), {"small": "valid", "large": "train"})


if __name__ == "__main__":
    unittest.main()
