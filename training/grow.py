"""More layers for a trained model: new blocks that change nothing to begin with, and can copy at once.

    python training/grow.py training/weights.pt --at 1 4 --out training/.work/grown.pt

Each new block stands at its index in the larger model. What it adds to the stream starts at zero; its memory begins with
induction in all heads (model.py), so that it needs to learn only what to do with what it finds. Training then goes on:
`train.py --weights training/.work/grown.pt --layers 6`.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from model import Block, Config, Model, begin_with_induction


def grow(model: Model, places: list[int]) -> Model:
    """A model with a new block at each of `places`, that says what `model` says."""
    c = replace(model.c, layers=model.c.layers + len(places))
    larger = Model(c)
    old = iter(model.blocks)
    larger.blocks = torch.nn.ModuleList(silent(block) if i in places else next(old) for i, block in enumerate(larger.blocks))
    larger.embedding, larger.norm = model.embedding, model.norm
    return larger


def silent(block: Block) -> Block:
    """The block, adding nothing, with induction in every head."""
    for linear in (block.memory.out, block.down):
        torch.nn.init.zeros_(linear.weight)
    begin_with_induction(block.memory, every=1)
    return block


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--at", type=int, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    kept = torch.load(args.weights)
    model = Config(**kept["config"]).build()
    model.load_state_dict({name: weight.float() for name, weight in kept["model"].items()})
    count = model.c.layers + len(args.at)
    if len(set(args.at)) < len(args.at) or not all(0 <= place < count for place in args.at):
        raise SystemExit(f"--at {args.at}: different places from 0 to {count - 1} are wanted")
    larger = grow(model, args.at)
    half = {name: weight.half() for name, weight in larger.state_dict().items()}
    torch.save(kept | {"config": larger.c.as_dict(), "model": half}, args.out)


if __name__ == "__main__":
    main()
