"""The laboratory: every system's fast form against its equations, the algebra of the paper, and what is refused."""

import contextlib
import csv
import io
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import torch

from corpus import TRAINING, write_shards

sys.path.insert(0, str(TRAINING))
import train  # noqa: E402
from delta import delta_chunkwise, delta_sequential, sum_normalise  # noqa: E402
from lab import language, orders, plots, recall, retrieval, rules  # noqa: E402
from lab.bits import bits  # noqa: E402
from lab.errors import LabError  # noqa: E402
from lab.features import Features, elu1, favor, orthogonal  # noqa: E402
from lab.model import SystemConfig  # noqa: E402
from model import Config  # noqa: E402
from run import Options, TrainingError  # noqa: E402
from stream import Corpus, Decoder, Encoder  # noqa: E402

B, T, H, D, E = 2, 64, 3, 8, 5
SYSTEMS = {
    **{e.name: e.system for e in language.experiments() if e.part != "rates"},
    "sum, not normalised": SystemConfig(rule="sum", normalise="none"),
    "DPFP-3": SystemConfig(nu=3),
}


def example(dtype=torch.float64, features=None):
    """Features, values, betas and a memory that has been written before."""
    torch.manual_seed(0)
    q, k = (torch.rand(B, T, H, D, dtype=dtype) for _ in range(2))
    if features == "sum":
        q, k = sum_normalise(q), sum_normalise(k)
    return q, k, torch.randn(B, T, H, E, dtype=dtype), torch.rand(B, T, H, dtype=dtype), torch.randn(B, H, E, D, dtype=dtype)


def corpus_files() -> list[str]:
    return [str(path.relative_to(TRAINING)) for folder in ("tests", ".") for path in (TRAINING / folder).glob("*.py")]


def one_hot(i: int, size: int = 8) -> torch.Tensor:
    return torch.eye(size)[i].view(1, 1, 1, size)


class FormsTest(unittest.TestCase):
    """Value and gradient of each fast form are its reference's, in float64."""

    def same(self, reference, fast, inputs):
        results = []
        for form in (reference, fast):
            leaves = [x.clone().requires_grad_() for x in inputs]
            outputs = form(*leaves)
            outputs = outputs if isinstance(outputs, tuple) else (outputs,)
            results.append((outputs, torch.autograd.grad(sum((o**2).sum() for o in outputs), leaves)))
        for ours, theirs in zip(*results, strict=True):
            for a, b in zip(ours, theirs, strict=True):
                self.assertLess(float((a - b).abs().max() / a.abs().max()), 1e-10)

    def test_sum(self):
        q, k, v, _, W = example()
        self.same(rules.sum_sequential, lambda *a: rules.sum_chunkwise(*a, 16), (q, k, v, W))

    def test_delta_with_decay(self):
        q, k, v, beta, W = example(features="sum")
        log_alpha = -torch.rand(B, T, H, dtype=torch.float64)
        self.same(rules.decayed_delta_sequential, lambda *a: rules.decayed_delta(*a, 16), (q, k, v, beta, log_alpha, W))

    def test_delta_with_attention_normalisation(self):
        def reference(q, k, v, beta, W, z):  # eq. 26-28, as they stand
            reads = []
            for t in range(T):
                vbar = torch.einsum("bhed,bhd->bhe", W, k[:, t]) / (z * k[:, t]).sum(-1, keepdim=True)
                W = W + torch.einsum("bhe,bhd->bhed", beta[:, t, :, None] * (v[:, t] - vbar), k[:, t])
                z = z + k[:, t]
                reads.append(torch.einsum("bhed,bhd->bhe", W, q[:, t]) / (z * q[:, t]).sum(-1, keepdim=True))
            return torch.stack(reads, 1), W, z

        def fast(q, k, v, beta, W, z):
            over_key, over_query, z = rules.key_sums(q, k, z)
            v, beta = rules.attention_delta_arguments(v, beta, over_key)
            y, W = delta_chunkwise(q, k, v, beta, W, 16)
            return y / over_query[..., None], W, z

        self.same(reference, fast, (*example(features="sum"), torch.rand(B, H, D, dtype=torch.float64)))

    def test_the_older_fast_weight_memory(self):
        self.same(rules.fwm_sequential, rules.fwm, example())

    def test_softmax(self):
        q, k, v = (torch.randn(B, T, H, D, dtype=torch.float64) for _ in range(3))
        self.same(rules.softmax_sequential, rules.softmax, (q, k, v))


class AlgebraTest(unittest.TestCase):
    """What follows from the paper's equations. The delta rule's own properties are in test_delta.py."""

    def test_the_sum_rule_is_linear_attention(self):
        q, k, v, _, _ = example()
        zero = torch.zeros(B, H, E, D, dtype=torch.float64)
        y = rules.sum_chunkwise(q, k, v, zero, 16)[0]
        scores = torch.einsum("bthd,bshd->bhts", q, k).tril()
        torch.testing.assert_close(y, torch.einsum("bhts,bshe->bthe", scores, v))
        over_query = rules.key_sums(q, k, zero[:, :, 0])[1]
        attention = scores / scores.sum(-1, keepdim=True)
        torch.testing.assert_close(y / over_query[..., None], torch.einsum("bhts,bshe->bthe", attention, v))

    def test_splitting_anywhere_and_carrying_W_gives_the_same_W(self):
        q, k, v, beta, W = example()
        for form in (lambda q, k, v, b, W: rules.sum_sequential(q, k, v, W), rules.fwm, delta_sequential):
            whole = form(q, k, v, beta, W)[1]
            for at in (1, 13, 63):
                first = form(q[:, :at], k[:, :at], v[:, :at], beta[:, :at], W)[1]
                second = form(q[:, at:], k[:, at:], v[:, at:], beta[:, at:], first)[1]
                torch.testing.assert_close(second, whole)

    def test_the_sum_rule_adds_what_the_delta_rule_replaces(self):
        key, values = one_hot(3).expand(1, 2, 1, 8), torch.randn(1, 2, 1, 4)
        added, _ = rules.sum_sequential(key, key, values, torch.zeros(1, 1, 4, 8))
        replaced, _ = delta_sequential(key, key, values, torch.ones(1, 2, 1), torch.zeros(1, 1, 4, 8))
        torch.testing.assert_close(added[:, 1], values.sum(1))
        torch.testing.assert_close(replaced[:, 1], values[:, 1])

    def test_an_all_zero_phi_gives_no_nan(self):
        for name, system in SYSTEMS.items():
            with self.subTest(name):
                model = replace(system, dim=16, layers=1, heads=2, head_dim=8, ffn=8, vocab=20).build()
                with torch.no_grad():
                    model.blocks[0].memory.qkv.weight.zero_()
                h, _ = model(torch.randint(20, (1, 32)), model.initial(1), None, 16)
                h.sum().backward()
                for parameter in model.parameters():
                    self.assertTrue(parameter.grad is None or torch.isfinite(parameter.grad).all())

    def test_beta_over_the_norm_of_phi_reads_back_whole_what_was_written(self):
        torch.manual_seed(0)
        phi = sum_normalise(torch.rand(1, 1, 1, 8))
        v, W = torch.randn(1, 1, 1, 4), torch.randn(1, 1, 4, 8)
        y, _ = delta_sequential(phi, phi, v, 1 / phi.square().sum(-1), W)
        torch.testing.assert_close(y, v)

    def test_a_favor_product_is_the_exponential_of_the_product_on_average(self):
        torch.manual_seed(0)
        q, k = 0.5 * torch.randn(8, dtype=torch.float64), 0.5 * torch.randn(8, dtype=torch.float64)
        R = orthogonal(80_000, 8, torch.Generator().manual_seed(1)).double()
        self.assertAlmostEqual(float((favor(q, R) * favor(k, R)).sum() / torch.exp(q @ k)), 1, delta=0.03)

    def test_favor_s_directions_are_orthogonal_within_a_block(self):
        R = orthogonal(16, 8, torch.Generator().manual_seed(1))
        R = R / R.norm(dim=1, keepdim=True)
        for block in (R[:8], R[8:]):
            torch.testing.assert_close(block @ block.T, torch.eye(8), atol=1e-5, rtol=0)

    def test_favor_draws_anew_in_training_and_keeps_one_draw_for_evaluation(self):
        features, x = Features("favor", 8, m=16), torch.randn(3, 8)
        self.assertFalse(torch.equal(features(x, x)[0], features(x, x)[0]))
        features.eval()
        self.assertTrue(torch.equal(features(x, x)[0], features(x, x)[0]))

    def test_elu_plus_one_is_positive(self):
        self.assertGreater(float(elu1(torch.linspace(-10, 10, 50)).min()), 0)


class SystemsTest(unittest.TestCase):
    """Each system as a model."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        for split in ("train", "valid"):
            write_shards(cls.folder, split, Encoder())

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def small(self, system: SystemConfig) -> SystemConfig:
        return replace(system, dim=64, layers=2, heads=64 // system.head_dim, ffn=64)

    def test_chunks_are_the_sequence(self):
        for name, system in SYSTEMS.items():
            with self.subTest(name):
                torch.manual_seed(0)
                model = self.small(replace(system, vocab=50)).build().eval()
                tokens, lengths = torch.randint(50, (2, 64)), torch.tensor([64, 37])
                with torch.no_grad():
                    chunkwise, one = model(tokens, model.initial(2), lengths, 16)
                    sequential, other = model(tokens, model.initial(2), lengths, 0)
                torch.testing.assert_close(chunkwise[0], sequential[0], atol=1e-4, rtol=1e-4)
                torch.testing.assert_close(chunkwise[1, :37], sequential[1, :37], atol=1e-4, rtol=1e-4)
                torch.testing.assert_close(one.weights, other.weights, atol=1e-4, rtol=1e-4)
                torch.testing.assert_close(one.conv, other.conv, atol=1e-5, rtol=1e-5)

    def test_the_system_that_ships_is_the_shipped_model(self):
        torch.manual_seed(0)
        shipped = Config(dim=64, layers=2, heads=2, ffn=96, vocab=50).build()
        system = SystemConfig(dim=64, layers=2, heads=2, ffn=96, vocab=50, **language.TOGETHER).build()
        system.load_state_dict(shipped.state_dict())
        tokens = torch.randint(50, (1, 64))
        for a, b in zip(shipped(tokens, shipped.initial(1)), system(tokens, system.initial(1)), strict=True):
            torch.testing.assert_close(a, b)

    def test_every_system_learns(self):
        """A few steps of each on real code: the held-out loss falls, and nothing overflows."""
        for name, system in SYSTEMS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as out:
                options = Options(out=Path(out), shards=self.folder, steps=12, warmup=4, rows=2, length=128, threads=1,
                                  branches=False, valid_batches=1, log_every=1, valid_every=1)
                with contextlib.redirect_stdout(io.StringIO()):
                    train.run(options, self.small(system))
                rows = csv.DictReader((Path(out) / "log.csv").read_text().splitlines())
                losses = [float(row["valid_trunk"]) for row in rows]
                self.assertLess(losses[-1], losses[0] - 0.3)

    def test_bits_per_byte_count_every_token_but_the_headers_once(self):
        corpus = Corpus("valid", self.folder, Encoder())
        with torch.no_grad():
            model = SystemConfig(dim=32, layers=1, heads=1, ffn=8).build().eval()
            model.norm.weight.zero_()  # so that every token costs the same: 13 bits
        measured = bits(model, corpus, 256, True)
        text = sum(len((TRAINING / name).read_bytes()) for name in corpus_files())
        self.assertEqual(measured.bytes.sum(), text)
        headers = sum(int(corpus.newlines[np.searchsorted(corpus.newlines, s)]) - s + 1 for s in corpus.file_starts)
        self.assertAlmostEqual(measured.bits.sum() / 13, len(corpus.tokens) - headers, delta=1)

    def test_all_systems_of_the_tables_have_the_same_number_of_parameters(self):
        for experiment in language.experiments():
            count = language.parameters(language.equal_parameters(experiment.system).build())
            self.assertLess(abs(count / language.PARAMETERS - 1), 0.005, experiment.name)


class RetrievalTest(unittest.TestCase):
    def test_the_target_is_the_value_that_was_written_last(self):
        keys, values, last = retrieval.sequences(2, 5, 40, torch.Generator().manual_seed(0))
        for row in range(40):
            written = {int(k): int(v) for k, v in zip(keys[row], values[row], strict=True)}
            self.assertEqual(last[row].tolist(), [written.get(key, -1) for key in range(5)])

    def test_capacity_sequences_have_every_key_once(self):
        keys, _, _ = retrieval.sequences(1, 30, 4, torch.Generator().manual_seed(0))
        self.assertTrue((keys.sort(dim=1).values == torch.arange(30)).all())

    def test_the_whole_sequence_as_one_chunk_is_the_delta_rule(self):
        q, k, v, beta, _ = example(features="sum")
        k, v, beta, q = k[:, :, 0], v[:, :, 0], beta[:, :, :1], q[:, :4, 0]
        zero = torch.zeros(B, 1, E, D, dtype=torch.float64)
        W = delta_sequential(k[:, :, None], k[:, :, None], v[:, :, None], beta, zero)[1][:, 0]
        read = retrieval.products(q, k) @ retrieval.written(k, v, beta)
        torch.testing.assert_close(read, q @ W.transpose(1, 2))

    def test_guessing_costs_a_half_and_every_system_learns(self):
        for setting, systems in retrieval.SYSTEMS.items():
            for name in systems:
                with self.subTest(name):
                    rows = retrieval.train(setting, name, 10, 0, 0.5 if name.endswith("FWM") else 0.3)
                    losses = [float(row["loss"]) for row in rows]
                    self.assertLess(min(losses[1:]), 0.95 * losses[0])


class OrdersTest(unittest.TestCase):
    """A branch in each order is the same cut of the same file."""

    def test_what_stands_before_the_hole_in_and_behind_it_is_the_document(self):
        with tempfile.TemporaryDirectory() as name:
            write_shards(Path(name), "valid", Encoder())
            corpus, encoder = Corpus("valid", Path(name), Encoder()), Encoder()
        marker, seen = encoder.marker, 0
        batches = {order: kind(corpus, encoder, 4, 512, 3) for order, kind in orders.ORDERS.items()}
        for _ in range(30):
            branches = {order: (next(b), b.rows) for order, b in batches.items()}
            for row in range(4):
                cuts = {}
                for order, (batch, places) in branches.items():
                    n = int(batch.branch.lengths[row]) if batch.branch else 0
                    if not n:
                        continue
                    whole = [*batch.branch.tokens[row, :n].tolist(), int(batch.branch.targets[row, n - 1])]
                    hole = int(batch.branch.hole[row]) + 1
                    suffix, middle = whole.index(marker["<suffix>"]), whole.index(marker["<middle>"])
                    lead = whole[:suffix] + whole[middle + 1 : hole]
                    cuts[order] = (places[row][1], lead, whole[hole:-1], whole[suffix + 1 : middle])
                    self.assertEqual(float(batch.branch.weights[row, hole - 1]), 5 if hole == n else 1)
                    self.assertFalse(batch.branch.weights[row, suffix:middle].any())
                if len(cuts) == 3:
                    A, lead, hole, suffix = cuts["ours"]
                    self.assertEqual(cuts["psm"], cuts["ours"])
                    self.assertEqual(cuts["spm"][2:], (hole, suffix))
                    text = corpus.tokens[: A].tolist() + lead
                    self.assertEqual(text[len(text) - len(cuts["spm"][1]) :], cuts["spm"][1])
                    seen += 1
        self.assertGreater(seen, 20)

    def test_a_key_costs_the_suffix_where_it_stands_behind_the_cursor(self):
        with tempfile.TemporaryDirectory() as name:
            write_shards(Path(name), "valid", Encoder())
            corpus = Corpus("valid", Path(name), Encoder())
        cost = {order: orders.keystrokes(order, 8, corpus, Encoder(), places=5) for order in orders.ORDERS}
        self.assertGreater(cost["psm"][0], cost["ours"][0] + 10)
        self.assertEqual(cost["spm"][0], cost["ours"][0])
        self.assertGreater(cost["spm"][2], cost["ours"][2])


class RecallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as name:
            write_shards(Path(name), "valid", Encoder())
            cls.reader = recall.Reader(Corpus("valid", Path(name), Encoder()), Encoder())

    def test_a_probe_asks_for_what_its_text_holds_and_the_other_text_does_not(self):
        for probe, distance in ((recall.identifier, 30), (recall.pairs, 8)):
            text, other, answer = probe(self.reader, distance, np.random.default_rng(1))
            spelt = bytes.join(b"", [Decoder().bytes(answer)]).decode()
            self.assertIn(spelt.rstrip("'"), Decoder().bytes(text).decode())
            self.assertNotIn(spelt.rstrip("'"), Decoder().bytes(other).decode())
            self.assertGreater(len(spelt), 4)

    def test_reading_in_segments_is_reading_at_once(self):
        torch.manual_seed(0)
        model = SystemConfig(dim=32, layers=1, heads=1, ffn=32, **language.TOGETHER).build().eval()
        texts, answers = [list(range(700)), list(range(50))], [[5, 6, 7], [8, 9]]
        parts = recall.likelihood(model, texts, answers, 0)
        once = recall.likelihood(model, texts, answers, 1024)
        for (a, _), (b, _) in zip(parts, once, strict=True):
            self.assertAlmostEqual(a, b, delta=0.02)  # products in bfloat16


class PlotsTest(unittest.TestCase):
    def test_every_table_that_is_there_is_drawn(self):
        with tempfile.TemporaryDirectory() as name:
            plots.main(Path(name))
            drawn = {path.stem for path in Path(name).glob("*.svg")}
            self.assertLessEqual({path.stem for path in plots.FOLDER.glob("*.svg")}, drawn)
            for path in Path(name).glob("*.svg"):
                self.assertGreater(len(list(ElementTree.parse(path).iter())), 100)


class RefusalTest(unittest.TestCase):
    """Before any time is spent, with the value and what is allowed."""

    def test_an_unknown_system(self):
        with self.assertRaisesRegex(LabError, "'dpfb' is unknown; known are dpfp, elu, favor"):
            SystemConfig(features="dpfb")
        with self.assertRaisesRegex(LabError, "'hebb' is unknown; known are delta, sum, softmax"):
            SystemConfig(rule="hebb")
        with self.assertRaisesRegex(LabError, "system of setting 2 'DPFP-9 delta'.*known are DPFP-1 delta"):
            retrieval.train(2, "DPFP-9 delta", 20, 0, 1)

    def test_features_that_no_memory_can_take(self):
        with self.assertRaisesRegex(LabError, "nu 64: DPFP on keys of 32 has shifts 1 to 63"):
            SystemConfig(nu=64)
        with self.assertRaisesRegex(LabError, "d_dot 2048 is over 1024"):
            SystemConfig(nu=32)

    def test_a_lever_of_another_rule(self):
        with self.assertRaisesRegex(LabError, "belong to the delta rule, not to 'softmax'"):
            SystemConfig(rule="softmax", decay=True)

    def test_a_checkpoint_of_another_configuration(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for split in ("train", "valid"):
                write_shards(folder, split, Encoder())
            small = SystemConfig(dim=32, layers=1, heads=1, ffn=32)
            options = Options(out=folder / "run", shards=folder, steps=1, rows=2, length=64, threads=1, valid_batches=1)
            train.run(options, small)
            with self.assertRaisesRegex(TrainingError, "another configuration"):
                train.run(options, replace(small, beta_max=2.0))


if __name__ == "__main__":
    unittest.main()
