"""Where matrix products are taken in bfloat16: where the hardware has it. Elsewhere that is ten times slower than float32."""

import torch

BF16 = torch.cuda.is_available() or torch.cpu._is_avx512_bf16_supported()


def products(device: torch.device, bf16: bool = BF16) -> torch.autocast:
    """A context in which matrix products take bfloat16, or, where `bf16` is False, what they are given."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16)
