"""The language model: a fast weight programmer in pre-norm blocks.

Each block: RMSNorm -> fast weights (DPFP, sum-normalised keys and queries, delta rule) -> RMSNorm -> SwiGLU.
No positions; the order of tokens reaches the model through the recurrence and a causal convolution of width 4.
What goes beyond Schlag et al. 2021: that convolution, beta in (0, 2), RMSNorm on each head's read, an output gate.

    x       [B, T, dim]              activations
    State   weights [B, L, H, e, d_dot], conv [B, L, 3, 3 dim]: all that is carried from token to token
"""

from dataclasses import asdict, dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from delta import delta_chunkwise, delta_sequential, dpfp, sum_normalise


@dataclass(frozen=True)
class Config:
    vocab: int = 8192
    dim: int = 192
    layers: int = 4
    heads: int = 6
    head_dim: int = 32
    nu: int = 1
    ffn: int = 512
    conv: int = 4
    beta_max: float = 2.0

    @property
    def d_dot(self) -> int:
        return 2 * self.head_dim * self.nu

    @property
    def inner(self) -> int:
        """Channels of all heads together."""
        return self.heads * self.head_dim

    def as_dict(self) -> dict:
        return asdict(self)

    def build(self) -> "Model":
        return Model(self)


class State(NamedTuple):
    weights: Tensor  # [B, L, H, e, d_dot]
    conv: Tensor  # [B, L, 3, 3 inner]

    def detach(self) -> "State":
        return State(self.weights.detach(), self.conv.detach())


def no_convolution(width: int, channels: int) -> nn.Parameter:
    """Taps [width, channels], oldest first: only the last one, the token itself, is taken to begin with."""
    taps = torch.zeros(width, channels)
    taps[-1] = 1
    return nn.Parameter(taps)


class FastWeights(nn.Module):
    """One layer's memory."""

    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.qkv = nn.Linear(c.dim, 3 * c.inner, bias=False)
        self.conv = no_convolution(c.conv, 3 * c.inner)
        self.beta = nn.Linear(c.dim, c.heads)
        self.gate = nn.Linear(c.dim, c.inner, bias=False)
        self.read_norm = nn.Parameter(torch.ones(c.inner))
        self.out = nn.Linear(c.inner, c.dim, bias=False)

    def forward(self, h: Tensor, W: Tensor, past: Tensor, lengths: Tensor | None, chunk: int):
        """h [B, T, dim], W [B, H, e, d_dot], past [B, 3, 3 inner]; `lengths` [B] counts the real tokens of each row,
        what follows them writes nothing. chunk = 0 takes the sequential reference. Returns y, W, past."""
        c, (B, T, _) = self.c, h.shape
        x = torch.cat([past.to(h.dtype), self.qkv(h)], dim=1)
        taps = self.conv.to(h.dtype)
        q, k, v = sum(x[:, i : i + T] * taps[i] for i in range(c.conv)).float().view(B, T, 3, c.heads, -1).unbind(2)
        q, k = sum_normalise(dpfp(q, c.nu)), sum_normalise(dpfp(k, c.nu))
        beta = c.beta_max * torch.sigmoid(self.beta(h).float())
        if lengths is None:
            past = x[:, T:]
        else:
            beta = beta * (torch.arange(T, device=h.device) < lengths[:, None])[..., None]
            rows = lengths[:, None] + torch.arange(c.conv - 1, device=h.device)
            past = x.gather(1, rows[..., None].expand(-1, -1, x.shape[-1]))
        with torch.autocast(h.device.type, enabled=False):  # the recurrence stays in float32
            y, W = delta_chunkwise(q, k, v, beta, W, chunk) if chunk else delta_sequential(q, k, v, beta, W)
            y = F.rms_norm(y, (c.head_dim,), eps=1e-6).reshape(B, T, c.inner) * self.read_norm
        return self.out(y.to(h.dtype) * F.silu(self.gate(h))), W, past.float()


@torch.no_grad()
def begin_with_induction(memory: nn.Module, every: int = 2) -> None:
    """Lets every second head, or each, ask for what followed the same token before: its key is made from the token before
    by the query's own projection. So a value is stored under what it followed, and comes back when that comes again, from
    the first step on (induction heads, Olsson et al. 2022, which short training does not find)."""
    c = memory.c
    W = memory.qkv.weight.view(3, c.heads, c.head_dim, c.dim)  # q, k, v
    W[1, ::every] = W[0, ::every]
    taps = memory.conv.view(c.conv, 3, c.heads, c.head_dim)
    taps[-1, 1, ::every] = 0
    taps[-2, 1, ::every] = 1


class Block(nn.Module):
    def __init__(self, c: Config, memory: nn.Module):
        super().__init__()
        self.memory_norm, self.memory = nn.RMSNorm(c.dim, eps=1e-6), memory
        self.ffn_norm = nn.RMSNorm(c.dim, eps=1e-6)
        self.up = nn.Linear(c.dim, 2 * c.ffn, bias=False)
        self.down = nn.Linear(c.ffn, c.dim, bias=False)

    def forward(self, x: Tensor, W: Tensor, past: Tensor, lengths: Tensor | None, chunk: int):
        y, W, past = self.memory(self.memory_norm(x), W, past, lengths, chunk)
        x = x + y
        a, b = self.up(self.ffn_norm(x)).chunk(2, dim=-1)
        return x + self.down(F.silu(a) * b), W, past


class Model(nn.Module):
    Memory = FastWeights  # the laboratory puts others in its place

    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.embedding = nn.Embedding(c.vocab, c.dim)
        self.blocks = nn.ModuleList(Block(c, self.Memory(c)) for _ in range(c.layers))
        self.norm = nn.RMSNorm(c.dim, eps=1e-6)
        self.apply(self._initialise)

    def _initialise(self, module: nn.Module) -> None:
        c = self.c
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=module.in_features**-0.5)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        elif isinstance(module, FastWeights):
            begin_with_induction(module)
        elif isinstance(module, Block):  # residual branches start small, as deep pre-norm stacks want them
            for linear in (module.memory.out, module.down):
                nn.init.normal_(linear.weight, std=(2 * c.layers * linear.in_features) ** -0.5)

    def initial(self, batch: int) -> State:
        """Nothing read yet."""
        c, like = self.c, self.embedding.weight
        return State(
            torch.zeros(batch, c.layers, c.heads, c.head_dim, c.d_dot, device=like.device),
            torch.zeros(batch, c.layers, c.conv - 1, 3 * c.inner, device=like.device),
        )

    def embed(self, tokens: Tensor) -> Tensor:
        return self.embedding(tokens)

    def forward(
        self, tokens: Tensor, state: State, lengths: Tensor | None = None, chunk: int = 64
    ) -> tuple[Tensor, State]:
        """tokens [B, T] int64 -> what the output matrix takes [B, T, dim], and the state after each row's last real
        token. T is a multiple of `chunk`, or chunk = 0."""
        x = self.embed(tokens)
        weights, conv = [], []
        for i, block in enumerate(self.blocks):
            x, W, past = block(x, state.weights[:, i], state.conv[:, i], lengths, chunk)
            weights.append(W)
            conv.append(past)
        return self.norm(x), State(torch.stack(weights, dim=1), torch.stack(conv, dim=1))

    def logits(self, h: Tensor) -> Tensor:
        """[..., dim] -> [..., vocab], by the embedding transposed."""
        return F.linear(h, self.embedding.weight.to(h.dtype))
