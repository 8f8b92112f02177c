"""What segments are called in the language that is spoken."""

from typing import Final

from inference.contract.types import Segment
from resources.language import label, tr

VERBATIM: Final = frozenset({"transcript", "markers", "notes"})
"""Tracks whose labels are what someone said or wrote: they are shown as they stand."""


def segment_text(segment: Segment) -> str:
    """Give what is shown for a segment's label."""
    return segment.label if segment.track.partition(".")[0] in VERBATIM else label(segment.label)


def name_and_value(name: str, value: str) -> str:
    """Write a value behind its name."""
    return tr("{name}: {value}").format(name=name, value=value)
