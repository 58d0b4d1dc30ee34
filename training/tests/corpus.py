"""Shards of this project's own sources, tokenised for real: what the trainer's tests read."""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))
from stream import Encoder  # noqa: E402


def write_shards(folder: Path, split: str, encoder: Encoder) -> None:
    packages, parts, position = [], [], 0
    for name in ("tests", "."):
        files = sorted((TRAINING / name).glob("*.py"))
        package = {"name": name, "languages": ["python"] * len(files), "starts": []}
        for file in files:
            package["starts"].append(position)
            parts.append(np.array(encoder.file(file.name, file.read_text()), "<u2"))
            position += len(parts[-1])
        packages.append(package)
    data = np.concatenate(parts).tobytes()
    (folder / f"{split}-000.bin").write_bytes(data)
    shards = [{"file": f"{split}-000.bin", "tokens": position, "sha256": hashlib.sha256(data).hexdigest()}]
    (folder / f"{split}.json").write_text(json.dumps({"tokens": position, "shards": shards, "packages": packages}))
