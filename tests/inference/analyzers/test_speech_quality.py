"""Ratings of speech, by the real network."""

import numpy as np
import pytest

from inference.analyzers.speech_quality import RATE, STRIDE, WINDOW, SpeechQuality, opinion_score
from inference.analyzers.voice import Voice
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import AudioSpec, Batch, Chunk, SourceInfo
from tests.inference.running import append


def windows(sound):
    count = max(1, -(-(len(sound) - WINDOW) // STRIDE) + 1)
    padded = np.pad(sound, (0, (count - 1) * STRIDE + WINDOW - len(sound))).astype(np.float32)
    return np.arange(count) * STRIDE / RATE, np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[
        ::STRIDE
    ]


def rate(sessions, sound, voiced=(0.0, np.inf), **params):
    """Rate sound that is speech between two times."""
    voice = Track(Voice.makes[0])
    times = np.arange(0, len(sound) / RATE, 0.032)
    speech = ((times >= voiced[0]) & (times < voiced[1])).astype(np.float32)
    voice.append(Chunk("voice", times, speech[:, None]))
    one = SpeechQuality(SourceInfo(len(sound) / RATE), sessions, params)
    tracks = {"speech_quality": Track(SpeechQuality.makes[0])}
    append(tracks, one.feed(Batch(*windows(sound)), {Role.SPEECH: voice}))
    return tracks


def rated(times, rows):
    track = Track(SpeechQuality.makes[0])
    track.append(Chunk("speech_quality", times, np.asarray(rows, np.float32)))
    return {"speech_quality": track}


class Told:
    """A network that keeps what it hears."""

    def __init__(self):
        self.heard = []

    def session(self, model):
        assert model == "dnsmos"
        return self

    def run(self, inputs):
        self.heard.append(inputs["input_1"][0])
        return [np.array([[4.0, 4.0, 4.0]], np.float32)]


def test_it_asks_for_windows_and_waits_to_be_asked():
    assert SpeechQuality.wants({}) == AudioSpec(16_000, 144_160, 72_080)
    assert not SpeechQuality.default


def test_the_scale_is_the_published_one():
    raw = np.array([[4.17, 4.42, 3.94], [1.0, 1.0, 1.0]], np.float32)
    np.testing.assert_allclose(opinion_score(raw), [[3.636, 4.144, 3.391], [1.142, 1.081, 1.094]], atol=2e-3)


def test_what_is_short_is_repeated():
    sound = np.random.default_rng(0).normal(0, 0.1, 2 * RATE).astype(np.float32)
    told = Told()
    track = rate(told, sound)["speech_quality"]
    assert track.times.tolist() == [0.0]
    np.testing.assert_array_equal(told.heard[0], np.resize(sound, WINDOW))


def test_the_end_is_rated_without_the_padding():
    sound = np.random.default_rng(0).normal(0, 0.1, 12 * RATE).astype(np.float32)
    told = Told()
    track = rate(told, sound)["speech_quality"]
    np.testing.assert_allclose(track.times, [0.0, STRIDE / RATE + 2.0])
    np.testing.assert_array_equal(told.heard[0], sound[:WINDOW])
    rest = sound[STRIDE:]
    np.testing.assert_array_equal(told.heard[1], np.resize(rest, WINDOW))


def test_nothing_is_claimed_where_nobody_speaks():
    told = Told()
    track = rate(told, np.zeros(30 * RATE), voiced=(0.0, 9.0))["speech_quality"]
    known = np.isfinite(track.values[:, 0])
    assert known.tolist() == [True, True, False, False, False, False]
    assert len(told.heard) == 2


def test_faults_are_claimed_to_the_end():
    times = np.concatenate([[0.0], np.arange(1, 6) * STRIDE / RATE + 2.0])
    rows = np.array([[3.5, 4.0, 3.3]] * 3 + [[3.5, 1.5, 2.0]] * 3)
    (one,) = SpeechQuality.derive(rated(times, rows), {}, 31.5)
    assert (one.label, one.start, one.end) == ("noisy background", pytest.approx(times[3]), 31.5)
    assert one.score == pytest.approx((5 - 1.5) / 4)


def test_noise_behind_a_voice_lowers_the_background(cpu, shared_data):
    av = pytest.importorskip("av")
    resampler = av.AudioResampler("fltp", "mono", RATE)
    with av.open(str(shared_data / "clips" / "sound" / "3436-172162-0000.hq.ogg")) as container:
        parts = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    clean = np.concatenate([part.to_ndarray()[0] for part in parts])[:WINDOW]
    noise = np.random.default_rng(0).normal(0, clean.std() / np.sqrt(10), len(clean))
    good, bad = (rate(cpu, sound)["speech_quality"].values[0] for sound in (clean, clean + noise))
    assert good[1] > 3.8
    assert bad[1] < 2.5
    assert good[2] - bad[2] > 0.8
    assert abs(good[0] - bad[0]) < 0.5
