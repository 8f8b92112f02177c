"""The picture at the playhead, with boxes, tags and messages over it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from resources.language import label, tr
from widgets.palette import DARK, Theme, with_opacity

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Box = tuple[float, float, float, float, float]
"""x, y, width, height as shares of the picture, and a score in [0, 1]."""

BESIDE = "#000000"
"""Around and behind the picture: black in every theme, so that it does not tint what one judges."""
MARGIN = 12.0


class PlayerView(QWidget):
    """Keeps the picture's aspect. A message stands where there is no picture, and a button under it."""

    acted = Signal()

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.image: QImage | None = None
        self.time = 0.0
        self.boxes: tuple[Box, ...] = ()
        self.caption: tuple[str, ...] = ()
        self.shows_boxes = self.shows_caption = True
        self.message = ("", "")
        self._scaled: QImage | None = None
        self.action = QPushButton(self)
        self.action.hide()
        self.action.clicked.connect(self.acted)
        self.setAccessibleName(tr("Picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 90)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self.update()

    def set_picture(self, picture: "QImage | npt.NDArray[np.uint8] | None", time: float = 0.0) -> None:
        """Show a QImage or uint8 RGB [height, width, 3], shown at `time`; None takes the picture away."""
        if picture is None or isinstance(picture, QImage):
            self.image = picture
        else:
            from widgets.picture import to_image  # noqa: PLC0415 (an empty window needs no NumPy)

            self.image = to_image(picture)
        self.time = time
        self._scaled = None
        self._place_action()
        self.update()

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """Frame parts of the picture."""
        if tuple(boxes) != self.boxes:
            self.boxes = tuple(boxes)
            self.update()

    def set_caption(self, tags: Sequence[str]) -> None:
        """Write tags, given in English, over the lower left corner."""
        if tuple(tags) != self.caption:
            self.caption = tuple(tags)
            self.setAccessibleDescription(tr(", ").join(map(label, tags)))
            self.update()

    def show_boxes(self, shown: bool) -> None:
        """Let the boxes be seen or not."""
        self.shows_boxes = shown
        self.update()

    def show_caption(self, shown: bool) -> None:
        """Let the tags be seen or not."""
        self.shows_caption = shown
        self.update()

    def set_message(self, title: str, detail: str = "", action: str = "") -> None:
        """Say why there is no picture, e.g. that the file has sound only; it is seen while there is none.

        action: the text of a button under it, none if it is empty.
        """
        self.message = (title, detail)
        self.action.setText(action)
        self._place_action()
        self.update()

    def picture_rect(self) -> QRectF:
        """Give where the picture stands, in logical pixels."""
        if self.image is None or self.image.isNull():
            return QRectF()
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRectF(left, top, size.width(), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_action()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(BESIDE))
        if self.image is None or self.image.isNull():
            self._paint_message(painter)
        else:
            rect = self.picture_rect()
            painter.drawImage(rect, self._fitted(rect))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_boxes(painter, rect)
            self._paint_caption(painter, rect)
        painter.end()

    def _fitted(self, rect: QRectF) -> QImage:
        """Give the picture in the screen's own pixels, scaled once for each picture and size."""
        size = (rect.size() * self.devicePixelRatioF()).toSize()
        if self._scaled is None or self._scaled.size() != size:
            smooth = Qt.TransformationMode.SmoothTransformation
            assert self.image is not None
            self._scaled = self.image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        return self._scaled

    def _paint_boxes(self, painter: QPainter, rect: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y, width, height, score in self.boxes if self.shows_boxes else ():
            frame = QRectF(
                rect.left() + x * rect.width(),
                rect.top() + y * rect.height(),
                width * rect.width(),
                height * rect.height(),
            )
            # A dark line around the light one is seen on every picture.
            for color, thick in (
                (with_opacity("#000000", 0.55), 4.0),
                (with_opacity(DARK.accent, 0.6 + 0.4 * score), 2.0),
            ):
                painter.setPen(QPen(color, thick))
                painter.drawRoundedRect(frame, 4, 4)

    def _paint_caption(self, painter: QPainter, rect: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        height = metrics.height() + 6
        left, top = rect.left() + MARGIN, rect.bottom() - MARGIN - height
        for tag in map(label, self.caption if self.shows_caption else ()):
            width = metrics.horizontalAdvance(tag) + 16
            if left + width > rect.right() - MARGIN:
                break
            chip = QRectF(left, top, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_opacity("#101214", 0.78))
            painter.drawRoundedRect(chip, height / 2, height / 2)
            painter.setPen(QColor("#f2f4f7"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, tag)
            left += width + 6

    def _place_action(self) -> None:
        """Put the button under the message."""
        self.action.setVisible(bool(self.action.text()) and (self.image is None or self.image.isNull()))
        self.action.adjustSize()
        room = QRect(0, 0, round(self.width() - MARGIN * 4), self.height())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        detail = self.fontMetrics().boundingRect(room, flags, self.message[1]).height()
        left = (self.width() - self.action.width()) // 2
        self.action.move(left, round(self.height() / 2 + 8 + detail + MARGIN))

    def _paint_message(self, painter: QPainter) -> None:
        title, detail = self.message
        middle, room = self.height() / 2, QRectF(self.rect()).adjusted(MARGIN * 2, 0, -MARGIN * 2, 0)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor("#e4e7eb"))
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        room.setBottom(middle if detail else middle + 12)
        painter.drawText(room, bottom, title)
        painter.setFont(self.font())
        painter.setPen(QColor("#a3abb7"))
        room = QRectF(QPointF(room.left(), middle + 8), QPointF(room.right(), self.height()))
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, top, detail)
