"""The lanes of notes and markers: there while there is something in them."""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QIcon, QPixmap

from app.edits import MARKERS, NOTES, Colour, is_own
from app.edits.markers import COLOURS, NAMES, colour_of
from app.gui.lane_groups import OWN
from inference.types import Segment
from resources.language import tr
from widgets.palette import Theme
from widgets.timeline.lane import Lane
from widgets.timeline.markers import MarkerLane
from widgets.timeline.view import TimelineView


def swatch(colour: Colour) -> QIcon:
    """Give a square of a marker's colour."""
    square = QPixmap(14, 14)
    square.fill(QColor(COLOURS[colour]))
    return QIcon(square)


def own_title(track: str) -> str:
    """Name a track of notes or of markers of one colour."""
    colour = colour_of(track)
    if colour is None:
        return tr("Notes")
    return tr("Markers, {colour}").format(colour=tr(NAMES[colour]))


def fill_own_lanes(timeline: TimelineView, segments: Sequence[Segment]) -> None:
    """Show notes and markers above the other lanes."""
    own = [segment for segment in segments if is_own(segment.track)]
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
    lane = MarkerLane(key, tr("Markers") if key == MARKERS else tr("Notes"), _colour)
    lane.group = OWN
    return lane


def _colour(segment: Segment, theme: Theme) -> QColor:
    colour = colour_of(segment.track)
    return QColor(COLOURS[colour]) if colour is not None else QColor(theme.warning)
