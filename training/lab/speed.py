"""Tokens per second of training, forward and backward, of each form of one memory layer's recurrence and of softmax.

    python -m lab.speed                      (in training/)

One row of the CSV is the median of several runs of one form at one context, all forms in turn in one process, each with
the same number of tokens a call. `sequential` is the equation token by token, `chunkwise` the parallel form (float32;
bf16: matrix products of the projections in bfloat16, the recurrence in float32), with and without torch.compile;
`softmax` is PyTorch's fused attention in the same layer. On a GPU the same forms run there.
"""

import argparse
import statistics
import time
from pathlib import Path

import torch

from lab.language import DPFP, SOFTMAX
from lab.runs import Table
from precision import products
from train import keep_memory

TABLE = Path(__file__).parents[2] / "docs" / "experiments" / "speed.csv"
COLUMNS = ["form", "context", "tokens_per_second", "over_softmax", "runs", "threads", "device"]
CONTEXTS = (512, 2048, 8192)
TOKENS = 8192  # of a call
LONGEST = {  # context of the forms that do not reach all
    "sequential": 2048,  # its gradient keeps a memory for every token
    "chunkwise, compiled": 512,  # the compiler unrolls the loop over chunks, and takes minutes for more of them
    "chunkwise, bf16, compiled": 512,
}
FORMS = {  # name: (system, chunk, bf16, compiled)
    "sequential": (DPFP, 0, False, False),
    "chunkwise": (DPFP, 32, False, False),
    "chunkwise, bf16": (DPFP, 32, True, False),
    "chunkwise, compiled": (DPFP, 32, False, True),
    "chunkwise, bf16, compiled": (DPFP, 32, True, True),
    "softmax": (SOFTMAX, 32, False, False),
    "softmax, bf16": (SOFTMAX, 32, True, False),
}


def step(form: str, context: int, device: torch.device):
    """A function that does one forward and backward pass of one layer over `TOKENS` tokens."""
    system, chunk, bf16, compiled = FORMS[form]
    model = system.build().to(device)
    layer = model.blocks[0].memory
    run = torch.compile(layer) if compiled else layer
    rows = TOKENS // context
    state = model.initial(rows)
    h = torch.randn(rows, context, system.dim, device=device, requires_grad=True)

    def call() -> None:
        with products(device, bf16):
            y, _, _ = run(h, state.weights[:, 0], state.conv[:, 0], None, chunk)
        y.sum().backward()
        if device.type == "cuda":
            torch.cuda.synchronize()

    return call


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    keep_memory()
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    args.out.unlink(missing_ok=True)
    for context in CONTEXTS:
        forms = {f: step(f, context, device) for f in FORMS if context <= LONGEST.get(f, context)}
        seconds = {form: [] for form in forms}
        for form, call in forms.items():
            call()  # compiles, and fills the allocator
        for _ in range(args.runs):  # in turn, so that a noisy moment hits all of them
            for form, call in forms.items():
                started = time.perf_counter()
                call()
                seconds[form].append(time.perf_counter() - started)
        rate = {form: TOKENS / statistics.median(times) for form, times in seconds.items()}
        rows = [dict(zip(COLUMNS, [form, context, f"{r:.0f}", f"{r / rate['softmax']:.2f}", args.runs, args.threads,
                                   device.type], strict=True)) for form, r in rate.items()]
        Table(args.out, COLUMNS).add(rows)
        for row in rows:
            print(*row.values(), flush=True)


if __name__ == "__main__":
    main()
