"""The recurrent network that hears a feeling in what YAMNet hears in a vocal burst."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from inference.analyzers.bursts import CONTEXT


@dataclass(frozen=True, slots=True)
class BurstShape:
    """How large a network is. `kind`: "recurrent", or "pooled" without memory or order."""

    kind: str = "recurrent"
    width: int = 521
    inner: int = 96
    hidden: int = 64
    dropout: float = 0.4


class BurstNetwork(nn.Module):
    """YAMNet's logits of five windows in a row [n, 5, width] -> logits of the middle one's classes [n, k]."""

    def __init__(self, mean: Tensor, deviation: Tensor, classes: int, shape: BurstShape) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.inner = nn.Sequential(
            nn.Dropout(shape.dropout / 2),
            nn.Linear(shape.width, shape.inner),
            nn.GELU(),
            nn.LayerNorm(shape.inner),
        )
        self.recurrent = nn.GRU(shape.inner, shape.hidden, batch_first=True, bidirectional=True)
        joined = 2 * shape.inner + (2 * shape.hidden if shape.kind == "recurrent" else 0)
        self.category = nn.Sequential(nn.Dropout(shape.dropout), nn.Linear(joined, classes))

    def forward(self, heard: Tensor) -> Tensor:
        inner = self.inner((heard - self.mean) / self.deviation)
        parts = [inner[:, CONTEXT], inner.mean(dim=1)]
        if self.shape.kind == "recurrent":
            parts.append(self.recurrent(inner)[0][:, CONTEXT])
        return self.category(torch.cat(parts, dim=1))


class BurstEnsemble(nn.Module):
    """What is shipped: the mean log shares of some networks, calibrated.

    Logits of YAMNet [n, 5, width] -> probabilities of the classes [n, k].
    """

    def __init__(self, members: Sequence[nn.Module], temperature: float) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.temperature = temperature

    def forward(self, heard: Tensor) -> Tensor:
        logs = torch.stack([functional.log_softmax(member(heard), dim=1) for member in self.members])
        return torch.softmax(logs.mean(0) / self.temperature, dim=1)
