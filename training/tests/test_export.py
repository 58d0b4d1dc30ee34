"""The shipped graph computes what PyTorch computes: chunk, steps, choice, and any mixture of them."""

import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import numpy as np
import onnxruntime
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from delta import delta_sequential, dpfp, sum_normalise  # noqa: E402
from export.write import rounded, write  # noqa: E402
from model import Config, Model, State  # noqa: E402

C = 64


def small() -> Model:
    """A small model whose every part is awake: betas, convolution and norms away from their start."""
    torch.manual_seed(3)
    model = Model(Config(dim=64, layers=2, heads=2, ffn=96))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
        model.embedding.weight[[4, 5]] *= 3  # <end> and newline: louder, so that some prompts stop
    return rounded(model)


class Session:
    def __init__(self, folder: Path, model: Model):
        self.model = model
        options = onnxruntime.SessionOptions()
        expanded = np.fromfile(folder / "weights.bin", "<f2").astype("<f4").tobytes()
        options.add_external_initializers_from_files_in_memory(["weights.f32"], [expanded], [len(expanded)])
        self.ort = onnxruntime.InferenceSession((folder / "model.onnx").read_bytes(), options)

    def run(self, state: State, chunk=(), targets=(), forced=(), steps=0, one_line=False, record=False) -> dict:
        feeds = {
            "chunk_tokens": np.array([*chunk, *[0] * (C - len(chunk))], np.int64),
            "chunk_length": np.array(len(chunk), np.int64),
            "chunk_targets": np.array([*targets, *[0] * (C - len(targets))] if len(targets) else [], np.int64),
            "step_tokens": np.array(forced, np.int64), "step_count": np.array(steps, np.int64),
            "one_line": np.array(one_line), "record": np.array(record), "weights": state.weights[0].numpy(), "conv": state.conv[0].numpy(),
        }
        names = [o.name for o in self.ort.get_outputs()]
        out = dict(zip(names, self.ort.run(None, feeds), strict=True))
        out["state"] = State(torch.tensor(out["weights_out"])[None], torch.tensor(out["conv_out"])[None])
        return out

    @torch.no_grad()
    def torch(self, state: State, tokens) -> tuple[torch.Tensor, State]:
        h, state = self.model(torch.tensor([tokens]), state, chunk=0)
        return self.model.logits(h)[0], state


class ExportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        model = small()
        about = {}
        cls.card = write(model, Path(cls.folder.name), about)
        cls.session = Session(Path(cls.folder.name), model)
        cls.tokens = np.random.default_rng(0).integers(300, 8000, 200).tolist()
        cls.tokens[70:110] = [cls.tokens[70]] * 40  # one key, many times

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def close(self, state: State, expected: State, tolerance: float = 2e-4):
        for a, b in zip(state, expected, strict=True):
            self.assertLess(float((a - b).abs().max()), tolerance)

    def test_chunks_of_any_length_equal_the_sequential_reference(self):
        state = expected = self.session.model.initial(1)
        place = 0
        for n in (64, 1, 37, 64, 2, 3):
            part = self.tokens[place : place + n]
            logits, expected = self.session.torch(expected, part)
            out = self.session.run(state, chunk=part)
            state = out["state"]
            self.close(state, expected)
            self.assertLess(float(np.abs(out["logits"] - logits[-1].numpy()).max()), 1e-3)
            place += n

    def test_targets_give_their_negative_log_probability(self):
        part, targets = self.tokens[:50], self.tokens[1:51]
        logits, _ = self.session.torch(self.session.model.initial(1), part)
        expected = torch.nn.functional.cross_entropy(logits, torch.tensor(targets), reduction="none")
        nll = self.session.run(self.session.model.initial(1), chunk=part, targets=targets)["chunk_nll"]
        np.testing.assert_allclose(nll[:50], expected.numpy(), atol=1e-3)

    def test_steps_equal_the_reference_and_choose_greedily(self):
        prompt, free = self.tokens[:9], 12
        logits, state = self.session.torch(self.session.model.initial(1), prompt)
        control, expected = {0, *(self.card["tokens"][m] for m in ("file", "suffix", "middle"))}, []
        for _ in range(free):
            scores = logits[-1].clone()
            scores[list(control)] = -1e9
            choice = int(scores.argmax())
            expected.append((choice, float(torch.log_softmax(logits[-1], 0)[choice])))
            if choice == self.card["tokens"]["end"] or len(expected) == free:
                break
            logits, state = self.session.torch(state, [choice])
        out = self.session.run(self.session.model.initial(1), forced=prompt, steps=len(prompt) + free - 1)
        self.assertEqual(out["chosen"][len(prompt) - 1 :].tolist(), [c for c, _ in expected])
        np.testing.assert_allclose(out["chosen_logprob"][len(prompt) - 1 :], [p for _, p in expected], atol=1e-3)
        self.close(out["state"], state)

    def test_one_line_counts_newline_and_end_as_one_stop(self):
        """Over prompts of which some stop and some do not: the choice, and a stop's probability is that of both."""
        ids, begin, stopped = self.card["tokens"], self.session.model.initial(1), 0
        for token in self.tokens[:60]:
            logits, _ = self.session.torch(begin, [token])
            p = torch.log_softmax(logits[-1], 0)
            either = float(torch.logsumexp(p[[ids["newline"], ids["end"]]], 0))
            out = self.session.run(begin, forced=[token], steps=1, one_line=True)
            others = p.clone()
            others[[0, *ids.values()]] = -1e9
            stops = either > float(others.max())
            self.assertEqual(int(out["chosen"][0]) == ids["end"], stops)
            self.assertNotEqual(int(out["chosen"][0]), ids["newline"])
            if stops:
                stopped += 1
                self.assertAlmostEqual(float(out["chosen_logprob"][0]), either, places=3)
        self.assertTrue(0 < stopped < 60, f"both cases have to occur, {stopped} stopped")

    def test_chunk_then_steps_in_one_call_equals_two_calls(self):
        begin = self.session.model.initial(1)
        both = self.session.run(begin, chunk=self.tokens[:30], forced=self.tokens[30:40], steps=10)
        first = self.session.run(begin, chunk=self.tokens[:30])
        second = self.session.run(first["state"], forced=self.tokens[30:40], steps=10)
        self.close(both["state"], second["state"], 1e-6)

    def test_the_record_is_what_the_sequential_reference_was_given(self):
        """q, k, v and beta of every layer, also in the middle of a text and in a chunk that is not full."""
        begin = self.session.run(self.session.model.initial(1), chunk=self.tokens[:64])["state"]
        part, c, given = self.tokens[64:101], self.session.model.c, []

        def noted(q, k, v, beta, W):
            given.append((q, k, v, beta))
            return delta_sequential(q, k, v, beta, W)

        with unittest.mock.patch("model.delta_sequential", noted):
            self.session.torch(begin, part)
        out = self.session.run(begin, chunk=part, record=True)
        qkv = torch.tensor(out["record_qkv"]).view(c.layers, C, 3, c.heads, c.head_dim)[:, : len(part)]
        self.assertEqual(len(given), c.layers)
        for i, (q, k, v, beta) in enumerate(given):
            for name, own, expected in (
                ("q", sum_normalise(dpfp(qkv[i, :, 0], c.nu)), q), ("k", sum_normalise(dpfp(qkv[i, :, 1], c.nu)), k),
                ("v", qkv[i, :, 2], v), ("beta", torch.tensor(out["record_beta"][i, : len(part)]), beta),
            ):
                self.assertLess(float((own - expected[0]).abs().max()), 1e-4, f"{name} of layer {i}")
                self.assertGreater(float(expected.abs().max()), 0.01, f"{name} of layer {i} says nothing")
        self.assertEqual(float(np.abs(out["record_beta"][:, len(part) :]).max()), 0)

    def test_nothing_is_recorded_unasked_and_recording_changes_no_bit(self):
        begin = self.session.model.initial(1)
        plain, recorded = (self.session.run(begin, chunk=self.tokens[:50], record=r) for r in (False, True))
        self.assertEqual(plain["record_qkv"].size + plain["record_beta"].size, 0)
        for name in ("weights_out", "conv_out", "logits"):
            self.assertEqual(plain[name].tobytes(), recorded[name].tobytes())

    def test_a_later_token_changes_nothing_before_it(self):
        begin, changed = self.session.model.initial(1), [*self.tokens[:63], 77]
        targets = self.tokens[1:65]
        a = self.session.run(begin, chunk=self.tokens[:64], targets=targets)["chunk_nll"]
        b = self.session.run(begin, chunk=changed, targets=targets)["chunk_nll"]
        self.assertEqual(a[:63].tobytes(), b[:63].tobytes())
        self.assertNotEqual(float(a[63]), float(b[63]))


if __name__ == "__main__":
    unittest.main()
