"""Which parameter is trained by what.

Matrices inside the blocks by Muon (momentum, orthogonalised by five Newton-Schulz steps; Jordan et al. 2024), which
needs fewer tokens than AdamW for the same loss at this size; everything else (embedding, norms, convolution, betas)
by AdamW. Muon's steps are scaled to AdamW's size, so one learning rate serves both; AdamW alone is there to compare.
"""

import torch

from model import Model
from muon import Muon

WEIGHT_DECAY = 0.1


def make(model: Model, muon: bool = True) -> list[torch.optim.Optimizer]:
    matrices, rest = [], []
    for name, parameter in model.named_parameters():
        matrix = parameter.ndim == 2 and name.startswith("blocks.") and ".beta." not in name and ".conv" not in name
        (matrices if matrix else rest).append(parameter)
    return [
        Muon(matrices, lr=0.0, momentum=0.95, weight_decay=WEIGHT_DECAY)
        if muon
        else torch.optim.AdamW(matrices, lr=0.0, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY),
        torch.optim.AdamW(rest, lr=0.0, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def set_rate(optimisers: list[torch.optim.Optimizer], rate: float) -> None:
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = rate
