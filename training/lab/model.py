"""The language model with any memory of the paper in its layers, as one line of configuration.

Everything around the memory is the shipped model's (model.py), so that systems differ in what they are named for:

    softmax, positions      SystemConfig(rule="softmax", positions=True)
    Linear Transformer      SystemConfig(features="elu", rule="sum", normalise="attention", positions=True)
    the paper's delta rule  SystemConfig()
    what ships              SystemConfig(conv=4, beta_max=2.0, output_norm=True, gate=True)
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from delta import EPSILON, delta_chunkwise, delta_sequential
from lab import rules
from lab.errors import LabError, one_of
from lab.features import NORMALISE, Features
from model import Config, Model, State, begin_with_induction, no_convolution

RULES = ("delta", "sum", "softmax")
FEATURES = ("dpfp", "elu", "favor")
LARGEST_STATE = 1024  # d_dot: more than this a head would hold more numbers than the model has weights


@dataclass(frozen=True)
class SystemConfig(Config):
    dim: int = 128
    layers: int = 4
    heads: int = 4
    ffn: int = 448
    conv: int = 1  # width; 1 is none
    beta_max: float = 1.0
    features: str = "dpfp"
    rule: str = "delta"
    normalise: str = "sum"
    m: int = 32  # FAVOR+: directions; d_dot = 2 m
    bias: bool = False  # in the projections of keys, queries and values
    beta_over_norm: bool = False  # beta / |phi|^2: what beta = 1 writes is read back whole
    output_norm: bool = False
    gate: bool = False
    decay: bool = False
    induction: bool = False  # begins with half of the heads asking for what followed the same token before
    positions: bool = False  # sinusoids, added to the embedding; the first token of a segment is 0

    def __post_init__(self):
        one_of("rule", self.rule, RULES)
        one_of("features", self.features, FEATURES)
        one_of("normalise", self.normalise, NORMALISE)
        if not 1 <= self.nu < 2 * self.head_dim:
            raise LabError(f"nu {self.nu}: DPFP on keys of {self.head_dim} has shifts 1 to {2 * self.head_dim - 1}")
        if self.d_dot > LARGEST_STATE:
            raise LabError(f"d_dot {self.d_dot} is over {LARGEST_STATE}: take fewer features (nu, m) or a smaller head")
        if (self.decay or self.beta_over_norm) and self.rule != "delta":
            raise LabError(f"decay and beta_over_norm belong to the delta rule, not to {self.rule!r}")

    @property
    def d_dot(self) -> int:
        return {"dpfp": 2 * self.head_dim * self.nu, "favor": 2 * self.m}.get(self.features, self.head_dim)

    def build(self) -> "SystemModel":
        return SystemModel(self)


class Memory(nn.Module):
    """One layer's memory of any system. The last row of W is z, the sum of keys, where attention normalisation
    wants it; softmax keeps nothing: its context is the segment."""

    def __init__(self, c: SystemConfig):
        super().__init__()
        self.c = c
        self.qkv = nn.Linear(c.dim, 3 * c.inner, bias=c.bias)
        self.conv = no_convolution(c.conv, 3 * c.inner) if c.conv > 1 else None
        self.features = None if c.rule == "softmax" else Features(c.features, c.head_dim, c.nu, c.m)
        self.beta = nn.Linear(c.dim, c.heads) if c.rule == "delta" else None
        self.decay = nn.Linear(c.dim, c.heads) if c.decay else None
        self.gate = nn.Linear(c.dim, c.inner, bias=False) if c.gate else None
        self.read_norm = nn.Parameter(torch.ones(c.inner)) if c.output_norm else None
        self.out = nn.Linear(c.inner, c.dim, bias=False)

    def forward(self, h: Tensor, W: Tensor, past: Tensor, lengths: Tensor | None, chunk: int):
        """As FastWeights.forward."""
        c, (B, T, _) = self.c, h.shape
        x = torch.cat([past.to(h.dtype), self.qkv(h)], dim=1)
        mixed = x if self.conv is None else sum(x[:, i : i + T] * self.conv.to(h.dtype)[i] for i in range(c.conv))
        q, k, v = mixed.float().view(B, T, 3, c.heads, -1).unbind(2)
        real = torch.ones(B, T, device=h.device) if lengths is None else real_tokens(lengths, T)
        past = last_rows(x, lengths if lengths is not None else torch.full((B,), T, device=h.device), c.conv - 1)
        with torch.autocast(h.device.type, enabled=False):  # the recurrence stays in float32
            y, W = self.read(h.float(), q, k, v, real[..., None], W, chunk)
            if self.read_norm is not None:
                y = F.rms_norm(y, (c.head_dim,), eps=1e-6).reshape(B, T, c.inner) * self.read_norm
        y = y.reshape(B, T, c.inner).to(h.dtype)
        if self.gate is not None:
            y = y * F.silu(self.gate(h))
        return self.out(y), W, past.float()

    def read(self, h: Tensor, q: Tensor, k: Tensor, v: Tensor, real: Tensor, W: Tensor, chunk: int):
        """q, k, v [B, T, H, d] before phi, real [B, T, 1] -> y [B, T, H, e] and W."""
        c = self.c
        if c.rule == "softmax":
            return rules.softmax(q, k, v), W
        if c.features == "favor":  # Performer's scale: the kernel is then exp(q . k / sqrt(d))
            q, k = q * c.head_dim**-0.25, k * c.head_dim**-0.25
        q, k = map(NORMALISE[c.normalise], self.features(q, k))
        if c.normalise == "attention":
            k = k * real[..., None]
            over_key, over_query, z = rules.key_sums(q, k, W[:, :, -1])
            W = W[:, :, :-1]
        if c.rule == "sum":
            form = (lambda *a: rules.sum_chunkwise(*a, chunk)) if chunk else rules.sum_sequential
            y, W = form(q, k, v * real[..., None], W)
        else:
            beta = c.beta_max * torch.sigmoid(self.beta(h)) * real
            if c.beta_over_norm:
                beta = beta / (k.square().sum(-1) + EPSILON)
            if c.normalise == "attention":
                v, beta = rules.attention_delta_arguments(v, beta, over_key)
            if c.decay:
                log_alpha = F.logsigmoid(self.decay(h)) * real
                form = (lambda *a: rules.decayed_delta(*a, chunk)) if chunk else rules.decayed_delta_sequential
                y, W = form(q, k, v, beta, log_alpha, W)
            else:
                form = (lambda *a: delta_chunkwise(*a, chunk)) if chunk else delta_sequential
                y, W = form(q, k, v, beta, W)
        if c.normalise == "attention":
            y, W = y / (over_query + EPSILON)[..., None], torch.cat([W, z[:, :, None]], dim=2)
        return y, W


def real_tokens(lengths: Tensor, T: int) -> Tensor:
    """1 for each row's first `lengths` tokens [B, T]."""
    return (torch.arange(T, device=lengths.device) < lengths[:, None]).float()


def last_rows(x: Tensor, lengths: Tensor, count: int) -> Tensor:
    """What the convolution needs to go on: the `count` rows of [past; x] before each row's end."""
    rows = lengths[:, None] + torch.arange(count, device=x.device)
    return x.gather(1, rows[..., None].expand(-1, -1, x.shape[-1]))


class SystemModel(Model):
    Memory = Memory

    def _initialise(self, module: nn.Module) -> None:
        super()._initialise(module)
        if isinstance(module, Memory) and module.c.induction:
            begin_with_induction(module)
        if isinstance(module, Memory) and module.decay is not None:  # heads forget over some 30 to 3000 tokens
            with torch.no_grad():
                module.decay.weight.mul_(0.1)
                module.decay.bias.copy_(torch.linspace(3.5, 8, module.c.heads))

    def initial(self, batch: int) -> State:
        c, like = self.c, self.embedding.weight
        rows = c.head_dim + (c.normalise == "attention")
        shape = (rows, c.d_dot) if c.rule != "softmax" else (0, 0)
        return State(
            torch.zeros(batch, c.layers, c.heads, *shape, device=like.device),
            torch.zeros(batch, c.layers, c.conv - 1, 3 * c.inner, device=like.device),
        )

    def embed(self, tokens: Tensor) -> Tensor:
        x = self.embedding(tokens)
        return x + 0.02 * sinusoids(tokens.shape[1], self.c.dim).to(x) if self.c.positions else x


def sinusoids(T: int, dim: int) -> Tensor:
    """Positions [T, dim] (Vaswani et al. 2017), as large as the embedding when scaled by 0.02."""
    angles = torch.arange(T)[:, None] / 10000 ** (torch.arange(0, dim, 2) / dim)
    return torch.cat([angles.sin(), angles.cos()], dim=1)
