"""The light member: means of what the encoder hears around each half second, without memory or order."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.train.labels import CLASSES, SHIPPED
from app.train.network import Shape, nearness

FAINTEST = 0.02
"""Share of a frame's weight that it keeps when nothing in it sounds like a voice."""


class PooledNetwork(nn.Module):
    """Encoder frames [n, 50, width] -> class logits [n, 9, 8] and valence with arousal [n, 9, 2].

    The answers and `offset` are those of SentimentNetwork. Frames count by how much of a voice is in them,
    which `voiced` [width + 1] says linearly: weights of the normalized channels, and a constant.
    """

    def __init__(self, mean: Tensor, deviation: Tensor, voiced: Tensor, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("mean", mean[: shape.used])
        self.register_buffer("deviation", deviation[: shape.used])
        weight = voiced[:-1] / deviation
        self.register_buffer("gate", weight[:, None])
        self.register_buffer("constant", voiced[-1] - weight @ mean)
        self.register_buffer("nearness", nearness(shape.reach))
        self.inner = nn.Sequential(
            nn.Dropout(shape.dropout),
            nn.Linear(shape.used, shape.inner),
            nn.GELU(),
            nn.LayerNorm(shape.inner),
            nn.Dropout(shape.dropout),
        )
        self.category = nn.Linear(shape.inner, len(CLASSES))
        self.point = nn.Linear(shape.inner, 2)
        self.offset = nn.Parameter(torch.zeros(len(SHIPPED)))

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        voice = torch.clamp(frames @ self.gate + self.constant, min=FAINTEST)
        weights = torch.softmax(torch.log(voice).transpose(1, 2) + self.nearness, dim=2)
        pooled = weights @ frames[:, :, : self.shape.used]
        inner = self.inner((pooled - self.mean) / self.deviation)
        return self.category(inner), torch.tanh(self.point(inner))


def voicing(frames: NDArray[np.float32], voiced: NDArray[np.bool_], ridge: float = 0.1) -> Tensor:
    """Fit by least squares what tells a voice: normalized frames [m, width], truth [m] -> [width + 1]."""
    center = voiced.mean()
    covariance = frames.T @ frames / len(frames) + ridge * np.eye(frames.shape[1], dtype=np.float32)
    weight = np.linalg.solve(covariance, frames.T @ (voiced - center).astype(np.float32) / len(frames))
    return torch.from_numpy(np.append(weight, center - frames.mean(axis=0) @ weight).astype(np.float32))
