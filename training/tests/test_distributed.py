"""Two processes that train one model are one process with all the rows."""

import csv
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import torch
from corpus import TRAINING, write_shards

sys.path.insert(0, str(TRAINING))
from stream import Encoder  # noqa: E402

SMALL = ["--dim", "64", "--layers", "2", "--heads", "2", "--ffn", "96", "--length", "128", "--threads", "1", "--no-bf16",
         "--warmup", "5", "--valid-batches", "2"]
TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]


class DistributedTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        for split in ("train", "valid"):
            write_shards(self.folder, split, Encoder())

    def train(self, name: str, launcher: list[str], *options: str) -> list[dict]:
        out = self.folder / name
        command = [sys.executable, *launcher, str(TRAINING / "train.py"), *SMALL, "--shards", str(self.folder)]
        done = subprocess.run([*command, "--out", str(out), *options], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return list(csv.DictReader((out / "log.csv").read_text().splitlines()))

    def test_two_gloo_processes_give_the_loss_curve_of_one_with_the_doubled_batch(self):
        """With AdamW alone and small steps: where a gradient is all but zero, rounding decides the sign of a step."""
        calm = ["--rows", "4", "--steps", "50", "--valid-every", "10", "--log-every", "10", "--no-muon", "--rate", "1e-4"]
        one, two = self.train("one", [], *calm), self.train("two", TORCHRUN, *calm)
        self.assertEqual([row["tokens"] for row in one], [row["tokens"] for row in two])
        compared = 0
        for a, b in zip(one, two, strict=True):
            for column in ("trunk", "middle", "valid_trunk", "valid_middle"):
                if a[column]:
                    self.assertAlmostEqual(float(a[column]), float(b[column]), delta=1e-4)
                    compared += 1
        self.assertGreaterEqual(compared, 20)

    def test_two_processes_stop_and_go_on(self):
        self.train("parts", TORCHRUN, "--rows", "4", "--steps", "20")
        self.train("parts", TORCHRUN, "--rows", "4", "--steps", "50")
        self.train("whole", TORCHRUN, "--rows", "4", "--steps", "50")
        a, b = (torch.load(self.folder / n / "checkpoint.pt", weights_only=False) for n in ("parts", "whole"))
        self.assertEqual((a["step"], a["tokens"], a["state"][0].shape[0]), (50, b["tokens"], 4))
        for name, value in a["model"].items():
            torch.testing.assert_close(value, b["model"][name], msg=name)

    def test_rows_that_can_not_be_shared_out_are_refused(self):
        command = [sys.executable, *TORCHRUN, str(TRAINING / "train.py"), *SMALL, "--shards", str(self.folder)]
        done = subprocess.run([*command, "--out", str(self.folder / "odd"), "--rows", "3", "--steps", "1"],
                              capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("3 rows can not be shared out to 2 processes", done.stderr)


if __name__ == "__main__":
    unittest.main()
