"""In which group of the timeline a lane stands."""

from collections.abc import Mapping, Sequence

from inference.contract.analyzer import Analyzer
from inference.contract.presentation import LaneGroup
from inference.contract.types import FrameSpec
from resources.language import mark, tr
from widgets.timeline.lanes.groups import StackGroup

OWN = "group:own"
# Words that no lane is called by.
_TITLES: Mapping[str, str] = {
    OWN: mark("Markers"),
    LaneGroup.VIDEO: mark("Video"),
    LaneGroup.DIALOGUE: mark("Dialogue"),
    LaneGroup.EMOTION: mark("Emotion"),
    LaneGroup.AUDIO: mark("Audio"),
}


def groups() -> Sequence[StackGroup]:
    """Give the groups from the top down, with titles in the user's language."""
    return [StackGroup(key, tr(title)) for key, title in _TITLES.items()]


def group_of(analyzer: type[Analyzer], track: str) -> str:
    """Give the key of the group for a track of an analyzer."""
    if (group := analyzer.presentation.lane_of(track).group) is not None:
        return group
    return LaneGroup.VIDEO if isinstance(analyzer.wants(analyzer.params), FrameSpec) else LaneGroup.AUDIO
