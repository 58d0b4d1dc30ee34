"""A checkpoint to the shipped model folder: graph, float16 weights, model.json.

    python -m export.write --checkpoint .work/run/checkpoint.pt --out ../models       (in training/; weights.pt serves, too)
    python -m export.write --graph --out ../models          the graph alone, for weights that stay to the bit

The graph holds no weights: its initialisers point into `weights.f32`, which is the file weights.bin with each float16
expanded to float32, in the same order. A reader expands it once and hands it to ONNX Runtime as external data.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))
from export.network import Network  # noqa: E402
from export.check import recording  # noqa: E402
from model import Config, Model  # noqa: E402

EXPANDED = "weights.f32"
MARKERS = ["file", "suffix", "middle", "end"]


def rounded(model: Model) -> Model:
    """The model as it ships: read norms folded into the output matrices, every weight rounded to float16."""
    copy = Model(model.c)
    copy.load_state_dict(model.state_dict())
    with torch.no_grad():
        for block in copy.blocks:
            block.memory.out.weight *= block.memory.read_norm
            block.memory.read_norm.fill_(1)
        for parameter in copy.parameters():
            parameter.copy_(parameter.half().float())
    return copy


def tensors(model: Model) -> dict[str, np.ndarray]:
    """Named initialisers, in the order of the file. Matrices are [in, out]."""
    with torch.no_grad():
        named = {"embedding": model.embedding.weight.T, "ones": torch.ones(model.c.head_dim), "norm": model.norm.weight}
        for i, block in enumerate(model.blocks):
            m = block.memory
            parts = {
                "memory_norm": block.memory_norm.weight, "ffn_norm": block.ffn_norm.weight,
                "in": torch.cat([m.qkv.weight, m.gate.weight, m.beta.weight]).T, "beta_bias": m.beta.bias,
                "conv": m.conv, "out": m.out.weight.T, "up": block.up.weight.T, "down": block.down.weight.T,
            }
            named |= {f"blocks.{i}.{name}": part for name, part in parts.items()}
        return {name: part.contiguous().numpy().astype(np.float16) for name, part in named.items()}


def external(name: str, array: np.ndarray, offset: int) -> TensorProto:
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", EXPANDED), ("offset", offset), ("length", 4 * array.size)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def graph(model: Model, tokens: dict[str, int], control: list[int]) -> tuple[bytes, bytes]:
    """(the ONNX file, the float16 weights)."""
    g, inputs, outputs = Network(model.c, tokens, control).build()
    initializers, offset, arrays = list(g.constants.values()), 0, tensors(model)
    for name, array in arrays.items():
        initializers.append(external(name, array, offset))
        offset += 4 * array.size
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    proto = helper.make_model(g.proto(inputs, outputs, initializers), opset_imports=opsets, ir_version=9,
                              producer_name="palimpsest")
    return proto.SerializeToString(), b"".join(array.tobytes() for array in arrays.values())


def markers(out: Path) -> tuple[dict[str, int], list[int]]:
    """(ids of newline and the markers, ids that are never chosen), from the folder's tokenizer."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(out / "tokenizer.model"))
    tokens = {"newline": pieces.piece_to_id("\n"), **{m: pieces.piece_to_id(f"<{m}>") for m in MARKERS}}
    return tokens, [pieces.unk_id(), *(tokens[m] for m in MARKERS if m != "end")]


def entry(file: Path) -> dict:
    content = file.read_bytes()
    return {"path": file.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def write_graph(out: Path) -> dict:
    """Writes the graph of the model in the folder `out` anew. The weights stay as they are."""
    card = json.loads((out / "model.json").read_text())
    named = {"headDim": "head_dim", "betaMax": "beta_max"}
    config = {named.get(name, name): value for name, value in card["config"].items() if name != "chunk"}
    (out / "model.onnx").write_bytes(graph(Model(Config(**config)), *markers(out))[0])
    card["files"]["graph"] = entry(out / "model.onnx")
    (out / "model.json").write_text(json.dumps(card, indent=2) + "\n")
    return card


def write(model: Model, out: Path, about: dict) -> dict:
    """Writes the folder `out`; tokenizer.model and pieces.json are taken from the project's models/."""
    out.mkdir(parents=True, exist_ok=True)
    source = TRAINING.parent / "models"
    for name in ("tokenizer.model", "pieces.json"):
        if out.resolve() != source.resolve():
            (out / name).write_bytes((source / name).read_bytes())
    tokens, control = markers(out)
    (out / "model.onnx").write_bytes((files := graph(model, tokens, control))[0])
    (out / "weights.bin").write_bytes(files[1])

    c = model.c
    weights = entry(out / "weights.bin")
    parameters = sum(p.numel() for p in model.parameters())
    card = {
        "format": 1, "id": weights["sha256"][:16], "name": f"palimpsest-{parameters / 1e6:.1f}m",
        "config": {"vocab": c.vocab, "dim": c.dim, "layers": c.layers, "heads": c.heads, "headDim": c.head_dim,
                   "nu": c.nu, "ffn": c.ffn, "conv": c.conv, "betaMax": c.beta_max, "chunk": 64},
        "files": {"graph": entry(out / "model.onnx"), "weights": weights,
                  "tokenizer": entry(out / "tokenizer.model"), "pieces": entry(out / "pieces.json")},
        "weights": {"dtype": "float16", "expand": EXPANDED},
        "state": {"weights": [c.layers, c.heads, c.head_dim, c.d_dot], "conv": [c.layers, c.conv - 1, 3 * c.inner]},
        "tokens": tokens, "check": recording(model, out, tokens), **about,
    }
    (out / "model.json").write_text(json.dumps(card, indent=2) + "\n")
    return card


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=TRAINING / ".work" / "run" / "checkpoint.pt")
    parser.add_argument("--out", type=Path, default=TRAINING.parent / "models")
    parser.add_argument("--about", type=Path, help="JSON with confidence, training and evaluation for model.json")
    parser.add_argument("--graph", action="store_true", help="the graph alone, of the model that --out holds")
    args = parser.parse_args()
    if args.graph:
        card = write_graph(args.out)
        print(f"{card['name']} {card['id']}: graph of {card['files']['graph']['bytes'] / 1e3:.0f} kB in {args.out}")
        return
    about = {"confidence": {"slope": 1.0, "intercept": 0.0, "threshold": 0.0}, "training": {}, "evaluation": {}}
    if args.about:
        about |= json.loads(args.about.read_text())
    checkpoint = torch.load(args.checkpoint, map_location="cpu", weights_only=False)
    model = Model(Config(**checkpoint["config"]))
    model.load_state_dict(checkpoint["model"])
    card = write(rounded(model), args.out, about)
    print(f"{card['name']} {card['id']}: {sum(f['bytes'] for f in card['files'].values()) / 1e6:.1f} MB in {args.out}")


if __name__ == "__main__":
    main()
