"""The stream of batches, and a trainer that resumes exactly: on this project's own sources, tokenised for real."""

import csv
import json
import sys
import tempfile
import unittest
from pathlib import Path

import torch

from corpus import TRAINING, write_shards

sys.path.insert(0, str(TRAINING))
import seen  # noqa: E402
import train  # noqa: E402
from grow import grow  # noqa: E402
from loss import cross_entropy  # noqa: E402
from model import Config, Model  # noqa: E402
from muon import Muon  # noqa: E402
from run import Options, TrainingError, check_finite  # noqa: E402
from stream import Batches, Corpus, Encoder  # noqa: E402


class MuonTest(unittest.TestCase):
    def test_a_step_is_pytorch_s_up_to_the_rounding_of_bfloat16(self):
        torch.manual_seed(0)
        own = [torch.nn.Parameter(torch.randn(shape)) for shape in ((24, 64), (96, 24), (24, 24), (24, 64))]
        other = [torch.nn.Parameter(p.detach().clone()) for p in own]
        optimisers = (Muon(own, lr=0.01), torch.optim.Muon(other, lr=0.01, momentum=0.95, weight_decay=0.1,
                                                           adjust_lr_fn="match_rms_adamw"))
        before = [p.detach().clone() for p in own]
        for _ in range(3):
            for p, q in zip(own, other, strict=True):
                p.grad = torch.randn_like(p)
                q.grad = p.grad.clone()
            for o in optimisers:
                o.step()
        for p, q, start in zip(own, other, before, strict=True):
            self.assertLess(float((p - q).detach().norm() / (p - start).detach().norm()), 0.03)


class ShippedWeightsTest(unittest.TestCase):
    def test_training_goes_on_from_them_without_a_word_about_sizes(self):
        kept = torch.load(Path(__file__).parents[1] / "weights.pt")
        self.assertEqual(kept["config"], Config().as_dict())


class GrowTest(unittest.TestCase):
    def test_a_grown_model_says_what_it_said(self):
        torch.manual_seed(0)
        model = Config(vocab=50, dim=32, layers=2, heads=2, head_dim=16, ffn=48).build()
        larger, tokens = grow(model, [0, 2]), torch.randint(50, (2, 64))
        self.assertEqual(larger.c.layers, 4)
        said = [m.logits(m(tokens, m.initial(2), chunk=32)[0]) for m in (model, larger)]
        self.assertLess(float((said[0] - said[1]).detach().abs().max()), 1e-5)

    def test_its_new_keys_are_the_queries_of_the_token_before(self):
        model = Config(vocab=50, dim=32, layers=1, heads=2, head_dim=16, ffn=48).build()
        memory, h = grow(model, [1]).blocks[1].memory, torch.randn(1, 20, 32)
        x = torch.cat([torch.zeros(1, 3, 96), memory.qkv(h)], dim=1)
        q, k, _ = sum(x[:, i : i + 20] * memory.conv[i] for i in range(4)).detach().view(1, 20, 3, 32).unbind(2)
        self.assertTrue(torch.allclose(k[:, 1:], q[:, :-1]))
        self.assertEqual(float(k[:, 0].abs().max()), 0)


class TrainTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        cls.encoder = Encoder()
        for split in ("train", "valid"):
            write_shards(cls.folder, split, cls.encoder)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def batches(self, seed=1) -> Batches:
        return Batches(Corpus("train", self.folder, self.encoder), self.encoder, rows=4, length=512, seed=seed)

    def test_the_trunk_is_the_stream_in_order(self):
        batches = self.batches()
        read: dict[int, list[int]] = {}
        for _, batch in zip(range(30), batches):
            for b, (start, position, _) in enumerate(batches.rows):
                n = int(batch.trunk.lengths[b])
                if batch.fresh[b]:
                    read[b] = []
                read[b] += batch.trunk.tokens[b, :n].tolist()
                self.assertEqual(read[b], batches.corpus.tokens[start:position].tolist())

    def test_a_branch_is_a_request_cut_out_of_its_file(self):
        """trunk + middle + S is the document; <end> stands exactly where S goes on; no loss on S."""
        batches, marker, seen = self.batches(), self.encoder.marker, 0
        for _, batch in zip(range(40), batches):
            if batch.branch is None:
                continue
            for b in range(4):
                n = int(batch.branch.lengths[b])
                if not n:
                    continue
                row = [*batch.branch.tokens[b, :n].tolist(), int(batch.branch.targets[b, n - 1])]
                middle = row.index(marker["<middle>"])
                self.assertEqual((row[0], row[-1]), (marker["<suffix>"], marker["<end>"]))
                A = batches.rows[b][1]
                text = batches.decoder.bytes(row[middle + 1 : -1] + row[1:middle])
                whole = batches.decoder.bytes(batches.corpus.tokens[A : batches.corpus.file(A)[1]].tolist())
                self.assertTrue(whole.startswith(text))
                weights = batch.branch.weights[b]
                self.assertEqual(weights[:middle].sum(), 0)
                self.assertTrue((weights[middle : n - 1] == 1).all() and weights[n - 1] == 5 and not weights[n:].any())
                seen += 1
        self.assertGreater(seen, 30)

    def test_the_same_seed_and_a_restored_place_give_the_same_batches(self):
        first, second = self.batches(), self.batches(seed=99)
        for _ in range(7):
            next(first)
        second.restore(json.loads(json.dumps(first.state())))
        for _ in range(10):
            a, b = next(first), next(second)
            self.assertEqual(a.trunk.tokens.tobytes(), b.trunk.tokens.tobytes())
            self.assertEqual(a.branch and a.branch.tokens.tobytes(), b.branch and b.branch.tokens.tobytes())

    def test_a_pack_goes_on_from_the_state_of_the_one_before_as_often_as_is_asked(self):
        share = {}
        for fresh in (1.0, 0.2):
            batches = self.batches()
            batches.fresh, new, begun = fresh, 0, 0
            for _ in range(200):
                packs = len(batches.taken)
                begun += int(next(batches).fresh.sum())
                new += len(batches.taken) - packs
            share[fresh] = (begun - 4) / (new - 4)  # each row's first pack always begins from nothing
        self.assertEqual(share[1.0], 1)
        self.assertTrue(0.1 < share[0.2] < 0.35, share)

    def test_a_shard_that_is_cut_short_is_refused(self):
        with tempfile.TemporaryDirectory() as name:
            write_shards(Path(name), "train", self.encoder)
            shard = Path(name) / "train-000.bin"
            shard.write_bytes(shard.read_bytes()[:-100])
            with self.assertRaisesRegex(Exception, "train-000.bin"):
                Corpus("train", Path(name), self.encoder)

    def test_the_loss_and_its_gradient_are_those_of_pytorch(self):
        torch.manual_seed(0)
        h, matrix = torch.randn(2000, 8, requires_grad=True), torch.randn(50, 8, requires_grad=True)
        targets, weights = torch.randint(0, 50, (2000,)), torch.rand(2000)
        ours = torch.autograd.grad(cross_entropy(h, matrix, targets, weights)[0], (h, matrix))
        nll = torch.nn.functional.cross_entropy(h @ matrix.T, targets, reduction="none")
        theirs = torch.autograd.grad((nll * weights).sum() / weights.sum(), (h, matrix))
        for a, b in zip(ours, theirs, strict=True):
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-6)

    def options(self, out: Path, steps: int, **others) -> Options:
        return Options(minutes=9, steps=steps, out=out, shards=self.folder, warmup=5, rows=2, length=128, threads=1,
                       valid_every=1000, valid_batches=2, save_minutes=9, **others)

    def test_a_stopped_run_goes_on_bit_for_bit(self):
        config = Config(dim=64, layers=2, heads=2, ffn=96)
        whole, parts = self.folder / "whole", self.folder / "parts"
        train.run(self.options(whole, 8), config)
        train.run(self.options(parts, 3), config)
        train.run(self.options(parts, 8), config)
        a, b = (torch.load(p / "checkpoint.pt", weights_only=False) for p in (whole, parts))
        self.assertEqual(a["step"], 8)
        for name, value in a["model"].items():
            self.assertTrue(torch.equal(value, b["model"][name]), name)
        self.assertEqual((whole / "seen.json").read_text(), (parts / "seen.json").read_text())

    def test_a_state_is_carried_from_the_step_on_that_is_named(self):
        config = Config(dim=64, layers=2, heads=2, ffn=96)
        losses = {}
        for first in (0, 4, 99):
            out = self.folder / f"from-{first}"
            train.run(self.options(out, 8, carry_from=first, log_every=1, branches=False), config)
            losses[first] = [row.split(",")[4] for row in (out / "log.csv").read_text().splitlines()[1:9]]
        self.assertEqual(losses[4][:4], losses[99][:4])
        self.assertNotEqual(losses[4][4:], losses[99][4:])
        self.assertNotEqual(losses[0][1:], losses[99][1:])

    def test_training_lowers_the_held_out_loss(self):
        out = self.folder / "learns"
        config = Config(dim=64, layers=2, heads=2, ffn=96)
        for steps in (1, 30):
            train.run(self.options(out, steps), config)
        with open(out / "log.csv") as file:
            losses = [float(row["valid_trunk"]) for row in csv.DictReader(file)]
        self.assertLess(losses[-1], losses[0] - 1)

    def test_weights_alone_go_on_with_their_counts_and_with_other_packs(self):
        config, first, second = Config(dim=64, layers=2, heads=2, ffn=96), self.folder / "first", self.folder / "second"
        train.run(self.options(first, 30), config)
        train.run(self.options(second, 31, weights=first / "weights.pt"), config)
        rows = [list(csv.DictReader((folder / "log.csv").read_text().splitlines())) for folder in (first, second)]
        self.assertLess(abs(float(rows[0][-1]["valid_trunk"]) - float(rows[1][-1]["valid_trunk"])), 0.2)
        self.assertGreater(int(rows[1][-1]["tokens"]), int(rows[0][-1]["tokens"]))
        a, b = (seen.read(folder / "seen.json") for folder in (first, second))
        self.assertEqual(b.spans[: len(a.spans)], a.spans)
        self.assertNotEqual(b.spans[len(a.spans) :], a.spans[: len(b.spans) - len(a.spans)])

    def test_places_in_another_corpus_become_their_number(self):
        read = seen.Seen("one", [(0, 5), (2, 7)], 100)
        self.assertEqual(read.going_on_in("one"), read)
        self.assertEqual(read.going_on_in("other"), seen.Seen("other", [], 112))
        with tempfile.TemporaryDirectory() as folder:
            read.write(Path(folder) / "seen.json")
            self.assertEqual(seen.read(Path(folder) / "seen.json"), read)
            (Path(folder) / "seen.json").write_text("[[0, 5]]")
            with self.assertRaisesRegex(ValueError, "seen.json does not say"):
                seen.read(Path(folder) / "seen.json")

    def test_a_checkpoint_of_other_shards_is_refused(self):
        out = self.folder / "other-shards"
        train.run(self.options(out, 1), Config(dim=64, layers=2, heads=2, ffn=96))
        kept = torch.load(out / "checkpoint.pt", weights_only=False)
        kept["earlier"]["corpus"] = "other"
        torch.save(kept, out / "checkpoint.pt")
        with self.assertRaisesRegex(TrainingError, "of other shards"):
            train.run(self.options(out, 2), Config(dim=64, layers=2, heads=2, ffn=96))

    def test_a_checkpoint_of_another_configuration_is_refused_by_name(self):
        out = self.folder / "other"
        train.run(self.options(out, 1), Config(dim=64, layers=2, heads=2, ffn=96))
        with self.assertRaisesRegex(TrainingError, "another configuration"):
            train.run(self.options(out, 2), Config(dim=64, layers=1, heads=2, ffn=96))

    def test_a_loss_that_is_not_finite_stops_the_run_and_names_the_place(self):
        model = Model(Config(dim=64, layers=1, heads=2, ffn=96))
        model.blocks[0].down.weight.grad = torch.full_like(model.blocks[0].down.weight, torch.nan)
        with self.assertRaisesRegex(TrainingError, r"step 7.*blocks\.0\.down"):
            check_finite(torch.tensor(1.0), model, 7, Path("last"))


if __name__ == "__main__":
    unittest.main()
