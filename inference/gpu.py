"""What can be learnt about NVIDIA's driver and libraries without onnxruntime."""

import ctypes
import sys
from functools import cache
from typing import Any

_DRIVER = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"


@cache
def nvidia_gpus() -> int:
    """How many GPUs the NVIDIA driver offers; 0 without a driver."""
    if sys.platform == "darwin":
        return 0
    try:
        driver = ctypes.CDLL(_DRIVER)
        count = ctypes.c_int(0)
        if driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0:
            return count.value
    except (OSError, AttributeError):
        pass
    return 0


def preload(onnxruntime: Any) -> None:
    """Load CUDA and cuDNN from their Python packages, where they are installed."""
    if hasattr(onnxruntime, "preload_dlls"):
        onnxruntime.preload_dlls()
