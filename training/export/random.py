"""A model folder with random weights, for measuring speed at a size that has not been trained.

    python -m export.random --out /tmp/random-40m       (in training/)
"""

import argparse
from pathlib import Path

import torch

from export.write import rounded, write
from model import Config, Model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--layers", type=int, default=10)
    parser.add_argument("--head-dim", type=int, default=64)
    parser.add_argument("--nu", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(1)
    heads = args.dim // args.head_dim
    config = Config(dim=args.dim, layers=args.layers, heads=heads, head_dim=args.head_dim, nu=args.nu,
                    ffn=2 * args.dim * 4 // 3 // 16 * 16)
    model = Model(config)
    about = {"confidence": {"slope": 1.0, "intercept": 0.0, "threshold": 0.0}}
    print(write(rounded(model), args.out, about)["name"])


if __name__ == "__main__":
    main()
