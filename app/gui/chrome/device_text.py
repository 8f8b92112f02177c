"""Where models run, in words."""

NAMES = {"cpu": "CPU", "cuda": "CUDA", "tensorrt": "TensorRT", "coreml": "CoreML", "directml": "DirectML"}


def used_words(used: str) -> str:
    """Name the devices that are used."""
    return " + ".join(NAMES.get(part, part) for part in used.split("+"))
