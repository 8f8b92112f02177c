"""Arrays as Qt images."""

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage


def to_image(picture: npt.NDArray[np.uint8]) -> QImage:
    """Give a QImage of a uint8 RGB [height, width, 3] array. It owns its pixels."""
    rows, columns, _ = picture.shape
    packed = np.ascontiguousarray(picture)
    return QImage(packed.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
