"""Cross entropy of a large vocabulary, without ever holding all logits.

The gradient of the loss by the logits is `weight * (softmax - one_hot)`: known in the forward pass. So both
products of the backward pass are taken there, block of rows by block of rows, and the logits are thrown away.
"""

import torch
from torch import Tensor

ROWS = 1024


class _WeightedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, h: Tensor, matrix: Tensor, targets: Tensor, weights: Tensor, total: Tensor):
        dtype = torch.get_autocast_dtype(h.device.type) if torch.is_autocast_enabled(h.device.type) else h.dtype
        low, learns = matrix.to(dtype), any(ctx.needs_input_grad[:2])
        if learns:
            dh, dmatrix = torch.empty_like(h, dtype=torch.float32), torch.zeros_like(matrix)
        nll = torch.empty(h.shape[0], device=h.device)
        with torch.autocast(h.device.type, enabled=False):
            for rows in range(0, h.shape[0], ROWS):
                part = slice(rows, rows + ROWS)
                x, y = h[part].to(dtype), targets[part, None]
                p = torch.log_softmax((x @ low.T).float(), dim=-1)
                nll[part] = -p.gather(1, y)[:, 0]
                if not learns:
                    continue
                p.exp_().scatter_add_(1, y, p.new_full((1, 1), -1.0).expand_as(y))
                g = p.mul_(weights[part, None] / total).to(dtype)
                dh[part] = g @ low
                dmatrix += g.T @ x
        if learns:
            ctx.save_for_backward(dh, dmatrix)
        ctx.mark_non_differentiable(nll)
        return (nll * weights).sum() / total, nll

    @staticmethod
    def backward(ctx, grad: Tensor, _):
        dh, dmatrix = ctx.saved_tensors
        return grad * dh, grad * dmatrix, None, None, None


def cross_entropy(
    h: Tensor, matrix: Tensor, targets: Tensor, weights: Tensor, total: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """h [R, dim], output matrix [vocab, dim], targets [R], weights [R] -> sum(weights * nll) / total, and nll [R]
    in nats. `total` is the sum of the weights unless given (a step in several parts shares one)."""
    total = weights.sum().clamp_min(1e-9) if total is None else total
    return _WeightedCrossEntropy.apply(h, matrix, targets, weights, total)
