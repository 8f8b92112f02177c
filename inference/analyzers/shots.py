"""Shots: a cheap look at every frame finds what is sure, a convolutional network decides on the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role, SegmentTrack, Summary
from inference.contract.segments import Bounds, Mask, edges, hysteresis, runs
from inference.contract.track import Track
from inference.contract.types import (
    Batch,
    Chunk,
    Fit,
    FrameSpec,
    Params,
    Scaling,
    Segment,
    SourceInfo,
    Thresholds,
    Times,
    TrackKind,
    TrackSpec,
    Values,
    Want,
)
from inference.vision.shot_changes import (
    HEIGHT,
    STANDS_OUT,
    WIDTH,
    FrameMeasures,
    Frames,
    candidate_changes,
    cut_scores,
    measure_frames,
    sure_cuts,
)
from resources.language import mark

WINDOW, BLOCK = 100, 50
"""Frames that the network sees at once, and those in the middle whose answers are kept."""

BEFORE = (WINDOW - BLOCK) // 2


class Shots(Analyzer):
    """For every frame: how much it differs, whether a shot begins with it or it is in a transition."""

    key = "shots"
    title = "Shots"
    version = 2
    models = ("transnetv2",)
    order = 10
    makes = (
        TrackSpec(
            "shots",
            "Shots",
            TrackKind.CURVE,
            ("change", "jump", "cut", "transition", "luma", "contrast"),
            role=Role.SHOTS,
        ),
    )
    segment_tracks = (SegmentTrack("shots.transitions", "Shots transitions", Role.TRANSITIONS),)
    presentation = Presentation(
        Lane(LaneStyle.SEGMENTS, empty=mark("No shots found")),
        limits=mark(
            "Shots: very slow dissolves and dissolves between alike pictures may be missed; fast pans may"
            " be taken for cuts."
        ),
        section=mark("Shot"),
        leads=True,
        summary=Summary(10),
    )
    params: ClassVar[Params] = {"dense": "auto"}
    """dense: `always` asks the network everywhere, `never` where it is not sure, `auto` everywhere on a GPU.

    `none` asks it nowhere: a cut is a leap that stands out, and gradual transitions are not told.
    rate: pictures a second, every frame if it is not given.
    """

    fast: ClassVar[Params | None] = {"dense": "none", "rate": 10.0}

    thresholds: ClassVar[Thresholds] = {
        "confidence": 0.5,
        "transition": 0.5,
        "frames": 4.0,
        "flat": 0.03,
        "hold": 1.0,
        "flash": 0.5,
    }
    """frames: a transition of fewer is a cut. flat: contrast under which a picture is empty, as in a fade.

    hold: seconds that an empty picture may last between fading out and in. flash: a cut is none where the
    pictures on both sides differ by less than this share of the change itself.
    """

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self.asked = 0
        self.blocks = 0
        self._times: npt.NDArray[np.float64] = np.zeros(0)
        self._frames: Frames = np.zeros((0, HEIGHT, WIDTH, 3), np.uint8)
        self._cut_next = np.nan

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Every frame, tiny."""
        rate = params.get("rate")
        return FrameSpec(WIDTH, HEIGHT, float(rate) if rate else None, Fit.STRETCH, Scaling.AREA)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Answer for the blocks of 50 frames whose surroundings are known."""
        del tracks
        if not self.blocks and not len(self._frames) and len(batch.data):
            self._frames = np.repeat(batch.data[:1], BEFORE, axis=0)
        self._frames = np.concatenate([self._frames, batch.data])
        self._times = np.concatenate([self._times, batch.times])
        while len(self._frames) >= WINDOW:
            yield self._answer(BLOCK)

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Answer for the rest, the last frame standing for what would follow."""
        del tracks
        while len(self._times):
            lack = WINDOW - len(self._frames)
            self._frames = np.concatenate([self._frames, np.repeat(self._frames[-1:], max(lack, 0), axis=0)])
            yield self._answer(min(BLOCK, len(self._times)))

    def _answer(self, rows: int) -> Chunk:
        """Rows of the next block; what only it needed is forgotten."""
        window = self._frames[:WINDOW]
        middle = slice(BEFORE, BEFORE + rows)
        known = slice(BEFORE if not self.blocks else 0, min(WINDOW, BEFORE + len(self._times)))
        levels = measure_frames(window)
        if self.settings["dense"] == "none":
            cut, part = cut_scores(levels.change, known)[middle], np.full(rows, np.nan, np.float32)
        else:
            cut, part = self._decide(window, levels, known, middle)
        self.blocks += 1
        times = self._times[:rows]
        change, jump, luma, contrast = (level[middle] / 255 for level in levels)
        values = np.stack([change, jump, cut, part, luma, contrast], axis=1).astype(np.float32)
        self._frames, self._times = self._frames[BLOCK:], self._times[rows:]
        return Chunk("shots", times, values)

    def _decide(
        self, window: Frames, levels: FrameMeasures, known: slice, middle: slice
    ) -> tuple[Values, Values]:
        """Probability of a cut and of a transition for the rows in the middle; NaN where nobody was asked."""
        dense = self._dense()
        sure = np.zeros(len(window), np.float32) if dense else sure_cuts(window, levels, known)
        cut = np.where(sure > 0, sure, np.nan)[middle]
        part = np.full_like(cut, np.nan)
        cut_next = np.nan
        if dense or candidate_changes(window, levels.change, sure > 0)[BEFORE : BEFORE + BLOCK].any():
            self.asked += 1
            single, every = self.sessions.session("transnetv2").run({"frames": window[None]})
            # The network marks the last frame of the shot before; a row says whether a shot begins with it.
            cut[1:], cut_next = single[0, middle][:-1], float(single[0, middle][-1])
            part = every[0, middle]
        if not np.isnan(self._cut_next):
            cut[0] = self._cut_next
        self._cut_next = cut_next
        return cut, part

    def _dense(self) -> bool:
        dense = self.settings["dense"]
        return dense == "always" or (
            dense == "auto" and self.sessions.session("transnetv2").device.used != "cpu"
        )

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give every shot, labeled by the transition into it, and the spans of the gradual transitions."""
        track = tracks["shots"]
        if not len(track):
            return []
        limits = {**cls.thresholds, **thresholds}
        times, ends = edges(track.times, duration)
        changes = _changes(track, limits)
        starts = [_Change(0, "start", 1.0, 0, 0), *changes]
        stops = [*(float(times[change.row]) for change in changes), float(ends[-1])]
        shots = [
            Segment(float(times[change.row]), stop, "shots", change.label, change.score)
            for change, stop in zip(starts, stops, strict=True)
        ]
        gradual = [
            Segment(
                float(times[change.begin]),
                float(ends[change.end - 1]),
                "shots.transitions",
                change.label,
                change.score,
            )
            for change in changes
            if change.end
        ]
        return sorted([*shots, *gradual])

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Count the shots."""
        del tracks
        count = sum(segment.track == cls.key for segment in segments)
        return "" if not count else "1 shot" if count == 1 else f"{count} shots"


@dataclass(frozen=True, slots=True)
class _Change:
    """A transition: first row of the new shot, name, probability, and rows [begin, end) of a gradual one."""

    row: int
    label: str
    score: float
    begin: int
    end: int


def _changes(track: Track, limits: Thresholds) -> list[_Change]:
    cut = np.nan_to_num(track.column("cut"))
    part = np.nan_to_num(track.column("transition"))
    flat = track.column("contrast") < limits["flat"]
    gradual = runs(hysteresis(part, limits["transition"], limits["transition"] / 2))
    gradual = gradual[gradual[:, 1] - gradual[:, 0] >= limits["frames"]]
    gradual = _through_empty(gradual, flat, track.times, limits["hold"])
    leap = track.column("change")
    flash = track.column("jump") < limits["flash"] * leap
    found: list[_Change] = []
    for first, last in runs(hysteresis(cut, limits["confidence"], limits["confidence"] / 2)).tolist():
        row = first + int(np.argmax(cut[first:last]))
        change = _named(row, float(cut[row]), gradual, flat)
        if change.label == "cut":
            change = replace(change, row=_where_it_leaps(row, leap))
        before = found[-1] if found else None
        if before and before.end and before.end == change.end:
            # Two peaks in one transition.
            found[-1] = max(before, change, key=lambda one: one.score)
        elif row > 0 and not (change.label == "cut" and flash[change.row]):
            found.append(change)
    return found


def _where_it_leaps(row: int, leap: Values) -> int:
    """Give the row of a cut: the network may be one frame off, the pictures' difference is not."""
    first = max(1, row - 1)
    best = first + int(np.argmax(leap[first : row + 2]))
    return best if leap[best] > STANDS_OUT * leap[row] else row


def _through_empty(gradual: Bounds, flat: Mask, times: Times, hold: float) -> Bounds:
    """Join transitions out to an empty picture with those that come back from it within `hold` seconds."""
    joined: list[list[int]] = []
    for begin, end in gradual.tolist():
        if joined:
            out, held = joined[-1]
            outside = flat[max(0, out - 1)] or flat[min(end, len(flat) - 1)]
            if times[begin] - times[held - 1] <= hold and not outside and flat[held - 1 : begin + 1].all():
                joined[-1][1] = end
                continue
        joined.append([begin, end])
    return np.array(joined, np.intp).reshape(-1, 2)


def _named(row: int, score: float, gradual: Bounds, flat: Mask) -> _Change:
    """Tell a cut from a gradual transition, and a dissolve from a fade through an empty picture."""
    # The network marks the frame before a cut, too, so a run that ends there is looked at.
    index = int(np.searchsorted(gradual[:, 1], row - 1, side="right"))
    begin, end = gradual[index].tolist() if index < len(gradual) else (row + 1, row + 1)
    if begin > row:
        return _Change(row, "cut", score, 0, 0)
    empty = np.flatnonzero(flat[begin:end]) + begin
    if not len(empty):
        label = "fade" if flat[max(0, begin - 2)] or flat[min(end + 1, len(flat) - 1)] else "dissolve"
        return _Change(row, label, score, begin, end)
    # The new shot begins where its picture appears, if it does.
    appears = int(empty[-1]) + 1
    return _Change(appears if appears < end else row, "fade", score, begin, end)
