"""The picture at the playhead, with boxes, tags and messages over it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from widgets.palette import DARK, Theme

Box = tuple[float, float, float, float, float]
"""x, y, width, height as shares of the picture, and a score in [0, 1]."""


class PlayerView(QWidget):
    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_theme(self, theme: Theme) -> None: ...
    def set_picture(self, picture: QImage | npt.NDArray[np.uint8] | None, time: float = 0.0) -> None: ...
    def set_boxes(self, boxes: Sequence[Box]) -> None: ...
    def set_caption(self, tags: Sequence[str]) -> None: ...
    def set_message(self, title: str, detail: str = "") -> None: ...
