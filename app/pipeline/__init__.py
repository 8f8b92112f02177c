"""One file: what is not stored yet, and the making of it as a plain generator of events."""

from app.pipeline.analysis import analyze
from app.pipeline.events import Done, Event, Finished, Note, Opened, Progress
from app.pipeline.planning import AnalysisOptions, Plan, plan

__all__ = [
    "AnalysisOptions",
    "Done",
    "Event",
    "Finished",
    "Note",
    "Opened",
    "Plan",
    "Progress",
    "analyze",
    "plan",
]
