"""Where models run, in words."""

from inference.contract.types import Device
from resources.language import mark, tr

NAMES = {"cpu": "CPU", "cuda": "CUDA", "tensorrt": "TensorRT", "coreml": "CoreML", "directml": "DirectML"}
MAKERS = {"cuda": "NVIDIA", "coreml": "Apple", "directml": "Windows"}
"""Whose machines a kind of device is found in."""

UNKNOWN = mark("Processing device: none used yet")


def device_name(name: str) -> str:
    """Name a kind of device, and whose machines have it."""
    title, maker = NAMES.get(name, name), MAKERS.get(name)
    return f"{title} ({maker})" if maker else title


def device_words(device: Device | None) -> str:
    """Say where models run, and why there."""
    if device is None or not device.used:
        return tr(UNKNOWN)
    name = used_words(device.used)
    return f"{name} · {tr(device.reason)}" if device.reason else name


def used_words(used: str) -> str:
    """Name the devices that are used."""
    return " + ".join(NAMES.get(part, part) for part in used.split("+"))
