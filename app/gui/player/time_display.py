"""The times in the window: all written alike, as the user chose."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.gui.chrome.status_bar import StatusPanel
from app.gui.player.time_format import TimeFormat, TimeStyle
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from resources.language import tr
from widgets.transport import Transport
from widgets.transport_bar import TransportBar


class TimeDisplay(QObject):
    """Hands every view of the window how to write the times of the file that is shown."""

    def __init__(
        self,
        session: Session,
        transport: Transport,
        bar: TransportBar,
        status: StatusPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._transport = transport
        self._status = status
        self._takers: list[Callable[[TimeFormat], None]] = []
        self.times = TimeFormat()
        self.add(lambda times: bar.set_formatter(times.write, times.length, self._read))
        session.current_changed.connect(self._show)
        session.document_changed.connect(self._document_changed)
        transport.marks_changed.connect(self._show_marks)

    def add(self, take: Callable[[TimeFormat], None]) -> None:
        """Tell `take` how times are written, now and whenever that changes."""
        self._takers.append(take)
        take(self.times)

    def set_style(self, style: TimeStyle) -> None:
        """Write times in another way."""
        self._set(TimeFormat(style, self.times.code))

    def _document_changed(self, file: OpenFile) -> None:
        if file is self._session.current:
            self._show(file)

    def _show(self, file: OpenFile | None) -> None:
        info = file.document.media if file and file.document else None
        self._set(TimeFormat.of(info, self.times.style))

    def _set(self, times: TimeFormat) -> None:
        if times != self.times:
            self.times = times
            for take in self._takers:
                take(times)
            self._show_marks()

    def _read(self, text: str) -> float:
        return self.times.read(text, self._transport.position)

    def _show_marks(self, *_: object) -> None:
        transport, write = self._transport, self.times.write
        start, end = transport.in_point, transport.out_point
        if start is None and end is None:
            self._status.show_marks("")
            return
        first, last = transport.span
        length = self.times.length(last - first)
        if start is not None and end is not None:
            text = tr("In {start} · Out {end} · {length}")
            text = text.format(start=write(start), end=write(end), length=length)
        elif start is not None:
            text = tr("In {start} · {length} to the end").format(start=write(start), length=length)
        else:
            text = tr("Out {end} · {length} from the start").format(end=write(last), length=length)
        self._status.show_marks(text)
