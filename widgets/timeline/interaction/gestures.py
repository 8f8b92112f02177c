"""Two fingers on a trackpad."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QWidget

from widgets.transport import Transport


class Pinch(QObject):
    """Zooms around the fingers where they are pinched over a widget that shows `transport.view`."""

    def __init__(self, widget: QWidget, transport: Transport) -> None:
        super().__init__(widget)
        self._widget = widget
        self._transport = transport
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._widget or not isinstance(event, QNativeGestureEvent):
            return False
        start, end = self._transport.view
        around = start + event.position().x() / max(self._widget.contentsRect().width(), 1) * (end - start)
        match event.gestureType():
            case Qt.NativeGestureType.ZoomNativeGesture:
                self._transport.zoom(max(1.0 + event.value(), 0.1), around)
            case Qt.NativeGestureType.SmartZoomNativeGesture:
                self._transport.show_all()
            case _:
                return False
        return True
