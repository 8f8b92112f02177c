"""Models made to run: which device was asked for, which one really runs, and why. The home of onnxruntime."""

import logging
import os
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

import resources
from inference.contract import models
from inference.contract.errors import ModelError
from inference.contract.types import NVIDIA, Device, Model
from inference.runtime import gpu
from inference.runtime.session import (
    CPU,
    CUDA,
    PROVIDERS,
    TENSORRT,
    TITLES,
    OnnxSession,
    Opener,
    error_summary,
)
from inference.runtime.stdio_guard import redirect_native_stdout
from resources.messages import NOTHING, Label, Message, join, msg

if TYPE_CHECKING:
    from inference.runtime.scaler import Scaler

AUTO = "auto"
DEVICES = (AUTO, *PROVIDERS)

# An exhaustive search for the best convolution takes longer than most clips.
_OPTIONS: dict[str, dict[str, str]] = {
    CUDA: {"cudnn_conv_algo_search": "HEURISTIC"},
    TENSORRT: {"trt_fp16_enable": "True"},
}
# Ten bits of a weight, as matrix products have by themselves on later GPUs, would move a picture's levels.
_EXACT = {"use_tf32": "0"}
_DID_NOT_START = {
    CUDA: msg("the CUDA libraries are missing or too old (install rushes[cuda])"),
    TENSORRT: msg("the TensorRT libraries are missing or too old"),
}
_SILENT = 4
_BETWEEN = "; "

log = logging.getLogger(__name__)


class Runtime:
    """Gives sessions of models by name, loading each once; for all files and threads of a process.

    device: one of DEVICES. threads: how many a model may use on the CPU; 0 lets onnxruntime choose by cores.
    engines: folder in which TensorRT keeps what it made of the models, which takes it minutes.
    """

    def __init__(self, device: str = AUTO, threads: int = 0, engines: Path | None = None) -> None:
        if device not in DEVICES:
            raise ValueError(f"There is no device {device!r}; there are {', '.join(DEVICES)}.")
        self.requested = device
        self.threads = threads
        self._sessions: dict[str, OnnxSession] = {}
        self._engines = engines
        self._scaler: Scaler | None = None
        self._scaler_tried = False
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
        reason = join(reasons, _BETWEEN) if devices else msg("no model has been loaded yet")
        return Device(self.requested, used, reason)

    def scaler(self) -> "Scaler | None":
        """Give what scales pictures on the NVIDIA GPU that is to run models; None if none is, or works."""
        if self.requested not in (AUTO, *NVIDIA) or unavailable_reason(CUDA):
            return None
        with self._lock:
            if not self._scaler_tried:
                self._scaler_tried = True
                try:
                    self._scaler = make_scaler(CUDA)
                except ModelError as error:
                    log.warning("pictures are not scaled on the GPU: %s", error)
            return self._scaler

    def _load(self, name: str) -> OnnxSession:
        model = models.find_model(name)
        models.verify_model(model)
        try:
            native, device = self._open_where_it_belongs(model)
        except Exception as error:
            message = msg(
                "The model {name!r} cannot be loaded: {reason}", name=name, reason=error_summary(error)
            )
            raise ModelError(message, models.REINSTALL) from error
        log.info("%s runs on %s %s", name, device.used, device.reason)
        return OnnxSession(name, model.path, device, native, self._open)

    def _open_where_it_belongs(self, model: Model) -> tuple[Any, Device]:
        """Open a model on the device asked for; on the CPU if its manifest says `device = "cpu"`."""
        there = any(
            device != CPU and not unavailable_reason(device) for device in _candidates(self.requested)
        )
        if model.raw.get("device") != CPU or not there:
            return open_session(self.requested, model.path, self._open)
        native, _ = open_session(CPU, model.path, self._open)
        reason = msg("{model} runs on the CPU, as its 8-bit weights need", model=Label(model.title))
        return native, Device(self.requested, CPU, reason)

    def _open(self, path: str, device: str) -> Any:
        if device == TENSORRT and self._engines is not None:
            return _open(path, device, self.threads, _kept_in(self._engines))
        return _open(path, device, self.threads)


def open_session(requested: str, path: str, opener: Opener) -> tuple[Any, Device]:
    """Open a model file on the device asked for, or else on the CPU; the device says which and why."""
    reasons: list[Message] = []
    for device in _candidates(requested):
        lack = unavailable_reason(device)
        if lack:
            reasons.append(lack)
            continue
        try:
            native = opener(path, device)
        except Exception as error:
            if device == CPU:
                raise
            reasons.append(
                msg(
                    "{device} could not load the model ({reason})",
                    device=TITLES[device],
                    reason=error_summary(error),
                )
            )
            continue
        if PROVIDERS[device] in native.get_providers():
            told = device == CPU or requested == TENSORRT
            return native, Device(requested, device, _so(reasons, device) if told else NOTHING)
        reasons.append(_DID_NOT_START.get(device, msg("{device} did not start", device=TITLES[device])))
    raise ModelError(msg("No device could load the model."))


def make_scaler(device: str) -> "Scaler":
    """Open what scales pictures on `cuda` or (for tests) `cpu`. Raise `ModelError` if that fails."""
    from inference.runtime.scaler import Scaler  # noqa: PLC0415 (only a GPU's decoder needs it)

    try:
        path = str(resources.path("models", "_scaler", "model.onnx"))
        native = _open(path, device, 1, _EXACT if device == CUDA else None)
    except Exception as error:
        message = msg("what scales pictures could not be loaded ({reason})", reason=error_summary(error))
        raise ModelError(message) from error
    if PROVIDERS[device] not in native.get_providers():
        raise ModelError(_DID_NOT_START[device])
    wait = gpu.wait_for_decoder if device == CUDA else _nothing
    ort = _onnxruntime()
    return Scaler(native, device, lambda array: ort.OrtValue.ortvalue_from_numpy(array, device, 0), wait)


def unavailable_reason(device: str) -> Message:
    """Say why a device cannot be tried at all, in plain words; empty if it can."""
    if device in NVIDIA and not gpu.nvidia_gpus():
        return msg("no NVIDIA GPU was found")
    if PROVIDERS[device] not in _onnxruntime().get_available_providers():
        return msg("this onnxruntime build has no {device}", device=TITLES[device])
    return NOTHING


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
        native, device = open_session(requested, path, lambda path, device: _open(path, device, 1))
        result = native.run(None, {"picture": ones})[0]
    except Exception as error:  # noqa: BLE001 a provider can fail in any way; the probe is there to tell
        return Device(
            requested, "", error.message if isinstance(error, ModelError) else Message(error_summary(error))
        )
    # The kernel of the probe sums nine ones in the middle of the picture.
    right = result.shape == ones.shape and abs(float(result[0, 0, 4, 4]) - 9.0) < 1e-2
    return device if right else Device(requested, "", msg("it gives wrong results"))


def _candidates(requested: str) -> tuple[str, ...]:
    if requested == CPU:
        return (CPU,)
    if requested == TENSORRT:
        return (TENSORRT, CUDA, CPU)
    if requested != AUTO:
        return (requested, CPU)
    available = _onnxruntime().get_available_providers()
    # That a build lacks CoreML on Linux is nothing a user needs to hear; CUDA is what most ask about.
    # TensorRT takes minutes to begin with, so it is for those who ask for it.
    asked = [device for device in PROVIDERS if device != TENSORRT]
    return tuple(device for device in asked if device == CUDA or PROVIDERS[device] in available)


def _so(reasons: list[Message], device: str) -> Message:
    if not reasons:
        return NOTHING
    why = join(dict.fromkeys(reasons), _BETWEEN)
    return msg("{reasons}, so {device} is used", reasons=why, device=TITLES[device])


def _kept_in(engines: Path) -> dict[str, str]:
    engines.mkdir(parents=True, exist_ok=True)
    folder = str(engines)
    kept = {"trt_engine_cache_enable": "True", "trt_engine_cache_path": folder}
    return {**kept, "trt_timing_cache_enable": "True", "trt_timing_cache_path": folder}


def _open(path: str, device: str, threads: int, more: Mapping[str, str] | None = None) -> Any:
    ort = _onnxruntime()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _SILENT
    # Threads that spin between calls take the cores that decode.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # An arena keeps all that any run ever needed; without it a run gives its memory back, at little cost.
    options.enable_cpu_mem_arena = device != CPU
    options.enable_mem_pattern = device != "directml"
    wanted = [(PROVIDERS[device], {**_OPTIONS.get(device, {}), **(more or {})})]
    if device == TENSORRT:  # which leaves to CUDA what it cannot do
        wanted.append((PROVIDERS[CUDA], _OPTIONS[CUDA]))
    if device != CPU:
        wanted.append((PROVIDERS[CPU], {}))
    with redirect_native_stdout(python_too=True):
        if device in NVIDIA:
            gpu.preload(ort)
        return ort.InferenceSession(path, options, providers=wanted)


@cache
def _onnxruntime() -> Any:
    # On import it would make up an identity of this machine, keep events on disk and send them to its makers.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    with redirect_native_stdout():
        # It takes a second, and most commands need no model.
        ort: Any = import_module("onnxruntime")
    ort.set_default_logger_severity(_SILENT)
    if hasattr(ort, "disable_telemetry_events"):
        ort.disable_telemetry_events()
    return ort


def _nothing() -> None:
    pass
