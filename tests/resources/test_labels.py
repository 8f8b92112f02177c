"""The names of labels in other languages hold all that the analyzers can name.

What an analyzer declares is read: its title, and titles, channels and units of its tracks. What it derives is
provoked: scores of every kind, drawn at random but the same each time, go into `derive`, and each label that
comes out needs a name. Words of a transcript are said, not named.
"""

import json
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

from app.gui.inspector import panel as inspector
from inference.analyzers import ANALYZERS, bursts, faces, sounds
from inference.analyzers.sentiment import MARKED
from inference.audio.sound_labels import audioset
from inference.contract.track import Track
from inference.contract.types import Chunk, TrackKind
from inference.speech.baseline import CHANNELS as BASELINE
from inference.speech.speech_windows import EMOTIONS
from inference.vision.labels import imagenet
from resources import path

LANGUAGES = sorted({"zh_CN", *(file.parent.name for file in path("languages").glob("*/labels.json"))})
SIGNS = {"", "dB", "dBTP", "LU", "LUFS"}
"""Units that are the same in every language."""

ROWS = 3000
STEPS = (0.04, 0.5)
"""Seconds between rows: of pictures, and of sound."""

UNBOUND = 100.0
"""Far outside of what is shown: decibels of tracks whose other channels are shares."""

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


@cache
def names_of(language):
    return json.loads(path("languages", language, "labels.json").read_text("utf-8"))


def name_of(language, text):
    """Give a name; a key with {} stands for any number in its place."""
    return names_of(language).get(text) or names_of(language).get(re.sub(r"\d+", "{}", text))


def unnamed(language, texts):
    return sorted({text for text in texts if not name_of(language, text)})


@cache
def provoked():
    """Give the segments' tracks and labels that the analyzers derive from scores of every kind."""
    random = np.random.default_rng(7)
    segments = [
        segment
        for key, analyzer in ANALYZERS.items()
        if key not in ("transcript", "tags")  # what is said, and the names of the channels
        for step in STEPS
        for segment in analyzer.derive(tracks_of(analyzer, step, random), {}, ROWS * step)
    ]
    return frozenset((segment.track, segment.label) for segment in segments)


def tracks_of(analyzer, step, random):
    tracks = {spec.key: Track(spec) for spec in analyzer.makes if spec.kind is not TrackKind.VECTOR}
    for key, track in tracks.items():
        make = {TrackKind.BOXES: boxes, TrackKind.HEAT: one_by_one}.get(track.spec.kind, levels)
        track.append(Chunk(key, np.arange(ROWS) * step, make(track.spec, random).astype(np.float32)))
    return tracks


def levels(spec, random):
    """Every channel stays somewhere for a while: at an end, between them, or far beyond."""
    kinds = np.array([spec.low, spec.high, np.nan, -UNBOUND, UNBOUND])
    pieces = random.choice(kinds, (ROWS, len(spec.channels)), p=(0.4, 0.3, 0.2, 0.05, 0.05))
    between = random.uniform(spec.low, spec.high, pieces.shape)
    return held(np.where(np.isnan(pieces), between, pieces), random)


def one_by_one(spec, random):
    """One channel after another is sure, alone."""
    width = len(spec.channels)
    return np.eye(width)[np.arange(ROWS) // max(1, ROWS // width) % width]


def boxes(spec, random):
    """None, one or more boxes of all heights."""
    rows = np.tile(random.uniform(0.0, 1.0, (ROWS, 1, 1)), (1, len(spec.channels) // 5, 5))
    rows[:, :, 4] = 1.0
    rows[np.arange(rows.shape[1]) >= random.integers(0, 6, (ROWS, 1))] = np.nan
    return held(rows.reshape(ROWS, -1), random)


def held(rows, random):
    """Repeat rows, each for a while."""
    return np.repeat(rows, random.choice([1, 3, 10, 60], ROWS), axis=0)[:ROWS]


def test_words_of_the_networks(language):
    assert unnamed(language, [*imagenet().names, *audioset().names]) == []


def test_what_analyzers_declare(language):
    for analyzer in ANALYZERS.values():
        drawn = [spec for spec in analyzer.makes if spec.kind in (TrackKind.CURVE, TrackKind.HEAT)]
        channels = [channel for spec in drawn for channel in spec.channels]
        units = [spec.unit for spec in drawn if spec.unit not in SIGNS]
        titles = [analyzer.title, *(spec.title for spec in analyzer.makes)]
        shown = [channel.replace("_", " ") for channel in channels]
        assert unnamed(language, [*titles, *channels, *shown, *units]) == [], analyzer.key
    assert unnamed(language, BASELINE) == []


def test_what_analyzers_derive(language):
    assert unnamed(language, (label for _, label in provoked())) == []
    assert name_of(language, "neutral voice")  # a mark of the user's


def test_titles_of_tracks_of_segments(language):
    tracks = {track for track, _ in provoked()} | {MARKED}
    assert unnamed(language, (inspector._title(track, ANALYZERS) for track in tracks)) == []


def test_nothing_stays_hidden(language):
    labels = {label for _, label in provoked()}
    assert {
        *EMOTIONS,
        *bursts.FEELINGS,
        *faces.SCALES,
        *sounds.MOODS,
        *sounds.KINDS,
        *sounds.EVENTS,
    } <= labels
    assert {sounds.OVER, "start", "cut", "dissolve", "fade", "speech", "voice 1", "hum 50 Hz"} <= labels
    assert {"1 face", "3 faces", "4 or more faces", "noisy background", "distorted speech"} <= labels
    assert {"joyful", "tense", "excited", "subdued", "positive", "negative"} <= labels
    assert {"over", "clipping", "dropout", "cancels in mono"} <= labels


def test_names_are_names(language):
    names = names_of(language)
    assert list(names) == sorted(names)
    assert [key for key, name in names.items() if not name.strip()] == []
    assert [key for key, name in names.items() if key.count("{}") != name.count("{}")] == []


def test_classes_can_be_told_apart(language):
    for words in (imagenet().names, audioset().names):
        counted = Counter(name_of(language, word) for word in words)
        assert [name for name, count in counted.items() if count > 1] == []


def test_chinese_is_chinese(language):
    if not language.startswith("zh"):
        pytest.skip("written in letters")
    foreign = {key for key, name in names_of(language).items() if re.search(r"[A-Za-z]", name)}
    assert foreign == {"CD player", "iPod", "T-shirt", "Model T", "{} Hz", "hum {} Hz"}
