"""What an engine has to compute: logits after a few tokens, recorded from PyTorch, for the self test at start.

    python -m export.check --model ../models       (in training/)

computes from a folder's weights.bin, puts the recording into its model.json, and changes nothing else.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))
from model import Config, Model  # noqa: E402

LINES = ["src/words.ts", "import { readFile } from 'node:fs/promises';", "", "export function longest(words: string[]) {",
         "  let best = words[0];", "  for (const word of words) {", "    if (word.length > best.length) best ="]
LIKELIEST, SPREAD = 16, 48


@torch.no_grad()
def recording(model: Model, folder: Path, tokens: dict[str, int]) -> dict:
    """`model` as it ships (write.rounded), `folder` with its tokenizer. Logits of the likeliest tokens, and of others all
    over the vocabulary."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
    ids = [tokens["file"]]
    for i, line in enumerate(LINES):
        ids += ([tokens["newline"]] if i else []) + pieces.encode(line)
    ids = ids[:64]
    h, _ = model(torch.tensor([ids]), model.initial(1), chunk=0)
    logits = model.logits(h[0, -1])
    spread = np.linspace(0, model.c.vocab - 1, SPREAD).astype(int).tolist()
    wanted = sorted({*logits.topk(LIKELIEST).indices.tolist(), *spread})
    return {"tokens": ids, "ids": wanted, "logits": [round(logits[i].item(), 3) for i in wanted]}


def shipped(folder: Path, config: dict) -> Model:
    """The model back from weights.bin; export.write has the order."""
    from export.write import tensors

    names = {"headDim": "head_dim", "betaMax": "beta_max"}
    model = Model(Config(**{names.get(k, k): v for k, v in config.items() if k != "chunk"}))
    content, flat, at = (folder / "weights.bin").read_bytes(), {}, 0
    for name, like in tensors(model).items():
        part = np.frombuffer(content, np.float16, like.size, 2 * at).reshape(like.shape)
        flat[name], at = torch.from_numpy(part.astype(np.float32)), at + like.size
    inner = model.c.inner
    model.embedding.weight.copy_(flat["embedding"].T)
    model.norm.weight.copy_(flat["norm"])
    for i, block in enumerate(model.blocks):
        m, part = block.memory, {k.removeprefix(f"blocks.{i}."): v for k, v in flat.items()}
        qkv, gate, beta = part["in"].T.split([3 * inner, inner, model.c.heads])
        for to, value in (
            (block.memory_norm.weight, part["memory_norm"]), (block.ffn_norm.weight, part["ffn_norm"]),
            (m.qkv.weight, qkv), (m.gate.weight, gate), (m.beta.weight, beta), (m.beta.bias, part["beta_bias"]),
            (m.conv, part["conv"]), (m.out.weight, part["out"].T), (block.up.weight, part["up"].T),
            (block.down.weight, part["down"].T),
        ):
            to.copy_(value)
    if b"".join(array.tobytes() for array in tensors(model).values()) != content:
        raise SystemExit(f"{folder / 'weights.bin'} does not belong to its model.json")
    return model


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=TRAINING.parent / "models")
    args = parser.parse_args()
    card = json.loads((args.model / "model.json").read_text())
    check = recording(shipped(args.model, card["config"]), args.model, card["tokens"])
    entries = [(name, value) for name, value in card.items() if name != "check"]
    at = [name for name, _ in entries].index("tokens") + 1
    card = dict([*entries[:at], ("check", check), *entries[at:]])
    (args.model / "model.json").write_text(json.dumps(card, indent=2) + "\n")
    print(f"logits after {len(check['tokens'])} tokens recorded in model.json")


if __name__ == "__main__":
    main()
