"""Reviewing cuts by their pictures, which a thread of its own reads exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.errors import RushesError
from app.gui.background.latest_only import LatestOnly
from app.gui.editing.review_queue import CONFIDENCE
from app.gui.editing.segment_commands import SegmentCommands
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.media.types import MediaInfo
from inference.contract.presentation import Role
from inference.contract.types import Segment
from resources.clock import clock
from resources.language import mark, tr
from widgets.cut_view import CutPicture, CutView
from widgets.palette import Theme
from widgets.segment_selection import SegmentSelection
from widgets.transport import Transport

if TYPE_CHECKING:
    from app.media.picture_source import PictureSource

SIZE = (640, 360)
"""Width and height that the pictures are scaled down into."""

AROUND = 1.0
"""Seconds at both sides of a cut whose probability is shown."""

INSIDE = 1e-3
"""Seconds before a cut at which the picture before it is shown."""

READING = mark("Loading the frames around the cut…")
NO_CUT = mark("Select a shot that begins with a cut: click it in the timeline.")


@dataclass(frozen=True, slots=True)
class _CutRequest:
    info: MediaInfo
    cut: float


class CutReview(QObject):
    """Lets a CutView show the cut into the shot that is selected, while it can be seen."""

    read = Signal(object, object, str)  # what was asked for, its pictures, why there are none

    def __init__(
        self,
        session: Session,
        transport: Transport,
        selection: SegmentSelection,
        commands: SegmentCommands,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._session = session
        self._transport = transport
        self._selection = selection
        self._commands = commands
        self._source: tuple[MediaInfo, PictureSource] | None = None
        self._request: _CutRequest | None = None
        self._write: Callable[[float], str] = partial(clock, step=0.01)
        self._requests: LatestOnly[_CutRequest] = LatestOnly("rushes-cuts", self._read)
        self.view = CutView(theme)
        self._connect()

    def choose(self) -> None:
        """Select the shot whose cut is nearest to the playhead, unless a shot is selected."""
        if self._shot() is None and (file := self._session.current) is not None:
            position = self._transport.position
            if shots := self._shots(file)[1:]:
                self._selection.set((min(shots, key=lambda s: abs(s.start - position)),))
        self.follow()

    def follow(self, *_: object) -> None:
        """Show the cut of what is selected."""
        if not self.view.isVisible():
            return
        shot, file = self._shot(), self._session.current
        if shot is None or file is None or file.document is None or file.document.media.video is None:
            self._request = None
            self.view.show_cut("", (), tr(NO_CUT))
            self.view.show_curve(np.zeros(0), np.zeros(0, np.float32), 0.0, 0.0)
            return
        request = _CutRequest(file.document.media, shot.start)
        if request != self._request:
            self._request = request
            self._requests.ask(request)
            # Pictures of another cut would be taken for those of this one.
            self.view.show_cut(self._title(request), (), tr(READING))
        self._show_curve(shot)

    def set_formatter(self, formatter: Callable[[float], str]) -> None:
        """Let `formatter` write the time of the cut, e.g. as timecode."""
        self._write = formatter
        if self._request is not None:
            self.view.title.setText(self._title(self._request))

    def close(self) -> None:
        """End the thread and let go of the file."""
        self._request = None  # what was read and not yet taken has no place any more
        self._requests.close()
        if self._source is not None:
            self._source[1].close()
            self._source = None

    def _connect(self) -> None:
        self.read.connect(self._take)
        self._selection.changed.connect(self.follow)
        self._session.segments_changed.connect(self.follow)
        self._session.current_changed.connect(self.follow)
        view, commands = self.view, self._commands
        view.accept.clicked.connect(commands.accept)
        view.reject.clicked.connect(commands.reject)
        view.next.clicked.connect(lambda: commands.walk(1))
        view.previous.clicked.connect(lambda: commands.walk(-1))
        view.earlier.clicked.connect(lambda: self._move(0))
        view.later.clicked.connect(lambda: self._move(2))

    def _shot(self) -> Segment | None:
        """Give the shot whose cut is judged: the first one of a file begins with none."""
        file = self._session.current
        known = self._shots(file) if file is not None else []
        shots = [s for s in self._selection.segments if known and s.track == known[0].track]
        begun = [shot for shot in shots if shot.start > known[0].start]
        return begun[-1] if begun else None

    def _shots(self, file: OpenFile) -> list[Segment]:
        """Give the shots of a file, sorted by start."""
        return self._session.analyzers.segments_of(Role.SHOTS, file.segments)

    def _move(self, picture: int) -> None:
        shot = self._shot()
        if shot is not None and len(self.view.pictures) > picture:
            self._commands.move_cut(shot, self.view.pictures[picture].time)

    def _show_curve(self, shot: Segment) -> None:
        file, kind = self._session.current, self._session.analyzers.maker_of(shot.track)
        track = (
            file.document.tracks.get(shot.track) if file is not None and file.document is not None else None
        )
        if file is None or file.document is None or track is None or kind is None:
            return
        first, last = np.searchsorted(track.times, (shot.start - AROUND, shot.start + AROUND)).tolist()
        bar = {**kind.thresholds, **file.document.limits.get(kind.key, {})}.get(CONFIDENCE, 0.0)
        self.view.show_curve(track.times[first:last], track.column("cut")[first:last], shot.start, bar)

    def _read(self, request: _CutRequest) -> None:
        try:
            source = self._source_of(request.info)
            before = source.frame_at(max(0.0, request.cut - INSIDE), SIZE)
            after = source.frame_at(request.cut, SIZE)
            second = source.frame_at(after.until, SIZE)
        except RushesError as error:
            self.read.emit(request, (), tr(error.message))
            return
        stills = [CutPicture(picture.time, picture.until, picture.rgb) for picture in (before, after, second)]
        self.read.emit(request, stills, "")

    def _source_of(self, info: MediaInfo) -> "PictureSource":
        if self._source is not None and self._source[0] != info:
            self._source[1].close()
            self._source = None
        if self._source is None:
            from app.media.picture_source import PictureSource  # noqa: PLC0415 (the first picture of the window does without it)

            self._source = info, PictureSource(info)
        return self._source[1]

    def _take(self, request: _CutRequest, stills: list[CutPicture], message: str) -> None:
        if request == self._request:
            self.view.show_cut(self._title(request), stills, message)

    def _title(self, request: _CutRequest) -> str:
        return tr("Cut at {time}").format(time=self._write(request.cut))
