"""Position, visible range, selection and playing: the one clock that every view shares."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

SHORTEST_VIEW = 0.05
"""Seconds that a view spans at the least."""


class Transport(QObject):
    """Seconds from the start of the media. Every setter clamps; nothing is emitted without a change.

    A user moves the position with `seek`, `step` and `jump`, which emit `seek_requested`; the clock of
    whatever plays moves it with `tick`, which does not.
    """

    duration_changed = Signal(float)
    position_changed = Signal(float)
    view_changed = Signal(float, float)
    selection_changed = Signal(object)  # (start, end) or None
    marks_changed = Signal(object, object)  # in and out point, each seconds or None
    playing_changed = Signal(bool)
    rate_changed = Signal(float)
    loop_changed = Signal(bool)
    seek_requested = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._duration = 0.0
        self._position = 0.0
        self._view = (0.0, 1.0)
        self._selection: tuple[float, float] | None = None
        self._in: float | None = None
        self._out: float | None = None
        self._playing = False
        self._speed = self._rate = 1.0
        self._loop = False
        self._snap: list[float] = []
        self._stepper: Callable[[float, int], float] = _step_at_25

    @property
    def duration(self) -> float:
        return self._duration

    @property
    def position(self) -> float:
        return self._position

    @property
    def view(self) -> tuple[float, float]:
        return self._view

    @property
    def selection(self) -> tuple[float, float] | None:
        return self._selection

    @property
    def in_point(self) -> float | None:
        return self._in

    @property
    def out_point(self) -> float | None:
        return self._out

    @property
    def span(self) -> tuple[float, float]:
        """What plays in a loop: from in to out point where one is set, else the selection or everything."""
        if self._in is None and self._out is None:
            return self._selection or (0.0, self._duration)
        return self._in or 0.0, self._duration if self._out is None else self._out

    @property
    def playing(self) -> bool:
        return self._playing

    @property
    def rate(self) -> float:
        """Seconds of media for each second that it plays; negative plays backwards."""
        return self._rate

    @property
    def speed(self) -> float:
        """The rate at which playing begins, as the user chose it."""
        return self._speed

    @property
    def loop(self) -> bool:
        """Whether `span` plays again and again."""
        return self._loop

    @property
    def snap(self) -> Sequence[float]:
        """Times that clicks are drawn to and `jump` goes to, e.g. cuts; sorted."""
        return tuple(self._snap)

    @snap.setter
    def snap(self, times: Sequence[float]) -> None:
        self._snap = sorted(times)

    def set_duration(self, duration: float) -> None:
        """Set the length of the media. A view of everything stays one; what lies beyond is brought inside."""
        duration = max(0.0, duration)
        if duration == self._duration:
            return
        whole = self._duration == 0 or self._view == (0.0, self._duration)
        self._duration = duration
        self.duration_changed.emit(duration)
        self.set_view(*((0.0, duration) if whole else self._view))
        self.tick(self._position)
        if self._selection:
            self.select(*self._selection)
        self._set_marks(*(None if mark is None else self._clamped(mark) for mark in (self._in, self._out)))

    def set_stepper(self, stepper: Callable[[float, int], float]) -> None:
        """Let `stepper(position, count)` say which time lies `count` frames on. Without one: 25 a second."""
        self._stepper = stepper

    def seek(self, time: float) -> None:
        """Move to `time` because the user wants it, and bring it into view."""
        if self._move(time):
            self._reveal()
            self.seek_requested.emit(self._position)

    def tick(self, time: float) -> None:
        """Move to `time` because the clock got there. While playing the view turns a page at its end."""
        start, end = self._view
        followed = self._playing and start <= self._position <= end
        if self._move(time) and followed and not start <= self._position < end:
            begin = self._position if self._rate > 0 else self._position + start - end
            self.set_view(begin, begin + end - start)

    def step(self, count: int) -> None:
        """Seek `count` frames on, or back if it is negative."""
        self.seek(self._stepper(self._position, count))

    @property
    def following(self) -> float:
        """When the picture at the position ends."""
        return self._clamped(self._stepper(self._position, 1))

    def between_snaps(self) -> tuple[float, float]:
        """Give the snap times around the position, or the ends of the media."""
        index = bisect_right(self._snap, self._position + 1e-6)
        return (
            self._snap[index - 1] if index else 0.0,
            self._snap[index] if index < len(self._snap) else self._duration,
        )

    def jump(self, direction: int) -> None:
        """Seek to the next snap time (1) or the one before (-1), or to the end or start if there is none."""
        if direction > 0:
            index = bisect_right(self._snap, self._position + 1e-6)
            self.seek(self._snap[index] if index < len(self._snap) else self._duration)
        else:
            index = bisect_left(self._snap, self._position - 1e-6)
            self.seek(self._snap[index - 1] if index else 0.0)

    def snapped(self, time: float, within: float) -> float:
        """Give the snap time nearest to `time` if there is one within so many seconds, else `time`."""
        index = bisect_left(self._snap, time)
        near = self._snap[max(0, index - 1) : index + 1]
        best = min(near, key=lambda other: abs(other - time), default=time)
        return best if abs(best - time) <= within else time

    def set_view(self, start: float, end: float) -> None:
        """Show [start, end], moved inside the media; its length is kept where it fits."""
        whole = max(self._duration, SHORTEST_VIEW)
        span = min(max(end - start, SHORTEST_VIEW), whole)
        start = min(max(0.0, start), whole - span)
        view = (start, start + span)
        if view != self._view:
            self._view = view
            self.view_changed.emit(*view)

    def zoom(self, factor: float, around: float) -> None:
        """Show 1 / `factor` of the time that is shown, with the time `around` where it is."""
        start, end = self._view
        span = min(max((end - start) / factor, SHORTEST_VIEW), max(self._duration, SHORTEST_VIEW))
        start = around - (around - start) * span / (end - start)
        self.set_view(start, start + span)

    def pan(self, seconds: float) -> None:
        """Move the view; positive shows what is later."""
        start, end = self._view
        self.set_view(start + seconds, end + seconds)

    def show_all(self) -> None:
        """Show the whole media."""
        self.set_view(0.0, self._duration)

    def set_playing(self, playing: bool) -> None:
        """Say whether something plays; nothing plays in media without a duration."""
        playing = playing and self._duration > 0
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)
            if not playing:
                self._set_rate(self._speed)

    def play_at(self, rate: float) -> None:
        """Play at a rate until it stops; the next time it is the chosen speed again."""
        self._set_rate(rate)
        self.set_playing(True)

    def set_speed(self, speed: float) -> None:
        """Choose the rate at which playing begins; what plays takes it at once."""
        self._speed = speed
        self._set_rate(speed)

    def set_loop(self, loop: bool) -> None:
        """Let `span` play again and again, or not."""
        if loop != self._loop:
            self._loop = loop
            self.loop_changed.emit(loop)

    def set_in(self, time: float) -> None:
        """Set the in point. An out point that is not after it goes."""
        time = self._clamped(time)
        self._set_marks(time, self._out if self._out is not None and self._out > time else None)

    def set_out(self, time: float) -> None:
        """Set the out point. An in point that is not before it goes."""
        time = self._clamped(time)
        self._set_marks(self._in if self._in is not None and self._in < time else None, time)

    def clear_marks(self, *, keep_in: bool = False, keep_out: bool = False) -> None:
        """Take the in and out points away."""
        self._set_marks(self._in if keep_in else None, self._out if keep_out else None)

    def select(self, start: float, end: float) -> None:
        """Select the time between both, in whichever order they come."""
        start, end = sorted((self._clamped(start), self._clamped(end)))
        self._set_selection((start, end) if end > start else None)

    def clear_selection(self) -> None:
        """Select nothing."""
        self._set_selection(None)

    def _set_selection(self, selection: tuple[float, float] | None) -> None:
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection)

    def _set_marks(self, start: float | None, end: float | None) -> None:
        if (start, end) != (self._in, self._out):
            self._in, self._out = start, end
            self.marks_changed.emit(start, end)

    def _set_rate(self, rate: float) -> None:
        if rate != self._rate:
            self._rate = rate
            self.rate_changed.emit(rate)

    def _clamped(self, time: float) -> float:
        return min(max(0.0, time), self._duration)

    def _move(self, time: float) -> bool:
        time = self._clamped(time)
        if time == self._position:
            return False
        self._position = time
        self.position_changed.emit(time)
        return True

    def _reveal(self) -> None:
        start, end = self._view
        if not start <= self._position <= end:
            half = (end - start) / 2
            self.set_view(self._position - half, self._position + half)


def _step_at_25(position: float, count: int) -> float:
    return position + count / 25
