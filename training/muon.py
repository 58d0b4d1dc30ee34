"""Muon (Jordan et al. 2024): momentum whose update is the nearest orthogonal matrix, by five Newton-Schulz steps.

PyTorch has one that orthogonalises in bfloat16; on processors without such arithmetic that takes longer than the
model. This one does it in float32 there, for all matrices of one shape at once.
"""

from itertools import groupby

import torch
from torch import Tensor

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the quintic: steepest at zero; singular values end within 0.7 to 1.2
STEPS = 5
EPSILON = 1e-7


def orthogonalise(G: Tensor) -> Tensor:
    """The nearest matrices with equal singular values, roughly, to each of G [n, a, b]."""
    X = G.bfloat16() if G.is_cuda else G
    wide = X.shape[-2] <= X.shape[-1]
    X = X if wide else X.mT
    X = X / X.norm(dim=(-2, -1), keepdim=True).clamp_min(EPSILON)
    a, b, c = COEFFICIENTS
    for _ in range(STEPS):
        A = X @ X.mT
        X = a * X + (b * A + c * A @ A) @ X
    return (X if wide else X.mT).to(G.dtype)


class Muon(torch.optim.Optimizer):
    """For matrices. Steps have the size of AdamW's (0.2 sqrt(longer side)), so that both take one learning rate."""

    def __init__(self, params, lr: float, momentum: float = 0.95, weight_decay: float = 0.1):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            trained = sorted((p for p in group["params"] if p.grad is not None), key=lambda p: p.shape)
            for shape, same in groupby(trained, key=lambda p: p.shape):
                matrices = list(same)
                updates = orthogonalise(torch.stack([self._update(p, group["momentum"]) for p in matrices]))
                for p, update in zip(matrices, updates, strict=True):
                    p.mul_(1 - group["lr"] * group["weight_decay"])
                    p.add_(update, alpha=-group["lr"] * 0.2 * max(shape) ** 0.5)

    def _update(self, p: Tensor, momentum: float) -> Tensor:
        """Nesterov's momentum."""
        buffer = self.state[p].setdefault("momentum_buffer", torch.zeros_like(p))
        buffer.lerp_(p.grad, 1 - momentum)
        return p.grad.lerp(buffer, momentum)
