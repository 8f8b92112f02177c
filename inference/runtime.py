"""Models made to run: which device was asked for, which one really runs, and why. The home of onnxruntime."""

import logging
import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from threading import Lock, RLock
from typing import Any

import numpy as np
import numpy.typing as npt

import resources
from inference import gpu, models
from inference.errors import ModelError
from inference.native import stdout_kept_clean
from inference.types import Device, Model

AUTO, CPU = "auto", "cpu"
PROVIDERS = {
    "cuda": "CUDAExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
    CPU: "CPUExecutionProvider",
}
DEVICES = (AUTO, *PROVIDERS)

# An exhaustive search for the best convolution takes longer than most clips.
_OPTIONS: dict[str, dict[str, str]] = {"cuda": {"cudnn_conv_algo_search": "HEURISTIC"}}
_TITLES = {"cuda": "CUDA", "coreml": "CoreML", "directml": "DirectML"}
_DID_NOT_START = {"cuda": "the CUDA libraries are missing or too old (install rushes[cuda])"}
_SILENT = 4

Arrays = list[npt.NDArray[Any]]
Opener = Callable[[str, str], Any]
"""Opens a model file on a device: an `onnxruntime.InferenceSession`, or an exception."""

log = logging.getLogger(__name__)


class OnnxSession:
    """A loaded model, safe to run from several threads. A GPU that fails is left for the CPU, once."""

    def __init__(self, name: str, path: str, device: Device, native: Any, opener: Opener) -> None:
        self.name = name
        self._path = path
        self._device = device
        self._native = native
        self._open = opener
        self._lock = RLock()

    @property
    def device(self) -> Device:
        """Where it really runs; changes if the GPU fails."""
        return self._device

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        """Give the outputs in the graph's order. Raise `ModelError` if the model cannot take the inputs."""
        native = self._native
        try:
            return self._run(native, inputs)
        except Exception as error:
            if self._device.used == CPU and native is self._native:
                raise ModelError(f"The model {self.name!r} failed: {_first_line(error)}") from error
            return self._run(self._leave_gpu(native, error), inputs)

    def _run(self, native: Any, inputs: Mapping[str, npt.NDArray[Any]]) -> Arrays:
        if self._device.used != "directml":
            return native.run(None, dict(inputs))
        with self._lock:  # DirectML runs one call of a session at a time
            return native.run(None, dict(inputs))

    def _leave_gpu(self, failed: Any, error: Exception) -> Any:
        with self._lock:
            if self._native is failed:
                reason = f"{_failure(error)} on {_TITLES[self._device.used]}, so the CPU goes on"
                log.warning("%s: %s (%s)", self.name, reason, _first_line(error))
                self._native = self._open(self._path, CPU)
                self._device = Device(self._device.requested, CPU, reason)
            return self._native


class Runtime:
    """Gives sessions of models by name, loading each once; for all files and threads of a process.

    device: one of DEVICES. threads: how many a model may use on the CPU; 0 lets onnxruntime choose by cores.
    """

    def __init__(self, device: str = AUTO, threads: int = 0) -> None:
        if device not in DEVICES:
            raise ValueError(f"There is no device {device!r}; there are {', '.join(DEVICES)}.")
        self.requested = device
        self.threads = threads
        self._sessions: dict[str, OnnxSession] = {}
        self._lock = Lock()

    def session(self, model: str) -> OnnxSession:
        """Give a model's session. Raise `ModelError` if it is missing, damaged or cannot be loaded."""
        with self._lock:
            if model not in self._sessions:
                self._sessions[model] = self._load(model)
            return self._sessions[model]

    @property
    def device(self) -> Device:
        """What the sessions so far really got: `used` is empty before any, `cpu+cuda` if they differ."""
        with self._lock:
            devices = [session.device for session in self._sessions.values()]
        used = "+".join(sorted({device.used for device in devices}))
        reasons = dict.fromkeys(device.reason for device in devices if device.reason)
        return Device(self.requested, used, "; ".join(reasons) if devices else "no model has been loaded yet")

    def _load(self, name: str) -> OnnxSession:
        model = models.find(name)
        models.verify(model)
        try:
            native, device = self._open_where_it_belongs(model)
        except Exception as error:
            message = f"The model {name!r} cannot be loaded: {_first_line(error)}"
            raise ModelError(message, models.REINSTALL) from error
        log.info("%s runs on %s %s", name, device.used, device.reason)
        return OnnxSession(name, model.path, device, native, self._open)

    def _open_where_it_belongs(self, model: Model) -> tuple[Any, Device]:
        """Open a model on the device asked for; on the CPU if its manifest says `device = "cpu"`."""
        there = any(device != CPU and not obstacle(device) for device in _candidates(self.requested))
        if model.raw.get("device") != CPU or not there:
            return open_on(self.requested, model.path, self._open)
        native, _ = open_on(CPU, model.path, self._open)
        return native, Device(
            self.requested, CPU, f"{model.title} runs on the CPU, as its 8-bit weights need"
        )

    def _open(self, path: str, device: str) -> Any:
        return _open(path, device, self.threads)


def open_on(requested: str, path: str, opener: Opener) -> tuple[Any, Device]:
    """Open a model file on the device asked for, or else on the CPU; the device says which and why."""
    reasons: list[str] = []
    for device in _candidates(requested):
        lack = obstacle(device)
        if lack:
            reasons.append(lack)
            continue
        try:
            native = opener(path, device)
        except Exception as error:
            if device == CPU:
                raise
            reasons.append(f"{_TITLES[device]} could not load the model ({_first_line(error)})")
            continue
        if PROVIDERS[device] in native.get_providers():
            return native, Device(requested, device, _so_the_cpu(reasons) if device == CPU else "")
        reasons.append(_DID_NOT_START.get(device, f"{_TITLES[device]} did not start"))
    raise ModelError("No device could load the model.")


def obstacle(device: str) -> str:
    """Say why a device cannot be tried at all, in plain words; empty if it can."""
    if device == "cuda" and not gpu.nvidia_gpus():
        return "no NVIDIA GPU was found"
    if PROVIDERS[device] not in _onnxruntime().get_available_providers():
        return f"this onnxruntime build has no {_TITLES.get(device, 'CPU')}"
    return ""


def probe_providers() -> list[Device]:
    """Run a tiny network on every device: `used` is the one that worked, `reason` why not another."""
    return [_probe(device) for device in PROVIDERS]


def version() -> str:
    """Version of onnxruntime."""
    return str(_onnxruntime().__version__)


def _probe(requested: str) -> Device:
    path = str(resources.path("models", "_probe", "model.onnx"))
    ones = np.ones((1, 1, 8, 8), np.float32)
    try:
        native, device = open_on(requested, path, lambda path, device: _open(path, device, 1))
        result = native.run(None, {"picture": ones})[0]
    except Exception as error:  # noqa: BLE001 a provider can fail in any way; the probe is there to tell
        return Device(requested, "", _first_line(error))
    # The kernel of the probe sums nine ones in the middle of the picture.
    right = result.shape == ones.shape and abs(float(result[0, 0, 4, 4]) - 9.0) < 1e-2
    return device if right else Device(requested, "", "it gives wrong results")


def _candidates(requested: str) -> tuple[str, ...]:
    if requested == CPU:
        return (CPU,)
    if requested != AUTO:
        return (requested, CPU)
    available = _onnxruntime().get_available_providers()
    # That a build lacks CoreML on Linux is nothing a user needs to hear; CUDA is what most ask about.
    return tuple(device for device in PROVIDERS if device == "cuda" or PROVIDERS[device] in available)


def _so_the_cpu(reasons: list[str]) -> str:
    return f"{'; '.join(reasons)}, so the CPU is used" if reasons else ""


def _open(path: str, device: str, threads: int) -> Any:
    ort = _onnxruntime()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _SILENT
    # Threads that spin between calls take the cores that decode.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = device != "directml"
    wanted = [(PROVIDERS[device], _OPTIONS.get(device, {}))]
    if device != CPU:
        wanted.append((PROVIDERS[CPU], {}))
    with stdout_kept_clean():
        if device == "cuda":
            gpu.preload(ort)
        return ort.InferenceSession(path, options, providers=wanted)


@cache
def _onnxruntime() -> Any:
    # On import it would make up an identity of this machine, keep events on disk and send them to its makers.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    with stdout_kept_clean():
        # It takes a second, and most commands need no model.
        ort: Any = import_module("onnxruntime")
    ort.set_default_logger_severity(_SILENT)
    if hasattr(ort, "disable_telemetry_events"):
        ort.disable_telemetry_events()
    return ort


def _failure(error: Exception) -> str:
    text = str(error).lower()
    return "the memory ran out" if "memory" in text or "alloc" in text else "the model failed"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
