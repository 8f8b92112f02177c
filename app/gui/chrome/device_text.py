"""Where models run, in words."""

from inference.contract.types import Device
from resources.language import mark, tr

NAMES = {"cpu": "CPU", "cuda": "CUDA", "tensorrt": "TensorRT", "coreml": "CoreML", "directml": "DirectML"}
MAKERS = {"cuda": "NVIDIA", "coreml": "Apple", "directml": "Windows"}
"""Whose machines a kind of device is found in."""

UNKNOWN = mark("Processing device: none used yet")
REASONS = (
    mark("no model has been loaded yet"),
    mark("no NVIDIA GPU was found"),
    mark("no NVIDIA GPU was found, so the CPU is used"),
    mark("the CUDA libraries are missing or too old (install rushes[cuda])"),
    mark("the CUDA libraries are missing or too old (install rushes[cuda]), so the CPU is used"),
    mark("this onnxruntime build has no CUDA"),
    mark("this onnxruntime build has no CUDA, so the CPU is used"),
    mark("this onnxruntime build has no TensorRT"),
    mark("this onnxruntime build has no TensorRT, so the CPU is used"),
    mark("the TensorRT libraries are missing or too old"),
    mark("the TensorRT libraries are missing or too old, so CUDA is used"),
    mark("the TensorRT libraries are missing or too old, so the CPU is used"),
    mark("this onnxruntime build has no CoreML"),
    mark("this onnxruntime build has no CoreML, so the CPU is used"),
    mark("this onnxruntime build has no DirectML"),
    mark("this onnxruntime build has no DirectML, so the CPU is used"),
    mark("CoreML did not start"),
    mark("CoreML did not start, so the CPU is used"),
    mark("DirectML did not start"),
    mark("DirectML did not start, so the CPU is used"),
    mark("it gives wrong results"),
    mark("{0}, so CUDA is used"),
    mark("{0}, so the CPU is used"),
    mark("{0}, so CUDA goes on"),
    mark("{0}, so the CPU goes on"),
)
"""Why a device is not used."""

BETWEEN = "; "


def device_name(name: str) -> str:
    """Name a kind of device, and whose machines have it."""
    title, maker = NAMES.get(name, name), MAKERS.get(name)
    return f"{title} ({maker})" if maker else title


def device_words(device: Device | None) -> str:
    """Say where models run, and why there."""
    if device is None or not device.used:
        return tr(UNKNOWN)
    name = used_words(device.used)
    return f"{name} · {reason_words(device.reason)}" if device.reason else name


def used_words(used: str) -> str:
    """Name the devices that are used."""
    return " + ".join(NAMES.get(part, part) for part in used.split("+"))


def reason_words(reason: str) -> str:
    """Say why models run where they do; several reasons stand after each other."""
    return BETWEEN.join(tr(part) for part in reason.split(BETWEEN))
