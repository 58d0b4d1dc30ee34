"""The memory's algebra (paper, eq. 20-37): each property that follows from the equations, by name."""

import sys
import unittest
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from delta import delta_chunkwise, delta_sequential, dpfp, sum_normalise, unit_lower_inverse  # noqa: E402


def example(T: int, dtype=torch.float32, B=2, H=3, d=32, repeats=False):
    torch.manual_seed(T)
    q, k = (sum_normalise(dpfp(torch.randn(B, T, H, d, dtype=dtype))) for _ in range(2))
    if repeats:
        k[:, T // 4 :] = k[:, T // 4 : T // 4 + 1]
    v, beta = torch.randn(B, T, H, d, dtype=dtype), 2 * torch.rand(B, T, H, dtype=dtype)
    return q, k, v, beta, torch.randn(B, H, d, 2 * d, dtype=dtype)


def one_hot(i: int, size: int = 8) -> torch.Tensor:
    return torch.eye(size)[i].view(1, 1, 1, size)


class FeatureTest(unittest.TestCase):
    def test_dpfp_is_the_paper_s_product_of_neighbours(self):
        x = torch.tensor([1.0, -2.0, 3.0])
        r = [1.0, 0.0, 3.0, 0.0, 2.0, 0.0]  # relu([x; -x]), not -relu(x)
        self.assertEqual(dpfp(x, 2).tolist(), [r[i] * r[(i + s) % 6] for s in (1, 2) for i in range(6)])

    def test_features_sum_to_one(self):
        phi = sum_normalise(dpfp(torch.randn(100, 32), 1))
        self.assertLess(float((phi.sum(-1) - 1).abs().max()), 1e-4)

    def test_an_all_zero_phi_gives_no_nan(self):
        x = torch.zeros(1, 4, 1, 8, requires_grad=True)
        phi = sum_normalise(dpfp(x))
        y, W = delta_sequential(phi, phi, torch.randn(1, 4, 1, 8), torch.ones(1, 4, 1), torch.zeros(1, 1, 8, 16))
        y.sum().backward()
        self.assertTrue(torch.isfinite(y).all() and torch.isfinite(W).all() and torch.isfinite(x.grad).all())


class DeltaRuleTest(unittest.TestCase):
    def test_chunkwise_equals_sequential_with_repeated_keys_and_a_carried_state(self):
        for chunk in (16, 32, 64):
            for repeats in (False, True):
                with self.subTest(chunk=chunk, repeats=repeats):
                    q, k, v, beta, W = example(192, repeats=repeats)
                    (y1, W1), (y2, W2) = delta_sequential(q, k, v, beta, W), delta_chunkwise(q, k, v, beta, W, chunk)
                    self.assertLess(float((y1 - y2).abs().max()), 1e-5)
                    self.assertLess(float((W1 - W2).abs().max()), 1e-5)

    def test_odd_lengths_are_padded_with_beta_zero(self):
        for T in (1, 37, 63, 65, 100):
            with self.subTest(T=T):
                q, k, v, beta, W = example(T)
                pad = -T % 64
                padded = [torch.cat([x, torch.rand(2, pad, *x.shape[2:])], 1) for x in (q, k, v)]
                beta_padded = torch.cat([beta, torch.zeros(2, pad, 3)], 1)
                (y1, W1), (y2, W2) = delta_sequential(q, k, v, beta, W), delta_chunkwise(*padded, beta_padded, W)
                self.assertLess(float((y1 - y2[:, :T]).abs().max()), 1e-5)
                self.assertLess(float((W1 - W2).abs().max()), 1e-5)

    def test_gradients_of_both_forms_agree_in_float64(self):
        gradients = []
        for form in (delta_sequential, delta_chunkwise):
            inputs = [x.requires_grad_() for x in example(64, torch.float64, d=8)]
            y, W = form(*inputs)
            gradients.append(torch.autograd.grad((y**2).sum() + (W**3).sum(), inputs))
        for a, b in zip(*gradients, strict=True):
            self.assertLess(float((a - b).abs().max() / a.abs().max()), 1e-10)

    def test_splitting_anywhere_and_carrying_W_gives_the_same_W(self):
        q, k, v, beta, W = example(50)
        whole = delta_sequential(q, k, v, beta, W)[1]
        for at in (1, 13, 49):
            first = delta_sequential(q[:, :at], k[:, :at], v[:, :at], beta[:, :at], W)[1]
            second = delta_sequential(q[:, at:], k[:, at:], v[:, at:], beta[:, at:], first)[1]
            self.assertTrue(torch.equal(whole, second))

    def test_the_same_one_hot_key_written_twice_with_beta_one_overwrites_exactly(self):
        key, values = one_hot(3).expand(1, 2, 1, 8), torch.randn(1, 2, 1, 4)
        y, _ = delta_sequential(key, key, values, torch.ones(1, 2, 1), torch.zeros(1, 1, 4, 8))
        torch.testing.assert_close(y[:, 1], values[:, 1])

    def test_an_orthogonal_key_is_left_untouched(self):
        W = torch.randn(1, 1, 4, 8)
        _, after = delta_sequential(one_hot(0), one_hot(0), torch.randn(1, 1, 1, 4), torch.ones(1, 1, 1), W)
        self.assertTrue(torch.equal(after[..., 1:], W[..., 1:]))
        self.assertFalse(torch.equal(after[..., 0], W[..., 0]))

    def test_beta_zero_writes_nothing(self):
        q, k, v, beta, W = example(20)
        self.assertTrue(torch.equal(delta_sequential(q, k, v, 0 * beta, W)[1], W))

    def test_the_inverse_holds_where_keys_repeat(self):
        A = torch.ones(64, 64, dtype=torch.float64).tril(-1) * 0.9
        product = unit_lower_inverse(A) @ (torch.eye(64, dtype=torch.float64) + A)
        self.assertLess(float((product - torch.eye(64)).abs().max()), 1e-9)

    def test_a_chunk_that_does_not_divide_the_length_is_refused(self):
        with self.assertRaisesRegex(ValueError, "pad with beta = 0"):
            delta_chunkwise(*example(50))


if __name__ == "__main__":
    unittest.main()
