"""What is under the playhead, and the table of all segments."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabWidget

from app.edits import is_marker_track
from app.gui.session.open_file import OpenFile
from app.gui.session.playhead import rows_at, tenths
from app.gui.session.session import Session
from app.gui.timeline.annotation_lanes import own_title
from inference.contract.analyzer_registry import AnalyzerRegistry
from resources.language import mark, tr
from widgets.inspector import Inspector
from widgets.palette import Theme
from widgets.segment_table import SegmentTable
from widgets.transport import Transport

SHOW_MS = 60
"""Reading faster than this is beyond anyone."""

NOTHING = mark("Open a file to see what is in it at the playhead.")
NOTHING_YET = mark("No results at the playhead yet.")


class InspectorPanel(QTabWidget):
    """Two tabs that follow the transport and the session."""

    def __init__(self, session: Session, transport: Transport, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._transport = transport
        self.inspector = Inspector(theme)
        self.table = SegmentTable(theme)
        self._write: Callable[[float], str] = tenths
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setUsesScrollButtons(False)  # a panel too narrow for its tabs would hide them
        self.addTab(self.inspector, tr("Playhead"))
        self.addTab(self.table, tr("Segments"))
        self.inspector.set_message(tr(NOTHING))
        self._soon = QTimer(self, interval=SHOW_MS, singleShot=True)
        self._soon.timeout.connect(self._show)
        self.table.seek_requested.connect(transport.seek)
        transport.position_changed.connect(self._later)
        session.grew.connect(self._later)
        session.current_changed.connect(self._segments_changed)
        session.segments_changed.connect(self._segments_changed)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.inspector.set_theme(theme)
        self.table.set_theme(theme)

    def set_formatter(self, formatter: Callable[[float], str]) -> None:
        """Let `formatter` write the times, e.g. as timecode."""
        self._write = formatter
        self.table.set_formatter(formatter)
        self._later()

    def _later(self, *_: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _segments_changed(self, file: OpenFile | None) -> None:
        segments = file.segments if file else ()
        known, tracks = self._session.analyzers, {segment.track for segment in segments}
        self.table.set_titles({key: _title(key, known) for key in tracks})
        self.table.set_segments(segments)
        self._later()

    def _show(self) -> None:
        file = self._session.current
        document = file.document if file else None
        position = self._transport.position
        rows = rows_at(document, file.segments, position, self._write) if file and document else []
        self.inspector.set_rows(rows)
        self.inspector.set_message(tr(NOTHING_YET) if file else tr(NOTHING))


def _title(track: str, analyzers: AnalyzerRegistry) -> str:
    """Name a track of segments: as it is declared, or as its analyzer with what its key has beyond."""
    if is_marker_track(track):
        return own_title(track)
    key, _, rest = track.partition(".")
    analyzer = analyzers.get(key)
    if analyzer is None:
        return track
    declared = {one.key: one.title for one in analyzer.segment_tracks}
    return declared.get(track) or f"{analyzer.title} {rest}".strip()
