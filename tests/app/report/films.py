"""A short film with known scores: real pictures, tracks made by hand, edits of a user's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from app.document import Document
from app.edits import AddSegment, Edit, RemoveSegment, SetThreshold
from app.media.info import probe
from app.store import StoredMedia, StoredRun
from inference.analyzers import ANALYZERS
from inference.contract.models import find_model
from inference.contract.track import Track
from inference.contract.types import Chunk, Device, Segment, TrackSpec
from resources.messages import Message
from tests import footage

SHOTS = (75, 25, 50, 100)
"""Frames of the shots, at 25 a second."""

SECONDS = sum(SHOTS) / 25
MODELS = {"shots": "transnetv2", "voice": "silero-vad", "sounds": "yamnet"}


def film(folder: Path, name: str = "a film.mp4", edits: Sequence[Edit] | None = None) -> Document:
    """Write the film and give its document."""
    path = folder / name
    footage.cuts(path, SHOTS, size=(96, 54), sound=footage.sine(level=-20.0, seconds=SECONDS))
    document = paper(path)
    document.edits = list(edits) if edits is not None else [AddSegment(one) for one in SEEN]
    return document


SEEN = [
    Segment(0.0, 3.0, "tags", "dog", 0.9),
    Segment(2.0, 4.0, "tags", "dog", 0.8),
    Segment(6.0, 6.5, "tags", "boat", 0.7),
    Segment(4.0, 9.0, "faces", "close-up", 0.9),
    Segment(4.0, 9.0, "faces.count", "1 face", 0.9),
    Segment(0.5, 2.5, "transcript", "Mind the gap.", 0.9),
]


def paper(path: Path) -> Document:
    """Give a document of a file that is there."""
    info = probe(path)
    document = Document(info, "c0ffee", StoredMedia(1, "c0ffee", info.to_json(), info.location))
    for number, (key, tracks) in enumerate(_tracks().items()):
        models = {MODELS[key]: find_model(MODELS[key]).sha256} if key in MODELS else {}
        device = Device("auto", "cpu", Message("no GPU was found"))
        version = ANALYZERS[key].version
        run = StoredRun(number, key, key, version, {"rate": 2.0}, models, device, (), 1.0)
        document.add_run(run, tracks)
    return document


def with_advisory(document: Document, high: Mapping[float, float]) -> Document:
    """Give the film as it is after a content advisory: probabilities at some times, else nearly none."""
    made = replace(document, tracks=dict(document.tracks), runs=dict(document.runs))
    track = _track("advisory", 0.5, explicit=lambda times: [high.get(time, 0.01) for time in times.tolist()])
    models = {"opennsfw": find_model("opennsfw").sha256}
    device = Device("auto", "cpu", Message("no GPU was found"))
    version = ANALYZERS["advisory"].version
    made.add_run(
        StoredRun(99, "advisory", "advisory", version, {"rate": 2.0}, models, device, (), 1.0), [track]
    )
    return made


def _tracks() -> dict[str, list[Track]]:
    return {
        "shots": [_shots()],
        "voice": [_track("voice", 0.032, speech=lambda t: (t >= 1) & (t < 4))],
        "sounds": [
            _track("sounds", 0.48),
            _track("sounds.kind", 0.48, music=lambda t: 0.9 * (t > 5)),
            _track("sounds.mood", 0.48),
        ],
        "arc": [_arc(), _track("sentiment", 0.5)],
        "loudness": [
            _track(
                "loudness",
                0.1,
                momentary=-22.0,
                short_term=-22.5,
                integrated=-22.9,
                range=4.2,
                true_peak=-1.3,
            )
        ],
        "qc": [
            _track("qc", 0.1, clipping=lambda t: 0.2 * ((t >= 3) & (t < 3.3)), level=-20.0, phase=1.0),
            _track("qc.hum", 1.0),
        ],
    }


def _spec(key: str) -> TrackSpec:
    return next(spec for kind in ANALYZERS.values() for spec in kind.makes if spec.key == key)


def _track(key: str, step: float, **columns: Any) -> Track:
    spec, times = _spec(key), np.arange(0, SECONDS, step)
    values = np.zeros((len(times), len(spec.channels)), np.float32)
    for name, column in columns.items():
        made: Any = column(times) if callable(column) else column
        values[:, spec.channels.index(name)] = made
    track = Track(spec)
    track.append(Chunk(key, times, values))
    return track


def _arc() -> Track:
    """Joyful at first and tense at last, carried by a voice alone."""
    nothing = {f"{part} {scale}": np.nan for part in ("music", "event") for scale in ("valence", "arousal")}
    return _track("arc", 1.0, valence=np.cos, arousal=0.6, **nothing)


def _shots() -> Track:
    """Cuts where they are, 0.4 s of black at the start and a picture that stands still from 6.5 to 9.5 s."""
    frames = np.arange(sum(SHOTS))
    times = frames / 25
    cut = np.isin(frames, np.cumsum(SHOTS)[:-1]).astype(np.float32)
    still = (times > 6.5) & (times < 9.5)
    dark = times < 0.4
    values = {
        "change": np.where(cut > 0, 0.3, np.where(still | dark, 0.0, 0.01)),
        "jump": np.where(cut > 0, 0.3, 0.01),
        "cut": cut,
        "transition": cut,
        "luma": np.where(dark, 0.0, 0.5),
        "contrast": np.where(dark, 0.0, 0.2),
    }
    spec = _spec("shots")
    track = Track(spec)
    track.append(Chunk("shots", times, np.stack([values[name] for name in spec.channels], axis=1)))
    return track


MOVED = [SetThreshold("voice", "confidence", 0.6), RemoveSegment(SEEN[2])]
