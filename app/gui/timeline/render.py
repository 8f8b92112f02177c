"""The timeline as a picture, without a window."""

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.document import Document
from app.gui.session.open_file import OpenFile, State
from app.gui.timeline.annotation_lanes import fill_own_lanes
from app.gui.timeline.lane_factory import explain, fill_segments, lanes_of
from app.gui.timeline.lane_groups import groups
from widgets.palette import DARK, stylesheet
from widgets.timeline.picture import write_picture
from widgets.timeline.view import TimelineView
from widgets.transport import Transport

ROOM = 1.5
"""How much higher lanes are than in a small window: a picture has no scroll bar, and needs none."""


def render_timeline(document: Document, path: Path, width: int, height: int | None = None) -> None:
    """Draw a document's whole timeline to a PNG or SVG, as high as its lanes need. May raise OSError."""
    application = _application()
    before = application.styleSheet()
    application.setStyleSheet(stylesheet(DARK))
    transport = Transport()
    transport.set_duration(document.duration)
    timeline = TimelineView(transport)
    try:
        timeline.stack.set_groups(groups())
        for lane in lanes_of(document, ROOM):
            timeline.add_lane(lane)
        file = OpenFile(document.location, State.DONE, document)
        segments = document.segments()
        fill_own_lanes(timeline, segments)
        fill_segments(timeline, segments, document.analyzers)
        explain(timeline, file, document.analyzers)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_picture(timeline, path, width, height)
    finally:
        timeline.clear()
        timeline.deleteLater()
        application.setStyleSheet(before)


def _application() -> QApplication:
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    # Where a display is named and does not answer, Qt would end the process.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(sys.argv[:1])
