"""The sentiment analyzers with their real networks, on sound made here: what both share."""

import itertools

import numpy as np
import pytest

from inference.analyzers.sentiment import Sentiment
from inference.analyzers.sentiment_light import SentimentLight
from inference.audio.features import RATE
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Batch, Chunk, SourceInfo, TrackKind, TrackSpec
from inference.runtime.runtime import Runtime
from inference.speech.speech_windows import CHANNELS, EMOTIONS, HOP, STEP, WINDOW

VOICE = TrackSpec("voice", "Voice", TrackKind.CURVE, ("probability",))
KINDS = {"full": Sentiment, "light": SentimentLight}
LEAST = {Sentiment: 0.75, SentimentLight: 0.6}
"""Recall on speakers that the network has learned from."""


@pytest.fixture(scope="module", params=KINDS.values(), ids=list(KINDS))
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def sessions():
    return Runtime("cpu", threads=1)


def babbling(seconds, seed=0):
    """Something like speech: a buzz of moving pitch through moving formants, in syllables."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = 160 + 40 * np.sin(2 * np.pi * 0.7 * time + rng.random()) + 20 * np.sin(2 * np.pi * 2.3 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    made = np.zeros(len(time))
    for number in range(1, 30):
        formants = sum(
            np.exp(-(((number * pitch - center * (1 + 0.2 * np.sin(2 * np.pi * speed * time))) / 150) ** 2))
            for center, speed in ((600, 1.7), (1500, 1.1), (2600, 0.6))
        )
        made += (0.02 + formants) * np.sin(number * phase)
    made *= np.clip(np.sin(2 * np.pi * 2.5 * time) + 0.6, 0, 1)
    return (0.1 * made + rng.normal(0, 1e-4, len(time))).astype(np.float32)


def voice_track(seconds, spans):
    times = np.arange(0, seconds, 0.032)
    heard = [any(start <= time < end for start, end in spans) for time in times]
    track = Track(VOICE)
    track.append(Chunk("voice", times, np.where(heard, 0.95, 0.0).astype(np.float32)[:, None]))
    return track


def listen(kind, sessions, sound, spans=((0, 1e9),), batch=3, settings=None, voice_late=False):
    """Analyze sound [samples]; the result is the track."""
    seconds = len(sound) / RATE
    whole, analyzer = voice_track(seconds, spans), kind(SourceInfo(seconds), sessions, settings or {})
    count = 1 + max(0, int(np.ceil((seconds - WINDOW) / HOP)))
    padded = np.pad(sound, (0, round((HOP * count + WINDOW) * RATE) - len(sound)))
    starts = np.arange(count, dtype=np.float64) * HOP
    windows = np.stack([padded[round(s * RATE) : round((s + WINDOW) * RATE)] for s in starts])
    track, tracks = Track(analyzer.makes[0]), {Role.SPEECH: Track(VOICE) if voice_late else whole}
    for first in range(0, count, batch):
        here = slice(first, first + batch)
        for chunk in analyzer.feed(Batch(starts[here], windows[here]), tracks):
            track.append(chunk)
    tracks[Role.SPEECH] = whole
    for chunk in analyzer.finish(tracks):
        track.append(chunk)
    return track


@pytest.fixture(scope="module")
def speech():
    sound = babbling(11.3)
    return sound / np.abs(sound).max()  # 0 dBFS


@pytest.fixture(scope="module")
def heard(kind, sessions, speech):
    return listen(kind, sessions, speech)


def test_a_row_every_half_second_to_the_end(heard):
    np.testing.assert_allclose(heard.times, np.arange(0, 11.3, STEP))


def test_rows_are_what_their_channels_say(heard):
    values = dict(zip(CHANNELS, heard.values.T, strict=True))
    shares = np.stack([values[name] for name in EMOTIONS])
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=1e-3)
    assert shares.min() >= 0
    np.testing.assert_allclose(values["confidence"], shares.max(axis=0))
    assert max(np.abs(values[name]).max() for name in ("valence", "arousal")) <= 1
    assert shares.std(axis=1).max() > 1e-3  # it listens: not every half second sounds the same


@pytest.mark.parametrize("decibels", [-60, -30, -12, 10])
def test_level_makes_no_difference(kind, sessions, speech, heard, decibels):
    again = listen(kind, sessions, speech * np.float32(10 ** (decibels / 20)))
    np.testing.assert_allclose(again.values, heard.values, atol=2e-3)


@pytest.mark.parametrize(("batch", "late"), [(1, False), (2, False), (100, False), (2, True)])
def test_chunking_makes_no_difference(kind, sessions, speech, heard, batch, late):
    again = listen(kind, sessions, speech, batch=batch, voice_late=late)
    np.testing.assert_array_equal(again.times, heard.times)
    np.testing.assert_allclose(again.values, heard.values, atol=1e-4)


def test_nothing_is_claimed_where_no_voice_is(kind, sessions, speech):
    track = listen(kind, sessions, speech, spans=[(0, 3.0), (7.5, 20)])
    silent = (track.times >= 3.0) & (track.times < 7.5)
    assert np.isnan(track.values[silent]).all()
    assert np.isfinite(track.values[~silent]).all()


def test_without_a_voice_no_network_is_asked(kind, speech):
    class NoSessions:
        def session(self, model):
            raise AssertionError(f"{model} was asked for")

    track = listen(kind, NoSessions(), np.zeros_like(speech), spans=[])
    assert len(track) == len(np.arange(0, 11.3, STEP))
    assert np.isnan(track.values).all()
    assert kind.derive({kind.key: track}, {}, 11.3) == []


def test_digital_silence_taken_for_a_voice_stays_finite(kind, sessions):
    assert np.isfinite(listen(kind, sessions, np.zeros(3 * RATE, np.float32)).values).all()


def test_a_clip_shorter_than_a_window(kind, sessions):
    track = listen(kind, sessions, babbling(1.2))
    np.testing.assert_allclose(track.times, [0.0, 0.5, 1.0])
    assert np.isfinite(track.values).all()


def test_a_hole_in_the_sound_is_a_hole_in_the_rows(kind, sessions, speech):
    analyzer, track = kind(SourceInfo(60.0), sessions, {}), Track(kind.makes[0])
    windows = np.stack([speech[start : start + 4 * RATE] for start in (0, 2 * RATE, 0, 2 * RATE)])
    tracks = {Role.SPEECH: voice_track(60, [(0, 60)])}
    for chunks in (
        analyzer.feed(Batch(np.array([0.0, 2.0, 20.0, 22.0]), windows), tracks),
        analyzer.finish(tracks),
    ):
        for chunk in chunks:
            track.append(chunk)
    np.testing.assert_allclose(track.times, [*np.arange(0, 6, STEP), *np.arange(20, 26, STEP)])
    np.testing.assert_allclose(track.values[:12], track.values[12:], atol=1e-4)


def claims(kind, *runs):
    """A track in which each run (category or None, half seconds, share) follows the one before."""
    rows = []
    for name, count, share in runs:
        row = np.full(len(CHANNELS), np.nan)
        if name is not None:
            row[:3] = 0, 0, share
            row[3:] = (1 - share) / 6
            row[CHANNELS.index(name)] = share
        rows += [row] * count
    track = Track(kind.makes[0])
    track.append(Chunk(kind.key, np.arange(len(rows), dtype=np.float64) * STEP, np.array(rows, np.float32)))
    return {kind.key: track}


def found(kind, tracks, duration=1e9, **thresholds):
    return [(s.start, s.end, s.label) for s in kind.derive(tracks, thresholds, duration)]


def test_segments_follow_the_categories_and_name_their_track(kind):
    tracks = claims(kind, ("happy", 8, 0.9), ("angry", 8, 0.9))
    first, second = kind.derive(tracks, {}, 1e9)
    assert (first.track, first.label, first.start) == (kind.key, "happy", 0)
    assert (second.track, second.label, second.end) == (kind.key, "angry", 8)
    assert first.end == second.start


def test_what_is_unsure_makes_no_segment(kind):
    assert found(kind, claims(kind, ("happy", 8, 0.4))) == []
    assert len(found(kind, claims(kind, ("happy", 8, 0.4)), confidence=0.35, release=0.3)) == 1


def test_short_pauses_are_bridged_and_long_ones_are_not(kind):
    assert len(found(kind, claims(kind, ("sad", 6, 0.8), (None, 2, 0), ("sad", 6, 0.8)))) == 1
    assert len(found(kind, claims(kind, ("sad", 6, 0.8), (None, 5, 0), ("sad", 6, 0.8)))) == 2


def test_short_segments_are_left_out(kind):
    tracks = claims(kind, ("sad", 1, 0.9), (None, 6, 0), ("sad", 6, 0.9))
    assert found(kind, tracks) == [(3.5, 6.5, "sad")]
    assert len(found(kind, tracks, seconds=0.5)) == 2


def test_segments_do_not_overlap_and_end_with_the_file(kind):
    rng = np.random.default_rng(1)
    tracks = claims(kind, *((rng.choice(EMOTIONS), 2, rng.uniform(0.3, 0.9)) for _ in range(60)))
    segments = found(kind, tracks, duration=59.2, confidence=0.35, release=0.2, seconds=0.5)
    assert len(segments) > 5
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(segments))
    assert max(end for _, end, _ in segments) <= 59.2


def test_an_empty_track_has_no_segments(kind):
    assert found(kind, {kind.key: Track(kind.makes[0])}) == []


def test_the_light_one_runs_only_when_asked_for():
    assert not SentimentLight.default


def test_real_voices_sound_as_they_were_acted(kind, shared_data):
    """Speakers that the network has learned from: a check of the whole path, not of its accuracy."""
    from app.train.corpora import Corpus
    from app.train.shipped import hear_through_analyzer

    corpus = Corpus(shared_data / "speech-emotion", "ravdess")
    right = {}
    for name in EMOTIONS:
        clips = [
            c for c in corpus.clips if c.emotion == name and c.intensity == (2 if name != "neutral" else 1)
        ]
        shares = [hear_through_analyzer(kind, corpus.sound(clip)) for clip in clips[::16]]
        right[name] = np.mean([EMOTIONS[share.argmax()] == name for share in shares])
    assert np.mean(list(right.values())) > LEAST[kind], right
