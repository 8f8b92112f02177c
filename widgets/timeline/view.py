"""Lanes under a ruler, with one playhead across all of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontInfo,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from resources.language import tr
from widgets.palette import DARK, Theme
from widgets.timeline.frame import header
from widgets.timeline.frame.canvas import Canvas
from widgets.timeline.frame.header_column import HeaderColumn
from widgets.timeline.frame.highlights import Stretches
from widgets.timeline.frame.overview import Overview
from widgets.timeline.frame.ruler import Ruler, marks
from widgets.timeline.frame.scroller import Scroller
from widgets.timeline.frame.stack import Stack
from widgets.timeline.interaction.accessibility import AccessibleTimeline, install
from widgets.timeline.interaction.gestures import Pinch
from widgets.timeline.interaction.keyboard_navigation import KeyboardNavigation
from widgets.timeline.interaction.keys import handle_key
from widgets.timeline.interaction.lane_menu import lane_menu
from widgets.timeline.lanes.lane import Lane, Window
from widgets.transport import Transport


class TimelineView(QWidget):
    """A stack of lanes that all show `transport.view`.

    Wheel: zoom around the pointer; Shift and wheel: pan; drag: pan; Shift and drag: select; click: seek.
    Keys: see `widgets.timeline.interaction.keys` and `widgets.timeline.interaction.keyboard_navigation`.
    Lanes are drawn once an event loop turn at most, those in sight only.
    """

    def __init__(self, transport: Transport, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transport = transport
        self.theme = theme
        self._ratio = 0.0
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.flush)
        self.setAccessibleName(tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.ruler = Ruler(transport, theme)
        self.overview = Overview(transport, theme)
        install()
        self.canvas = Canvas(transport)
        self.canvas.grid = lambda: self.ruler.marker(*transport.view, self.ruler.step())
        self._column = HeaderColumn()
        self.stack = Stack(self.canvas, self._column)
        self._message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._clock = QLabel()
        self._lay_out()
        self._message.setParent(self)
        for widget in (self.canvas.viewport(), self.ruler):
            Pinch(widget, transport)
        self.spoken = AccessibleTimeline(self.stack, self.canvas)
        self.walk = KeyboardNavigation(self.stack, transport, self)
        self.walk.reached.connect(self._area.reach)
        self.stack.changed.connect(self._place)
        self.stack.needs_drawing.connect(self._later)
        self.stack.menu_wanted.connect(self._show_menu)
        self.canvas.resized.connect(self._place)
        self.canvas.scrolled.connect(self._area.scroll_by)
        self._area.verticalScrollBar().valueChanged.connect(self._later)
        transport.view_changed.connect(self._view_changed)
        transport.position_changed.connect(self._show_values)
        self.set_theme(theme)
        self._show_values(transport.position)

    def add_lane(self, lane: Lane, at: int | None = None) -> None:
        """Add a lane below the others, or as number `at`. Raise ValueError if its key is taken."""
        lane.set_font(self._small_font())
        lane.set_theme(self.theme)
        self.stack.add(lane, at)

    def remove_lane(self, key: str) -> None:
        """Take a lane away for good; nothing happens if there is none of that key."""
        self.stack.remove(key)

    def lane(self, key: str) -> Lane | None:
        """Give the lane of that key."""
        return self.stack.get(key)

    def lanes(self) -> Sequence[Lane]:
        """Give the lanes from the top down, hidden ones too."""
        return self.stack.lanes

    def clear(self) -> None:
        """Take all lanes away."""
        for lane in self.stack.lanes:
            self.stack.remove(lane.key)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self.ruler.set_theme(theme)
        self.overview.set_theme(theme)
        self.canvas.set_theme(theme)
        self._style_clock()
        self._message.setStyleSheet(f"color: {theme.muted}; background: transparent;")
        for lane in self.lanes():
            lane.set_theme(theme)
        self._column.set_theme(theme)

    def set_formatter(
        self,
        formatter: Callable[[float], str],
        marker: Callable[[float, float, float], list[float]] = marks,
    ) -> None:
        """Let `formatter` write the times of the ruler, e.g. as timecode, and `marker` place its marks."""
        self.ruler.set_formatter(formatter, marker)
        self.spoken.write = formatter
        self._show_values(self.transport.position)
        self._later()

    def set_highlights(self, found: Stretches) -> None:
        """Mark stretches that were looked for on the ruler and in the overview."""
        for strip in (self.ruler, self.overview):
            strip.set_highlights(found)

    def set_message(self, title: str, detail: str = "") -> None:
        """Say what to do while there are no lanes."""
        self._message.setText(f"{title}\n{detail}".strip())

    def in_sight(self) -> list[Lane]:
        """Give the lanes of which at least a pixel can be seen, were the window on top."""
        return self._area.in_sight()

    def flush(self) -> None:
        """Draw at once what is in sight and no longer true."""
        self._soon.stop()
        start, end = self.transport.view
        width = max(self.canvas.width(), 1)
        window = Window(start, end, width, round(width * (self._ratio or self.devicePixelRatioF())))
        for lane in self.in_sight():
            if lane.stale or lane.window != window:
                lane.draw(window)

    @contextmanager
    def laid_out(self, width: int, height: int | None = None, scale: float = 1.0) -> Iterator[QSize]:
        """Be `width` x `height` logical pixels large and drawn; without a height all lanes fit in.

        scale: device pixels a logical pixel. Works without a screen and without showing the view.
        """
        before, bar = self.size(), self._area.verticalScrollBarPolicy()
        self.ensurePolished()
        self._ratio = scale
        try:
            if height is None:
                self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
                self.resize(width, before.height())
                self._settle()
                height = self.height() - self._area.viewport().height() + self.stack.height + 1
            self.resize(width, height)
            self._settle()
            yield QSize(width, height)
        finally:
            self._ratio = 0.0
            self._area.setVerticalScrollBarPolicy(bar)
            self.resize(before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.walk.press(event) and not handle_key(self.transport, event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Where a lane is the current one, its keys come before those of menus.
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.walk.wants(event):
            event.accept()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.stack.current is not None:
            head = self.stack.head_of(self.stack.current)
            self._show_menu(self.stack.current, head.mapToGlobal(QPoint(24, 14)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._message.setGeometry(self._area.geometry())
        self._later()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.ruler.set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ruler.set_focused(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            # A style sheet keeps fonts from reaching those inside.
            for part in (self._column, self.ruler, self.overview, self._clock):
                part.setFont(self.font())
            self._style_clock()
            for lane in self.lanes():
                lane.set_font(self._small_font())
            self._place()

    def _style_clock(self) -> None:
        left = header.indent_for(self.font()) - 4
        colors = f"color: {self.theme.text}; background: {self.theme.panel};"
        self._clock.setStyleSheet(f"{colors} font-weight: 600; padding-left: {left}px;")

    def _lay_out(self) -> None:
        self._area = Scroller(self._column, self.canvas)
        self._grid = grid = QGridLayout(self)
        grid.setSpacing(0)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._clock, 0, 0, 2, 1)
        grid.addWidget(self.overview, 0, 1)
        grid.addWidget(self.ruler, 1, 1)
        grid.addWidget(self._area, 2, 0, 1, 2)
        # Pictures without clipping (SVG) show what stands out of the lanes and the ruler below these.
        self._column.raise_()
        self._clock.raise_()
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)

    def _place(self) -> None:
        """Give each lane its place, below the one before."""
        width = header.width_for(self.font())
        self._grid.setColumnMinimumWidth(0, width)
        self.canvas.setMinimumHeight(self.stack.place(self.canvas.width()))
        self._show_values(self.transport.position)
        for strip in (self.ruler, self.overview):
            strip.setContentsMargins(0, 0, self._area.width() - width - self.canvas.width(), 0)
        self.canvas.place_playhead()
        self.canvas.place_selection()
        self.canvas.viewport().update()
        self._message.setVisible(not self.lanes())
        self._later()

    def _settle(self) -> None:
        # Hidden widgets are laid out when they are grabbed; placing the lanes may change the layout again.
        for _ in range(2):
            self.grab(QRect(0, 0, 1, 1))
            self._place()
        self.flush()

    def _later(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _view_changed(self) -> None:
        self.canvas.place_playhead()
        self.canvas.place_selection()
        self.canvas.viewport().update()
        self._later()

    def _show_values(self, time: float) -> None:
        self._clock.setText(self.ruler.text(time))
        for head in self.stack.heads:
            head.show_time(time)

    def _show_menu(self, key: str, place: QPoint) -> None:
        y = self.stack.head_of(key).mapFromGlobal(place).y()
        lane_menu(self.stack, key, self, y).popup(place)

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(9, round(QFontInfo(font).pixelSize() * 0.92)))
        return font
