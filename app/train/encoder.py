"""The frozen encoder, run exactly as the analyzer runs it."""

import numpy as np
from numpy.typing import NDArray

from inference.audio.features import log_mel
from inference.contract import models
from inference.runtime.runtime import CPU, Runtime
from inference.speech.speech_windows import LOUDEST

MODEL = "whisper-tiny-encoder"
WIDTH = 1920
"""Channels of a frame: five layers of 384."""


class Encoder:
    """Sound at 16 kHz [n, 64000] -> what every layer hears, float32 [n, 50, 1920]."""

    def __init__(self) -> None:
        self._session = Runtime(CPU, threads=1).session(MODEL)

    def __call__(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._session.run({"mel": log_mel(windows, LOUDEST)})[0]


def digest() -> str:
    """SHA-256 of the encoder's file: features of another encoder do not fit."""
    return models.find_model(MODEL).sha256
