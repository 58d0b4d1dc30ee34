"""The memory: DPFP features and the delta rule, as equations and in the parallel form.

Glossary (symbols of Schlag, Irie, Schmidhuber 2021; B batch, T tokens, H heads):

    q, k    [B, T, H, d]         queries and keys
    v       [B, T, H, e]         values
    beta    [B, T, H]            write strength, one per head
    phi     [B, T, H, d_dot]     features; d_dot = 2 d nu
    W       [B, H, e, d_dot]     one head's fast weight memory

`delta_sequential` reads like the paper and is the reference; `delta_chunkwise` computes the same in chunks of C
tokens with matrix products (Yang et al. 2024, arXiv 2406.06484). Run this file to see how far the two differ.
"""

import torch
from torch import Tensor

EPSILON = 1e-6


def dpfp(x: Tensor, nu: int = 1) -> Tensor:
    """Deterministic parameter-free projection (eq. 37), [..., d] -> [..., 2 d nu].

    r = relu([x; -x]); feature (i, s) is r_i * r_(i+s), the index cyclic, for shifts s = 1 .. nu.
    """
    r = torch.relu(torch.cat([x, -x], dim=-1))
    return torch.cat([r * r.roll(-shift, dims=-1) for shift in range(1, nu + 1)], dim=-1)


def sum_normalise(phi: Tensor) -> Tensor:
    """phi / sum(phi) (eq. 29). An all-zero phi stays zero: it reads nothing and writes nothing."""
    return phi / (phi.sum(dim=-1, keepdim=True) + EPSILON)


def delta_sequential(q: Tensor, k: Tensor, v: Tensor, beta: Tensor, W: Tensor) -> tuple[Tensor, Tensor]:
    """The delta rule token by token (eq. 20-25), read after the write.

    q, k are features [B, T, H, d_dot] here. Returns y [B, T, H, e] and the last W.
    """
    reads = []
    for t in range(q.shape[1]):
        vbar = torch.einsum("bhed,bhd->bhe", W, k[:, t])
        write = beta[:, t, :, None] * (v[:, t] - vbar)
        W = W + torch.einsum("bhe,bhd->bhed", write, k[:, t])
        reads.append(torch.einsum("bhed,bhd->bhe", W, q[:, t]))
    return torch.stack(reads, dim=1), W


def unit_lower_inverse(A: Tensor, block: int = 16) -> Tensor:
    """(I + A)^-1 for strictly lower triangular A [..., C, C], by matrix products alone.

    Doubling over a whole chunk loses all digits when keys repeat (errors of 1e9), so it is done on blocks of 16,
    where (I + A)^-1 = (I - A)(I + A^2)(I + A^4)(I + A^8) is short, and the blocks are merged two by two:
    [[P, 0], [R, Q]]^-1 = [[P^-1, 0], [-Q^-1 R P^-1, Q^-1]].
    """
    C = A.shape[-1]
    if C <= block:
        eye = torch.eye(C, dtype=A.dtype, device=A.device)
        power, inverse = A, eye - A
        size = 2
        while size < C:
            power = power @ power
            inverse = inverse + inverse @ power
            size *= 2
        return inverse
    half = C // 2
    P = unit_lower_inverse(A[..., :half, :half], block)
    Q = unit_lower_inverse(A[..., half:, half:], block)
    corner = -(Q @ A[..., half:, :half] @ P)
    top = torch.cat([P, torch.zeros_like(corner.transpose(-1, -2))], dim=-1)
    return torch.cat([top, torch.cat([corner, Q], dim=-1)], dim=-2)


def delta_chunkwise(
    q: Tensor, k: Tensor, v: Tensor, beta: Tensor, W: Tensor, chunk: int = 64
) -> tuple[Tensor, Tensor]:
    """`delta_sequential` in chunks: same arguments, same results up to rounding. T must be a multiple of `chunk`
    (a power of two); pad with beta = 0, which writes nothing.

    With S = W at a chunk's start: A = tril(diag(beta) K K^T, -1), T = (I + A)^-1, U = T diag(beta) V,
    Y = T diag(beta) K, D = U - Y S^T, O = Q S^T + tril(Q K^T) D, S' = S + D^T K.
    """
    B, T, H, d = q.shape
    if T % chunk:
        raise ValueError(f"{T} tokens are no multiple of the chunk of {chunk}: pad with beta = 0")
    N = T // chunk

    def chunks(x: Tensor) -> Tensor:  # [B, T, H, f] -> [B, N, H, C, f]
        return x.reshape(B, N, chunk, H, -1).transpose(2, 3)

    Q, K, V, b = chunks(q), chunks(k), chunks(v), chunks(beta[..., None])
    K_beta = K * b
    A = (K_beta @ K.transpose(-1, -2)).tril(-1)
    inverse = unit_lower_inverse(A)
    U, Y = inverse @ (V * b), inverse @ K_beta
    P = (Q @ K.transpose(-1, -2)).tril()
    S, outputs = W, []
    for Q_n, K_n, U_n, Y_n, P_n in zip(*(x.unbind(1) for x in (Q, K, U, Y, P)), strict=True):
        D = U_n - Y_n @ S.transpose(-1, -2)
        outputs.append(Q_n @ S.transpose(-1, -2) + P_n @ D)
        S = S + D.transpose(-1, -2) @ K_n
    O = torch.stack(outputs, dim=1)  # [B, N, H, C, e]
    return O.transpose(2, 3).reshape(B, T, H, -1), S


if __name__ == "__main__":
    torch.manual_seed(0)
    B, T, H, d = 2, 192, 3, 32
    q, k = (sum_normalise(dpfp(torch.randn(B, T, H, d))) for _ in range(2))
    k[:, 50:150] = k[:, :1]  # one key, a hundred times
    v, beta = torch.randn(B, T, H, d), 2 * torch.rand(B, T, H)
    W = torch.randn(B, H, d, 2 * d)
    (y1, W1), (y2, W2) = delta_sequential(q, k, v, beta, W), delta_chunkwise(q, k, v, beta, W)
    print(f"largest difference: reads {(y1 - y2).abs().max():.1e}, memory {(W1 - W2).abs().max():.1e}")
