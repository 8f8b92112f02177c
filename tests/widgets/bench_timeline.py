"""What panning costs: a day of fifty lanes against an empty timeline of the same size.

    python -m tests.widgets.bench_timeline [--hours 24] [--lanes 50] [--height 900] [--frames 60]

Prints the median CPU milliseconds of a frame (the view is set, the lanes read and draw, everything is
painted) of both, and the difference, interleaved in one run. Add --profile to see where the time goes.
"""

import argparse
import cProfile
import os
import pstats
from collections.abc import Sequence
from itertools import cycle, islice
from statistics import median
from time import process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from inference.contract.track import Track
from inference.contract.types import METER_CHANNELS, Chunk, Segment, TrackKind, TrackSpec
from tests.widgets.known import CATEGORIES
from widgets.palette import DARK, stylesheet
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.lane import Lane
from widgets.timeline.lanes.loudness import LoudnessLane
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane
from widgets.timeline.lanes.tags import TagsLane
from widgets.timeline.view import TimelineView
from widgets.transport import Transport

HOUR = 3600.0
WIDTH = 1600
SPANS = (24 * HOUR, 8 * HOUR, HOUR, 300.0, 20.0)
"""Seconds in sight; a pan at each counts equally."""


def track(key: str, seconds: float, rate: float, channels: Sequence[str], **options: object) -> Track:
    """Give slow waves with noise and, here and there, nothing."""
    count = round(seconds * rate)
    kind = TrackKind.HEAT if options.pop("heat", False) else TrackKind.CURVE
    made = Track(TrackSpec(key, key.capitalize(), kind, tuple(channels), **options))  # type: ignore[arg-type]
    times, noise = np.arange(count) / rate, np.random.default_rng(len(key))
    values = noise.random((count, len(channels)), np.float32) * 0.3
    values += 0.5 + 0.2 * np.sin(times / 97)[:, None].astype(np.float32)
    values[(times % 600) < 60] = np.nan
    made.append(Chunk(key, times, values))
    return made


def segments(key: str, seconds: float, each: float) -> list[Segment]:
    """Give one segment after another, with pauses."""
    starts = np.arange(0.0, seconds, each)
    return [Segment(t, t + 0.8 * each, key, f"label {n % 9}", 0.7) for n, t in enumerate(starts.tolist())]


def lane_of(number: int, seconds: float) -> Lane:
    """Give a lane of a kind that the number says."""
    kinds = ("curve", "segments", "heat", "sentiment", "tags", "loudness", "balance", "segments", "filled")
    kind = kinds[number % len(kinds)]
    key = f"{kind}{number}"
    match kind:
        case "segments":
            return SegmentLane(key, key, segments(key, seconds, 4.0))
        case "heat":
            return HeatLane(track(key, seconds, 1.0, [f"c{c}" for c in range(30)], heat=True), rows=6)
        case "tags":
            tags = TagsLane(track(key, seconds, 1.0, [f"c{c}" for c in range(30)], heat=True), rows=6)
            tags.set_segments(segments(key, seconds, 7.0))
            return tags
        case "sentiment":
            channels = ("valence", "arousal", "confidence", *CATEGORIES)
            felt = SentimentLane(track(key, seconds, 2.0, channels, low=-1.0))
            felt.set_segments(segments(key, seconds, 6.0))
            return felt
        case "loudness":
            return LoudnessLane(track(key, seconds, 10.0, METER_CHANNELS, unit="LUFS", low=-60.0))
        case "balance":
            return CurveLane(track(key, seconds, 2.0, ("x",), low=-1.0), diverging=True, guides=((0.0, ""),))
        case "filled":
            return CurveLane(track(key, seconds, 2.0, ("x",)), fill=True)
        case _:
            return CurveLane(track(key, seconds, 2.0, ("x", "y")))


def timeline(hours: float, lanes: int, height: int) -> TimelineView:
    """Give a timeline of so many lanes of every kind, on the (unseen) screen."""
    transport = Transport()
    transport.set_duration(hours * HOUR)
    view = TimelineView(transport, DARK)
    for number in range(lanes):
        view.add_lane(lane_of(number, hours * HOUR))
    transport.snap = [s.start for s in segments("shots", hours * HOUR, 4.0)]
    view.resize(WIDTH, height)
    view.show()
    QApplication.processEvents()
    return view


def frame(view: TimelineView, share: float) -> float:
    """Pan by a share of what is in sight; give the CPU seconds until it is painted."""
    begun = process_time()
    start, end = view.transport.view
    view.transport.pan(share * (end - start))
    view.flush()
    QApplication.processEvents()
    return process_time() - begun


def measure(views: Sequence[TimelineView], frames: int) -> list[list[float]]:
    """Give the seconds of each frame of each view, taken in turn."""
    taken: list[list[float]] = [[] for _ in views]
    for span in SPANS:
        for view in views:
            middle = view.transport.duration / 2
            view.transport.set_view(middle - span / 2, middle + span / 2)
            if span >= view.transport.duration:
                view.transport.set_view(0.0, span * 0.95)
            frame(view, 0.0)
        for share in islice(cycle((0.01, 0.01, 0.02, -0.01, -0.03)), frames):
            for view, times in zip(views, taken, strict=True):
                times.append(frame(view, share))
    return taken


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--hours", type=float, default=24.0)
    options.add_argument("--lanes", type=int, default=50)
    options.add_argument("--height", type=int, default=900)
    options.add_argument("--frames", type=int, default=60)
    options.add_argument("--profile", action="store_true")
    given = options.parse_args()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    application.setStyleSheet(stylesheet(DARK))
    empty, full = timeline(given.hours, 0, given.height), timeline(given.hours, given.lanes, given.height)
    profile = cProfile.Profile()
    if given.profile:
        profile.enable()
    times = measure((empty, full), given.frames)
    profile.disable()
    bare, drawn = (1000 * median(each) for each in times)
    seen = len(full.in_sight())
    lines = [
        f"{given.hours:g} h, {given.lanes} lanes, {seen} in sight, {WIDTH} x {given.height} pixels",
        f"empty {bare:.1f} ms, full {drawn:.1f} ms, difference {drawn - bare:.1f} ms a frame (median)",
    ]
    for place, span in enumerate(SPANS):
        part = slice(place * given.frames, (place + 1) * given.frames)
        bare, drawn = (1000 * median(each[part]) for each in times)
        lines.append(f"  {span / HOUR:7.3f} h in sight: {drawn - bare:.1f} ms")
    print("\n".join(lines))  # noqa: T201
    if given.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
