"""What the user changed: reversible, kept apart from scores, never overwritten by a new run.

Edits form a list that only grows. What is undone stays in it, followed by an `Undo` that names it: a crash
loses nothing, and windows on the same file do not take back each other's work.
"""

from app.edits.apply import EditedSegments, Origin, active, apply, correct, limits
from app.edits.edit import Edit, read_edits
from app.edits.edits import (
    AcceptCut,
    AcceptSegment,
    AddCut,
    AddSegment,
    CompoundEdit,
    CutEdit,
    MergeSegments,
    MoveCut,
    RemoveCut,
    RemoveSegment,
    ReplaceSegment,
    SetThreshold,
    SplitSegment,
    Undo,
    inverse,
)
from app.edits.markers import MARKERS, NOTES, Marker, MarkerColor, is_marker_track, markers_of, track_of

__all__ = [
    "MARKERS",
    "NOTES",
    "AcceptCut",
    "AcceptSegment",
    "AddCut",
    "AddSegment",
    "CompoundEdit",
    "CutEdit",
    "Edit",
    "EditedSegments",
    "Marker",
    "MarkerColor",
    "MergeSegments",
    "MoveCut",
    "Origin",
    "RemoveCut",
    "RemoveSegment",
    "ReplaceSegment",
    "SetThreshold",
    "SplitSegment",
    "Undo",
    "active",
    "apply",
    "correct",
    "inverse",
    "is_marker_track",
    "limits",
    "markers_of",
    "read_edits",
    "track_of",
]
