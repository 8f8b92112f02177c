"""What can be learned about NVIDIA's driver and libraries without onnxruntime."""

import ctypes
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

_DRIVER = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
_FIRST = 0
"""The device that onnxruntime and FFmpeg take by themselves."""


@cache
def nvidia_gpus() -> int:
    """How many GPUs the NVIDIA driver offers; 0 without a driver."""
    if sys.platform == "darwin":
        return 0
    try:
        driver = _driver()
        count = ctypes.c_int(0)
        if driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0:
            return count.value
    except (OSError, AttributeError):
        pass
    return 0


def wait_for_decoder() -> None:
    """Return once all is done that was begun on the default stream, where FFmpeg's decoder writes its frames.

    onnxruntime works on a stream of its own, which does not wait for that one. Raise OSError if the driver
    fails.
    """
    with primary_context():
        _check(_driver().cuStreamSynchronize(None))


@contextmanager
def primary_context() -> Generator[None]:
    """Make the context in which onnxruntime works this thread's current one. Raise OSError if that fails.

    FFmpeg would not take it by itself: it wants flags that must be set before anybody uses it.
    """
    driver = _driver()
    _check(driver.cuCtxPushCurrent_v2(_primary_context()))
    try:
        yield
    finally:
        driver.cuCtxPopCurrent_v2(ctypes.byref(ctypes.c_void_p()))


@cache
def _driver() -> Any:
    return ctypes.CDLL(_DRIVER)


@cache
def _primary_context() -> ctypes.c_void_p:
    """Give the context that CUDA's runtime works in; it is kept until the end."""
    driver, device, context = _driver(), ctypes.c_int(), ctypes.c_void_p()
    _check(driver.cuInit(0))
    _check(driver.cuDeviceGet(ctypes.byref(device), _FIRST))
    _check(driver.cuDevicePrimaryCtxRetain(ctypes.byref(context), device))
    return context


def _check(status: int) -> None:
    if status:
        raise OSError(f"the NVIDIA driver failed with error {status}")


def preload(onnxruntime: Any) -> None:
    """Load CUDA and cuDNN from their Python packages, where they are installed."""
    if hasattr(onnxruntime, "preload_dlls"):
        onnxruntime.preload_dlls()
