"""The timeline of the file that is shown, with its lanes where the user put them."""

import json
from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import QObject

from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.gui.session.window_settings import window_settings
from app.gui.timeline.annotation_lanes import fill_own_lanes
from app.gui.timeline.lane_factory import (
    FILM,
    WAVE,
    explain,
    fill_segments,
    lanes_of,
    show_overview,
    show_related,
)
from app.gui.timeline.lane_groups import groups
from inference.contract.presentation import Role
from resources.language import mark, tr
from widgets.palette import Theme
from widgets.timeline.view import TimelineView
from widgets.transport import Transport

NOTHING = mark("No file is open")
HOW = mark("Lanes for shots, tags, faces, speech, emotion and loudness appear here.")


LAYOUT = "lanes"
"""Key of the arrangement of the lanes in what the window remembers."""


class TimelinePanel(QObject):
    """Keeps a TimelineView's lanes in step with the session."""

    def __init__(self, session: Session, transport: Transport, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._transport = transport
        self.view = TimelineView(transport, theme)
        self.view.setMinimumHeight(160)
        self.view.set_message(NOTHING, HOW)
        self.view.stack.set_groups(groups())
        self.view.stack.restore(saved_layout())
        self.view.stack.arranged.connect(lambda: save_layout(self.view.stack.arrangement.state()))
        session.current_changed.connect(self._rebuild)
        session.document_changed.connect(self._document_changed)
        session.changed.connect(self._changed)
        session.grew.connect(self._grew)
        session.related.connect(self._related)
        session.segments_changed.connect(self._segments_changed)

    def _document_changed(self, file: OpenFile) -> None:
        if file is self._session.current:
            self._rebuild(file)

    def _rebuild(self, file: OpenFile | None) -> None:
        self.view.clear()
        self.view.overview.set_sources(None, None)
        self._transport.snap = ()
        if file is None:
            self.view.set_message(NOTHING, HOW)
            return
        if file.document is None:
            self.view.set_message(
                file.location.name, tr(file.error.message) if file.error else tr("Opening…")
            )
            return
        for lane in lanes_of(file.document):
            self.view.add_lane(lane)
        show_overview(self.view)
        explain(self.view, file, self._session.analyzers)
        self._segments_changed(file)

    def _changed(self, file: OpenFile) -> None:
        if file is not self._session.current:
            return
        if file.document is None:
            self._rebuild(file)
            return
        explain(self.view, file, self._session.analyzers)
        # Thumbnails and the waveform grow with the decoding, also where no analyzer is at work.
        self._refresh(FILM, WAVE)
        self.view.overview.refresh()

    def _grew(self, keys: set[str]) -> None:
        self._refresh(*keys)

    def _refresh(self, *keys: str) -> None:
        for key in keys:
            if (lane := self.view.lane(key)) is not None:
                lane.refresh()

    def _related(self, file: OpenFile) -> None:
        if file.document is not None:
            show_related(self.view, file.document)

    def _segments_changed(self, file: OpenFile) -> None:
        fill_own_lanes(self.view, file.segments)
        fill_segments(self.view, file.segments, self._session.analyzers)
        shots = file.document.of(Role.SHOTS, file.segments) if file.document is not None else []
        self._transport.snap = [shot.start for shot in shots]
        self.view.overview.refresh()


def saved_layout() -> Mapping[str, Any]:
    """Give how the lanes were arranged last; nothing if there is nothing, or it cannot be read."""
    try:
        state: object = json.loads(str(window_settings().value(LAYOUT, "{}")))
    except ValueError:
        return {}
    return cast("dict[str, Any]", state) if isinstance(state, dict) else {}


def save_layout(state: Mapping[str, Any]) -> None:
    """Keep how the lanes are arranged."""
    window_settings().setValue(LAYOUT, json.dumps(state))
