"""Tagging as it is written first: every frame decoded to RGB by OpenCV, one picture at a time."""

import sys

import cv2
import numpy as np

from inference.analyzers.tags import SIZE
from inference.runtime.runtime import Runtime

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


def main(path: str, rate: float = 2.0) -> int:
    """Tag `rate` pictures a second; give how many.

    The network normalizes inside its graph and is given bytes; NumPy's part is done, as usual, and dropped.
    """
    session = Runtime("cpu").session("tags")
    video = cv2.VideoCapture(path)
    step = max(1, round(video.get(cv2.CAP_PROP_FPS) / rate))
    number = tagged = 0
    while True:
        there, frame = video.read()
        if not there:
            return tagged
        if number % step == 0:
            picture = cv2.cvtColor(cv2.resize(frame, (SIZE, SIZE)), cv2.COLOR_BGR2RGB)
            _ = ((picture.astype(np.float32) / 255 - MEAN) / DEVIATION).transpose(2, 0, 1)[None]
            session.run({"pictures": np.asarray(picture, np.uint8)[None]})
            tagged += 1
        number += 1


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1])} pictures\n")
