"""Decoded pictures scaled and made RGB where they lie: in a GPU's memory, or (in tests) in ours."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.contract.errors import ModelError
from inference.contract.picture_scaler import PictureScaler, Planes, Rgb, ScaleJob, ScaleTarget
from inference.runtime import scaling
from inference.runtime.session import error_summary
from resources.messages import NOTHING, msg

Resident = Callable[[npt.NDArray[Any]], Any]
"""Puts an array into the memory of the device; gives an `onnxruntime.OrtValue`."""


class Scaler(PictureScaler):
    """The network that scales, for all files of a process.

    wait: returns once the decoder has written what it handed out. lost: why it is not used any more.
    """

    def __init__(self, native: Any, device: str, resident: Resident, wait: Callable[[], None]) -> None:
        super().__init__(device, NOTHING)
        self._native = native
        self._resident = resident
        self._wait = wait

    def job(self, planes: Planes, wanted: ScaleTarget) -> ScaleJob:
        """Give what makes `wanted` of planes of that layout. Raise `ModelError` if the device cannot."""
        try:
            binding = self._native.io_binding()
            for name, array in _weights(planes, wanted).items():
                binding.bind_ortvalue_input(name, self._resident(array))
        except Exception as error:
            raise self._failed(error) from error
        return _Job(self, binding)

    def run(self, binding: Any, planes: Planes) -> Rgb:
        """Make one picture. The planes are free again when it is there. Raise `ModelError` if that fails."""
        try:
            for name, plane in (("luma", planes.luma), ("chroma", planes.chroma)):
                shape = [plane.lines, plane.pitch]
                binding.bind_input(name, self.device, 0, np.uint8, shape, plane.address)
            binding.bind_output("rgb")
            self._wait()
            # It returns when the device is done, as the result is in our memory.
            self._native.run_with_iobinding(binding)
            return binding.copy_outputs_to_cpu()[0]
        except Exception as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> ModelError:
        reason = msg("the GPU could not scale a picture ({reason})", reason=error_summary(error))
        self.lost = reason
        return ModelError(reason)


class _Job:
    """One kind of picture made of one layout of planes; not for several threads at once."""

    def __init__(self, scaler: Scaler, binding: Any) -> None:
        self._scaler = scaler
        self._binding = binding

    def __call__(self, planes: Planes) -> Rgb:
        """Give uint8 RGB [height, width, 3]. Raise `ModelError` if the device fails."""
        return self._scaler.run(self._binding, planes)


def _weights(planes: Planes, wanted: ScaleTarget) -> dict[str, npt.NDArray[np.float32]]:
    luma, chroma, deep, how = planes.luma, planes.chroma, planes.deep, wanted.scaling
    across = scaling.scaling_weights(planes.width, wanted.width, how)
    thin = scaling.scaling_weights((planes.width + 1) // 2, wanted.width, how, 0.25 if wanted.left else 0.0)
    matrix, offset = scaling.rgb_matrix(wanted.space, full=wanted.full)
    colors = [scaling.byte_weights(thin, chroma.pitch, 2, first, deep=deep) for first in (0, 1)]
    return {
        "luma_down": scaling.scaling_weights(luma.lines, wanted.height, how),
        "luma_across": scaling.byte_weights(across, luma.pitch, 1, 0, deep=deep)[None],
        "chroma_down": scaling.scaling_weights(chroma.lines, wanted.height, how),
        "chroma_across": np.stack(colors),
        "matrix": matrix,
        "offset": offset,
    }
