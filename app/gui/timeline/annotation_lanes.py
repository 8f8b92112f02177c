"""The lanes of notes and markers: there while there is something in them."""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QIcon, QPixmap

from app.edits import MARKERS, NOTES, MarkerColor, is_marker_track
from app.edits.markers import COLORS, NAMES, color_of
from app.gui.timeline.lane_groups import OWN
from inference.contract.types import Segment
from resources.language import tr
from widgets.palette import Theme
from widgets.timeline.lanes.lane import Lane
from widgets.timeline.lanes.markers import MarkerLane
from widgets.timeline.view import TimelineView


def swatch(color: MarkerColor) -> QIcon:
    """Give a square of a marker's color."""
    square = QPixmap(14, 14)
    square.fill(QColor(COLORS[color]))
    return QIcon(square)


def own_title(track: str) -> str:
    """Name a track of notes or of markers of one color."""
    color = color_of(track)
    if color is None:
        return tr("Notes")
    return tr("Markers, {color}").format(color=tr(NAMES[color]))


def fill_own_lanes(timeline: TimelineView, segments: Sequence[Segment]) -> None:
    """Show notes and markers above the other lanes."""
    own = [segment for segment in segments if is_marker_track(segment.track)]
    for key in (NOTES, MARKERS):
        those = [segment for segment in own if segment.track.partition(".")[0] == key]
        if not those:
            timeline.remove_lane(key)
            continue
        lane = timeline.lane(key)
        if lane is None:
            lane = _lane(key)
            timeline.add_lane(lane, 0 if key == NOTES or timeline.lane(NOTES) is None else 1)
        if isinstance(lane, MarkerLane):
            lane.set_segments(those)


def _lane(key: str) -> Lane:
    lane = MarkerLane(key, tr("Markers") if key == MARKERS else tr("Notes"), _color)
    lane.group = OWN
    return lane


def _color(segment: Segment, theme: Theme) -> QColor:
    color = color_of(segment.track)
    return QColor(COLORS[color]) if color is not None else QColor(theme.warning)
