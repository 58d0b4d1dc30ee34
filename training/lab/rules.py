"""Update rules: each as its equation, token by token, and in the form that is trained with.

    q, k  [B, T, H, d_dot]   features        v     [B, T, H, e]       values
    beta  [B, T, H]          write strength  W     [B, H, e, d_dot]   fast weights
    z     [B, H, d_dot]      sum of the keys that have been written (attention normalisation, eq. 26-28)

The delta rule itself is the shipped model's (delta.py). What differs from it by a change of its arguments alone
(attention normalisation, decay) is written as that change, so that one parallel form serves all.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from delta import EPSILON, delta_chunkwise

# --- sum rule (eq. 17), which is linear attention ----------------------------------------------------------------------


def sum_sequential(q: Tensor, k: Tensor, v: Tensor, W: Tensor) -> tuple[Tensor, Tensor]:
    """W += v (x) phi(k), read after the write: y [B, T, H, e] and the last W."""
    reads = []
    for t in range(q.shape[1]):
        W = W + torch.einsum("bhe,bhd->bhed", v[:, t], k[:, t])
        reads.append(torch.einsum("bhed,bhd->bhe", W, q[:, t]))
    return torch.stack(reads, dim=1), W


def sum_chunkwise(q: Tensor, k: Tensor, v: Tensor, W: Tensor, chunk: int = 64) -> tuple[Tensor, Tensor]:
    """`sum_sequential` in chunks: within one, O = Q S^T + tril(Q K^T) V and S' = S + V^T K."""
    T = q.shape[1]
    if T % chunk:
        raise ValueError(f"{T} tokens are no multiple of the chunk of {chunk}: pad with v = 0")
    outputs, S = [], W
    for Q, K, V in zip(*(x.transpose(1, 2).split(chunk, dim=2) for x in (q, k, v)), strict=True):
        outputs.append(Q @ S.transpose(-1, -2) + (Q @ K.transpose(-1, -2)).tril() @ V)
        S = S + V.transpose(-1, -2) @ K
    return torch.cat(outputs, dim=2).transpose(1, 2), S


# --- attention normalisation (eq. 26-28) -------------------------------------------------------------------------------


def key_sums(q: Tensor, k: Tensor, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """What eq. 26-28 divide by: z_(i-1) . phi(k_i) [B, T, H], z_i . phi(q_i) [B, T, H]; and the last z."""
    before = torch.cat([z[:, None], k[:, :-1]], dim=1).cumsum(dim=1)
    after = before + k
    return (before * k).sum(-1), (after * q).sum(-1), after[:, -1]


def attention_delta_arguments(v: Tensor, beta: Tensor, divisor: Tensor) -> tuple[Tensor, Tensor]:
    """v and beta with which the plain delta rule is the one that divides vbar by `divisor` [B, T, H] (eq. 27):
    beta (v - W k / n) = (beta / n) (n v - W k)."""
    n = divisor.clamp_min(EPSILON)
    return v * n[..., None], beta / n


# --- decay -------------------------------------------------------------------------------------------------------------


def decayed_delta(
    q: Tensor, k: Tensor, v: Tensor, beta: Tensor, log_alpha: Tensor, W: Tensor, chunk: int = 64
) -> tuple[Tensor, Tensor]:
    """The delta rule on a memory that fades by alpha_i [B, T, H] before each write (a control: not in the paper).

    W_i / G_i, with G_i the product of the alphas so far, follows the plain rule with values v_i / G_i. G starts at 1 in
    every chunk, so that it can not underflow.
    """
    outputs = []
    for Q, K, V, b, a in zip(*(x.split(chunk, dim=1) for x in (q, k, v, beta, log_alpha)), strict=True):
        G = a.cumsum(dim=1).exp()
        y, W = delta_chunkwise(Q, K, V / G[..., None], b, W, chunk)
        outputs.append(y * G[..., None])
        W = W * G[:, -1, :, None, None]
    return torch.cat(outputs, dim=1), W


def decayed_delta_sequential(q, k, v, beta, log_alpha, W) -> tuple[Tensor, Tensor]:
    """`decayed_delta` as its equation."""
    reads = []
    for t in range(q.shape[1]):
        W = W * log_alpha[:, t].exp()[..., None, None]
        write = beta[:, t, :, None] * (v[:, t] - torch.einsum("bhed,bhd->bhe", W, k[:, t]))
        W = W + torch.einsum("bhe,bhd->bhed", write, k[:, t])
        reads.append(torch.einsum("bhed,bhd->bhe", W, q[:, t]))
    return torch.stack(reads, dim=1), W


# --- the older fast weight memory (Schlag, Munkhdalai, Schmidhuber 2021) -----------------------------------------------


def fwm_sequential(q: Tensor, k: Tensor, v: Tensor, beta: Tensor, W: Tensor) -> tuple[Tensor, Tensor]:
    """vbar = W k; W -= vbar (x) k; W += (beta v + (1 - beta) vbar) (x) k; W /= max(1, |W|_F); y = W q, which
    the layer puts through LayerNorm."""
    reads = []
    for t in range(q.shape[1]):
        vbar = torch.einsum("bhed,bhd->bhe", W, k[:, t])
        W = W - torch.einsum("bhe,bhd->bhed", vbar, k[:, t])
        b = beta[:, t, :, None]
        W = W + torch.einsum("bhe,bhd->bhed", b * v[:, t] + (1 - b) * vbar, k[:, t])
        W = W / W.flatten(2).norm(dim=-1).clamp_min(1)[..., None, None]
        reads.append(torch.einsum("bhed,bhd->bhe", W, q[:, t]))
    return torch.stack(reads, dim=1), W


def fwm(q: Tensor, k: Tensor, v: Tensor, beta: Tensor, W: Tensor) -> tuple[Tensor, Tensor]:
    """The same with its two writes as one: W += beta (v - vbar) (x) k. The norm of W makes each step depend on the
    whole memory, so there is no parallel form."""
    B, T, H, e = v.shape
    heads, M, reads = [x.transpose(1, 2).flatten(0, 1) for x in (q, k, v, beta[..., None])], W.flatten(0, 1), []
    for q_t, k_t, v_t, b_t in zip(*(x.unbind(1) for x in heads), strict=True):
        vbar = (M @ k_t[..., None])[..., 0]
        M = torch.baddbmm(M, (b_t * (v_t - vbar))[..., None], k_t[:, None])
        M = M / M.flatten(1).norm(dim=-1).clamp_min(1)[:, None, None]
        reads.append((M @ q_t[..., None])[..., 0])
    return torch.stack(reads, dim=1).view(B, H, T, e).transpose(1, 2), M.view_as(W)


# --- softmax attention, the reference ----------------------------------------------------------------------------------


def softmax_sequential(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """y_t = sum over i <= t of softmax_i(q_t . k_i / sqrt(d)) v_i."""
    reads = []
    for t in range(q.shape[1]):
        scores = torch.einsum("bhd,bthd->bth", q[:, t], k[:, : t + 1]) * q.shape[-1] ** -0.5
        reads.append(torch.einsum("bth,bthe->bhe", scores.softmax(dim=1), v[:, : t + 1]))
    return torch.stack(reads, dim=1)


def softmax(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """The same by PyTorch's fused kernel."""
    y = F.scaled_dot_product_attention(*(x.transpose(1, 2) for x in (q, k, v)), is_causal=True)
    return y.transpose(1, 2)
