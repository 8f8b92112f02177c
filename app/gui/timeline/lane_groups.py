"""In which group of the timeline a lane stands."""

from collections.abc import Mapping, Sequence

from inference.contract.analyzer import Analyzer
from inference.contract.types import FrameSpec
from resources.language import mark, tr
from widgets.timeline.lanes.groups import LaneGroup

OWN, PICTURE, VOICE, FEELING, SOUND = (
    "group:own",
    "group:picture",
    "group:voice",
    "group:feeling",
    "group:sound",
)
# Words that no lane is called by.
_TITLES: Mapping[str, str] = {
    OWN: mark("Markers"),
    PICTURE: mark("Video"),
    VOICE: mark("Dialogue"),
    FEELING: mark("Emotion"),
    SOUND: mark("Audio"),
}
_OF: Mapping[str, str] = {
    "voice": VOICE,
    "speakers": VOICE,
    "transcript": VOICE,
    "speech_quality": VOICE,
    "sentiment": FEELING,
    "sentiment_light": FEELING,
    "text_sentiment": FEELING,
    "prosody": FEELING,
    "bursts": FEELING,
    "arc": FEELING,
    "sounds.mood": FEELING,
}
"""Analyzers and tracks that are about more than what they are read from."""


def groups() -> Sequence[LaneGroup]:
    """Give the groups from the top down, with titles in the user's language."""
    return [LaneGroup(key, tr(title)) for key, title in _TITLES.items()]


def group_of(analyzer: type[Analyzer], track: str) -> str:
    """Give the key of the group for a track of an analyzer."""
    found = _OF.get(track) or _OF.get(analyzer.key)
    if found is not None:
        return found
    return PICTURE if isinstance(analyzer.wants(analyzer.params), FrameSpec) else SOUND
