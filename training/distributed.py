"""Several processes that train one model, started by torchrun; alone, nothing here does anything.

    torchrun --nproc-per-node 2 training/train.py --minutes 60

Every process draws the same batches and trains on its own rows of them; PyTorch's DistributedDataParallel averages the
gradients. So two processes with 4 rows each are one process with 8, up to rounding.
"""

import os
from dataclasses import fields

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from stream import Batch, Rows


class Processes:
    """Who this process is: `rank` of `world`."""

    def __init__(self, device: torch.device):
        self.world, self.rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
        if self.world > 1 and not dist.is_initialized():
            dist.init_process_group("nccl" if device.type == "cuda" else "gloo")

    @property
    def first(self) -> bool:
        """The one that writes files."""
        return self.rank == 0

    def wrap(self, module: nn.Module) -> nn.Module:
        """`module` with its gradients averaged over all processes. Buffers are the same in all of them by themselves."""
        return DistributedDataParallel(module, forward_sync_buffers=False) if self.world > 1 else module

    def own(self, batch: Batch) -> Batch:
        """This process's rows of a batch."""
        if self.world == 1:
            return batch
        n = len(batch.fresh) // self.world
        part = slice(self.rank * n, (self.rank + 1) * n)

        def cut(rows: Rows | None) -> Rows | None:
            return rows and Rows(*(getattr(rows, field.name)[part] for field in fields(Rows)))

        return Batch(cut(batch.trunk), cut(batch.branch), batch.fresh[part], batch.alone)

    def sum(self, values: list[float]) -> list[float]:
        """Each value, over all processes."""
        if self.world == 1:
            return values
        tensor = torch.tensor(values, dtype=torch.float64)
        dist.all_reduce(tensor)
        return tensor.tolist()

    def first_says(self, values: list[float]) -> list[float]:
        """The first process's values: clocks differ, and a decision must not."""
        if self.world == 1:
            return values
        tensor = torch.tensor(values, dtype=torch.float64)
        dist.broadcast(tensor, 0)
        return tensor.tolist()

    def whole(self, rows: Tensor) -> Tensor:
        """The rows of all processes, in their order."""
        if self.world == 1:
            return rows
        parts = [torch.empty_like(rows) for _ in range(self.world)]
        dist.all_gather(parts, rows.contiguous())
        return torch.cat(parts)

    def part(self, rows: Tensor) -> Tensor:
        """This process's share of what `whole` gave."""
        return rows.chunk(self.world)[self.rank]

    def end(self) -> None:
        """Waits for all and takes leave: a process that exits with the group's threads still running may abort."""
        if self.world > 1:
            dist.barrier()
            dist.destroy_process_group()
