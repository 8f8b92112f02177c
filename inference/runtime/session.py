"""A loaded model, wherever it runs."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from inference.contract.errors import ModelError
from inference.contract.types import NVIDIA, Device
from resources.messages import Message, msg

if TYPE_CHECKING:
    from inference.runtime.batching import BatchedSession

CPU, CUDA, TENSORRT = "cpu", "cuda", "tensorrt"
PROVIDERS = {
    CUDA: "CUDAExecutionProvider",
    TENSORRT: "TensorrtExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
    CPU: "CPUExecutionProvider",
}
TITLES = {
    CUDA: Message("CUDA"),
    TENSORRT: Message("TensorRT"),
    "coreml": Message("CoreML"),
    "directml": Message("DirectML"),
    CPU: msg("the CPU"),
}

Arrays = list[npt.NDArray[Any]]
Opener = Callable[[str, str], Any]
"""Opens a model file on a device: an `onnxruntime.InferenceSession`, or an exception."""

log = logging.getLogger(__name__)


class OnnxSession:
    """A loaded model, safe to run from several threads. A GPU that fails is left, once.

    On an NVIDIA GPU calls that come at the same time go together, if the model takes rows of pictures.
    """

    def __init__(self, name: str, path: str, device: Device, native: Any, opener: Opener) -> None:
        self.name = name
        self._path = path
        self._device = device
        self._native = native
        self._open = opener
        self._lock = RLock()
        self._together = self._put_together() if device.used in NVIDIA else None

    @property
    def device(self) -> Device:
        """Where it really runs; changes if the GPU fails."""
        return self._device

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """Give the outputs in the graph's order. Raise `ModelError` if the model cannot take the inputs."""
        if self._together is None or self._device.used == CPU:
            return self._run_alone(inputs)
        return self._together.run(inputs)

    def _run_alone(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        native = self._native
        try:
            return self._run(native, inputs)
        except Exception as error:
            if self._device.used == CPU and native is self._native:
                message = msg(
                    "The model {name!r} failed: {reason}", name=self.name, reason=error_summary(error)
                )
                raise ModelError(message) from error
            self._leave(native, error)
            return self._run_alone(inputs)

    def _put_together(self) -> "BatchedSession | None":
        from inference.runtime.batching import BatchedSession, is_batchable  # noqa: PLC0415 (the CPU does without)

        fits = is_batchable(self._native.get_inputs(), self._native.get_outputs())
        return BatchedSession(self._run_alone) if fits else None

    def _run(self, native: Any, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        if self._device.used != "directml":
            return native.run(None, dict(inputs))
        with self._lock:  # DirectML runs one call of a session at a time
            return native.run(None, dict(inputs))

    def _leave(self, failed: Any, error: Exception) -> None:
        with self._lock:
            if self._native is failed:
                what, left = _failure(error), TITLES[self._device.used]
                native, used = self._open_next()
                reason = msg(
                    "{what} on {left}, so {device} goes on", what=what, left=left, device=TITLES[used]
                )
                log.warning("%s: %s (%s)", self.name, reason, error_summary(error))
                self._native = native
                self._device = Device(self._device.requested, used, reason)

    def _open_next(self) -> tuple[Any, str]:
        if self._device.used == TENSORRT:
            with suppress(Exception):
                native = self._open(self._path, CUDA)
                if PROVIDERS[CUDA] in native.get_providers():
                    return native, CUDA
        return self._open(self._path, CPU), CPU


def error_summary(error: Exception) -> str:
    """Say what an error of a library is about, short enough for a reason."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def _failure(error: Exception) -> Message:
    text = str(error).lower()
    return msg("the memory ran out") if "memory" in text or "alloc" in text else msg("the model failed")
