"""The whole document as JSON.

The schema is shipped: `resources/schema/rushes.document-1.json`. Its number rises when something changes its
meaning or goes; something new alone does not raise it. Checked against the schema with jsonschema.
"""

import json
from math import isfinite
from typing import Any, ClassVar

import numpy as np

from app.edits import active
from app.export.exporter import Category, Content, TextExporter
from app.export.rows import media_row, segment_rows
from inference.contract.errors import ModelError
from inference.contract.models import find_model
from inference.contract.track import Track
from inference.contract.types import TrackKind
from inference.speech.words import phrases
from resources.language import mark

SCHEMA = "rushes.document/1"

SEEN = 0.05
"""A channel of a heat track that never reaches this is left out."""

DIGITS = 5


class JsonDocument(TextExporter):
    """Media, runs, tracks with every row, segments and edits. NaN becomes null. Embeddings are left out.

    `tracks` are scores as they were computed; `related` are those seen against the whole file, such as a
    voice against its own neutral, which segments are derived from.
    """

    name: ClassVar[str] = "json"
    suffix: ClassVar[str] = ".json"
    title: ClassVar[str] = mark("Full analysis (JSON)")
    purpose: ClassVar[str] = mark("All there is: media, scores, segments and edits, for programs.")
    category: ClassVar[Category] = Category.TABLES

    def text(self, content: Content) -> str:
        document = content.document
        whole = {
            "schema": SCHEMA,
            "path": str(document.location),
            "fingerprint": document.fingerprint,
            "media": _media(content),
            "runs": [_run(run) for run in document.runs.values()],
            "notes": [str(note) for note in document.notes],
            "tracks": [_track(document.tracks[key]) for key in content.tracks],
            "related": [_track(track) for key, track in document.related.items() if key in content.tracks],
            "words": _words(content),
            "segments": segment_rows(content.segments, content.corrected.origin),
            "edits": [edit.to_json() for edit in active(document.edits)],
        }
        return json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n"


def _media(content: Content) -> dict[str, Any]:
    media = content.media
    in_english = {
        "path": str(content.document.location),
        "warnings": [str(warning) for warning in media.warnings],
    }
    return {**media_row(media), **media.to_json(), **in_english}


def _words(content: Content) -> list[dict[str, Any]]:
    """Give each word that was recognized, also of phrases that are too unsure for a segment."""
    track = content.tracks.get("transcript")
    return [
        {
            "text": word.text,
            "start": round(word.start, 3),
            "end": round(word.end, 3),
            "probability": round(word.probability, DIGITS),
        }
        for phrase in (phrases(track) if track is not None else ())
        for word in phrase.words
    ]


def _run(run: Any) -> dict[str, Any]:
    return {
        "analyser": run.analyzer,
        "version": run.version,
        "parameters": run.params,
        "models": run.models,
        "licences": {name: _license(name) for name in run.models},
        "device": run.device.in_english(),
        "seconds": round(run.seconds, 3),
        "notes": [str(note) for note in run.notes],
    }


def _license(model: str) -> str:
    try:
        return find_model(model).license
    except ModelError:
        return "unknown: the model is not here any more"


def _track(track: Track) -> dict[str, Any]:
    kept = np.arange(len(track.spec.channels))
    if track.spec.kind is TrackKind.HEAT:
        kept = np.flatnonzero(track.highest() >= SEEN)
    values, channels = track.values_at(channels=kept), [track.spec.channels[i] for i in kept]
    rounded = np.round(values.astype(np.float64), DIGITS)
    rows = [[value if isfinite(value) else None for value in row] for row in rounded.tolist()]
    return {
        "key": track.spec.key,
        "kind": track.spec.kind.value,
        "unit": track.spec.unit,
        "channels": channels,
        "times": [round(float(time), 6) for time in track.times],
        "values": rows,
    }
