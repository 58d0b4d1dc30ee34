"""Feature maps phi and what keys and queries are divided by: every map of the paper, one function or class each.

    x    [..., d]        a key or a query
    phi  [..., d_dot]    its features, never negative

DPFP and the sum normalisation are those of the shipped model (delta.py). All maps but FAVOR+ are deterministic.
"""

import torch
from torch import Tensor, nn

from delta import EPSILON, dpfp, sum_normalise


def elu1(x: Tensor) -> Tensor:
    """elu(x) + 1, d_dot = d (Katharopoulos et al. 2020, the Linear Transformer)."""
    return torch.nn.functional.elu(x) + 1


def favor(x: Tensor, R: Tensor) -> Tensor:
    """FAVOR+ (Choromanski et al. 2021; eq. 34-36 of the paper), [..., d] and R [m, d] -> [..., 2 m].

    h(x) / sqrt(m) * [exp(Rx); exp(-Rx)] with h(x) = exp(-|x|^2 / 2) / sqrt(2): on average over R, the product of two
    features is exp of the product of their arguments.
    """
    projected = x @ R.T
    exponents = torch.cat([projected, -projected], dim=-1) - x.square().sum(-1, keepdim=True) / 2
    return exponents.exp() * (2 * R.shape[0]) ** -0.5


def orthogonal(m: int, d: int, generator: torch.Generator | None = None) -> Tensor:
    """m random directions in R^d, orthogonal within each block of d, each as long as a Gaussian vector (chi)."""
    blocks = []
    for rows in range(0, m, d):
        q, r = torch.linalg.qr(torch.randn(d, d, generator=generator))
        blocks.append((q * r.diagonal().sign())[: m - rows])
    lengths = torch.randn(m, d, generator=generator).norm(dim=1, keepdim=True)
    return torch.cat(blocks) * lengths


class Features(nn.Module):
    """phi by name. FAVOR+ draws its directions anew at every call in training and keeps one draw for evaluation."""

    def __init__(self, name: str, d: int, nu: int = 1, m: int = 64):
        super().__init__()
        self.name, self.d, self.nu, self.m = name, d, nu, m
        if name == "favor":
            self.register_buffer("R", orthogonal(m, d, torch.Generator().manual_seed(0)))

    @property
    def d_dot(self) -> int:
        return {"dpfp": 2 * self.d * self.nu, "favor": 2 * self.m}.get(self.name, self.d)

    def forward(self, q: Tensor, k: Tensor) -> tuple[Tensor, Tensor]:
        """Features of queries and keys, by the same draw."""
        if self.name == "favor":
            R = orthogonal(self.m, self.d).to(q) if self.training else self.R
            return favor(q, R), favor(k, R)
        phi = {"dpfp": lambda x: dpfp(x, self.nu), "elu": elu1, "tanh": torch.tanh}[self.name]
        return phi(q), phi(k)


def l2_normalise(phi: Tensor) -> Tensor:
    """phi / |phi|: what most of the field does instead of eq. 29. All zero stays zero."""
    return phi / (phi.norm(dim=-1, keepdim=True) + EPSILON)


NORMALISE = {"sum": sum_normalise, "l2": l2_normalise, "attention": lambda phi: phi, "none": lambda phi: phi}
