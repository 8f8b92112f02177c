"""The analyzer of voices: its network on made sound, its segments on made rows, and both on real voices."""

import itertools

import numpy as np
import pytest

from inference.analyzers.speakers import SAMPLES, STEP, WIDTH, Speakers, assign_speakers
from inference.audio.features import RATE
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Batch, Chunk, SourceInfo, TrackKind, TrackSpec
from inference.speech.speaker_clustering import normalize_rows

VOICE = TrackSpec("voice", "Voice", TrackKind.CURVE, ("speech",))


def buzzing(seconds, pitch=120, seed=0):
    """Something like a voice: harmonics of a gliding pitch under moving formants."""
    rng = np.random.default_rng(seed)
    at = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * at))) / RATE
    made = sum(
        np.exp(-(((n * pitch - 700 - 300 * np.sin(2 * np.pi * 1.3 * at)) / 500) ** 2)) * np.sin(n * phase)
        for n in range(1, 25)
    )
    return (0.05 * made + rng.normal(0, 1e-4, len(at))).astype(np.float32)


def voice_track(seconds, spans):
    times = np.arange(0, seconds, 0.032)
    spoken = np.zeros(len(times), np.float32)
    for start, end in spans:
        spoken[(times >= start) & (times < end)] = 0.95
    track = Track(VOICE)
    track.append(Chunk("voice", times, spoken[:, None]))
    return track


def listen(sessions, sound, spans=((0, 1e9),), batch=3, late=False, start=0.0):
    """Analyze sound [samples] and give the tracks by key."""
    seconds = start + len(sound) / RATE
    whole, analyzer = voice_track(seconds, spans), Speakers(SourceInfo(seconds), sessions, {})
    count = -(-len(sound) // SAMPLES)
    blocks = np.pad(sound, (0, count * SAMPLES - len(sound))).reshape(count, SAMPLES)
    times = np.array([start + STEP * place for place in range(count)], np.float64)
    tracks = {spec.key: Track(spec) for spec in Speakers.makes}
    inputs: dict[str, Track] = {Role.SPEECH: Track(VOICE) if late else whole}
    for first in range(0, count, batch):
        here = slice(first, first + batch)
        for chunk in analyzer.feed(Batch(times[here], blocks[here]), inputs):
            tracks[chunk.track].append(chunk)
    for chunk in analyzer.finish({**inputs, Role.SPEECH: whole}):
        tracks[chunk.track].append(chunk)
    return {**tracks, Role.SPEECH: whole}


@pytest.fixture(scope="module")
def sound():
    return buzzing(7.3)


@pytest.fixture(scope="module")
def heard(cpu, sound):
    return listen(cpu, sound)


def test_a_unit_row_each_half_second(heard):
    track = heard["speakers.embedding"]
    np.testing.assert_allclose(track.times, np.arange(0, 7.3, STEP)[: len(track)])
    assert len(track) >= 14  # the last part of a half second may hold too little
    np.testing.assert_allclose(np.linalg.norm(track.values, axis=1), 1.0, atol=2e-3)
    np.testing.assert_array_equal(heard["speakers"].times, track.times)


@pytest.mark.parametrize(("batch", "late"), [(1, False), (2, False), (100, False), (2, True)])
def test_chunking_makes_no_difference(cpu, sound, heard, batch, late):
    again = listen(cpu, sound, batch=batch, late=late)
    for key in ("speakers", "speakers.embedding"):
        np.testing.assert_array_equal(again[key].times, heard[key].times)
        np.testing.assert_allclose(again[key].values, heard[key].values, atol=2e-3)


def test_level_makes_no_difference(cpu, sound, heard):
    again = listen(cpu, sound * np.float32(0.01))
    np.testing.assert_allclose(
        again["speakers.embedding"].values, heard["speakers.embedding"].values, atol=4e-3
    )


def test_one_sound_is_one_voice(heard):
    assert set(heard["speakers"].column("voice").tolist()) == {1.0}
    (segment,) = Speakers.derive(heard, {}, 7.3)
    assert segment.label == "voice 1"
    assert segment.end > 7.0


def test_what_lies_in_a_pause_does_not_count(cpu, sound):
    """Silence or a loud hum: the voice's rows stay the same."""
    tracks = []
    for level in (0.0, 0.5):
        spoilt = sound.copy()
        spoilt[3 * RATE : 5 * RATE] = level * np.sin(np.arange(2 * RATE) * 0.3)
        tracks.append(listen(cpu, spoilt, spans=[(0, 2.95), (5.1, 9)])["speakers.embedding"])
    silent, humming = tracks
    assert not np.any((silent.times >= 3.0) & (silent.times < 5.0))
    np.testing.assert_array_equal(silent.times, humming.times)
    np.testing.assert_allclose(silent.values, humming.values, atol=2e-3)


def test_without_a_voice_no_network_is_asked(sound):
    class NoSessions:
        def session(self, model):
            raise AssertionError(f"{model} was asked for")

    tracks = listen(NoSessions(), sound, spans=[])
    assert len(tracks["speakers"]) == len(tracks["speakers.embedding"]) == 0
    assert Speakers.derive(tracks, {}, 7.3) == []


@pytest.mark.parametrize("seconds", [0.45, 1.2, 2.0])
def test_a_short_clip(cpu, seconds):
    tracks = listen(cpu, buzzing(seconds))
    (segment,) = Speakers.derive(tracks, {"seconds": 0.3}, seconds)
    assert segment.end == pytest.approx(seconds, abs=0.04)


def test_digital_silence_taken_for_a_voice_stays_finite(cpu):
    tracks = listen(cpu, np.zeros(2 * RATE, np.float32))
    assert np.isfinite(tracks["speakers.embedding"].values).all()


def test_a_hole_in_the_sound_is_no_neighbor(cpu, sound):
    """What comes after a hole is heard as at a beginning."""
    analyzer = Speakers(SourceInfo(60.0), cpu, {})
    blocks = sound[: 4 * SAMPLES].reshape(4, SAMPLES)
    inputs: dict[str, Track] = {Role.SPEECH: voice_track(60, [(0, 60)])}
    chunks = [
        *analyzer.feed(
            Batch(np.array([0, 0.5, 1, 1.5, 20, 20.5, 21, 21.5]), np.tile(blocks, (2, 1))), inputs
        ),
        *analyzer.finish(inputs),
    ]
    rows = np.concatenate([chunk.values for chunk in chunks if chunk.track == "speakers.embedding"])
    np.testing.assert_allclose(rows[:4], rows[4:], atol=2e-3)


def made(*runs, voice=False):
    """Tracks in which each run (voice or None, half seconds, likeness) follows the one before."""
    track, times, rows, spoken, at = Track(Speakers.makes[0]), [], [], [], 0
    for who, count, likeness in runs:
        if who is not None:
            times += [STEP * (at + index) for index in range(count)]
            rows += [(who, likeness)] * count
            spoken.append((STEP * at, STEP * (at + count)))
        at += count
    track.append(Chunk("speakers", np.array(times), np.array(rows, np.float32)))
    return {"speakers": track, **({Role.SPEECH: voice_track(STEP * at, spoken)} if voice else {})}


def found(tracks, duration=1e9, **thresholds):
    return [(s.start, s.end, s.label) for s in Speakers.derive(tracks, thresholds, duration)]


def test_turns_become_segments():
    tracks = made((1, 6, 0.9), (2, 4, 0.8), (1, 6, 0.9))
    assert found(tracks) == [(0, 3, "voice 1"), (3, 5, "voice 2"), (5, 8, "voice 1")]
    assert Speakers.derive(tracks, {}, 8)[1].score == pytest.approx(0.8)


def test_a_pause_is_bridged_unless_another_speaks_or_it_is_long():
    assert found(made((1, 6, 0.9), (None, 2, 0), (1, 6, 0.9))) == [(0, 7, "voice 1")]
    assert len(found(made((1, 6, 0.9), (None, 4, 0), (1, 6, 0.9)))) == 2
    assert len(found(made((1, 6, 0.9), (2, 2, 0.9), (1, 6, 0.9)))) == 3
    assert len(found(made((1, 6, 0.9), (np.nan, 2, np.nan), (1, 6, 0.9)))) == 2


def test_what_is_unsure_is_no_segment():
    tracks = made((1, 6, 0.9), (2, 6, 0.5))
    assert found(tracks) == [(0, 3, "voice 1")]
    assert len(found(tracks, confidence=0.4)) == 2


def test_stretches_begin_and_end_where_speech_does():
    tracks = made((1, 6, 0.9), (None, 4, 0), (2, 6, 0.9))
    tracks[Role.SPEECH] = voice_track(8, [(0.3, 2.8), (5.1, 7.6)])
    first, second = found(tracks)
    assert first[:2] == (pytest.approx(0.3, abs=0.04), pytest.approx(2.8, abs=0.04))
    assert second[:2] == (pytest.approx(5.1, abs=0.04), pytest.approx(7.6, abs=0.04))


def test_segments_do_not_overlap_and_end_with_the_file():
    rng = np.random.default_rng(1)
    runs = [(int(rng.integers(1, 4)), int(rng.integers(1, 5)), 0.9) for _ in range(40)]
    duration = STEP * sum(count for _, count, _ in runs) - 0.2
    for voice in (False, True):
        segments = found(made(*runs, voice=voice), duration=duration)
        assert len(segments) > 10
        assert all(before[1] <= after[0] + 1e-6 for before, after in itertools.pairwise(segments))
        assert max(end for _, end, _ in segments) <= duration


def test_two_voices_in_made_rows():
    rng = np.random.default_rng(0)
    centers = normalize_rows(rng.normal(size=(2, WIDTH)).astype(np.float32))
    truth = np.repeat([0, 1, 0, 1], [14, 10, 16, 12])
    noise = (0.5 / 16 * rng.normal(size=(len(truth), WIDTH))).astype(np.float32)
    times = np.array([STEP * place for place in range(len(truth))], np.float64)
    numbered = assign_speakers(times, normalize_rows(centers[truth] + noise), Speakers.params)
    np.testing.assert_array_equal(numbered[:, 0], truth + 1)
    assert numbered[:, 1].min() > 0.7


def test_real_turns(cpu, shared_data):
    """Four people in turn; two of them are alike enough to be taken for one."""
    tracks = hear(cpu, shared_data / "clips" / "sound" / "diarizationExample.wav")
    segments = Speakers.derive(tracks, {}, 42.0)
    changes = [segment.start for segment in segments[1:]]
    np.testing.assert_allclose(changes, [6.3, 11.3, 15.8, 18.8, 27.8, 34.4], atol=0.6)
    labels = [segment.label for segment in segments]
    assert labels[1] == labels[3] == labels[5]
    assert labels[2] == labels[4]
    assert len(set(labels)) in (3, 4)


@pytest.mark.parametrize("clip", ["198-209-0000", "3436-172162-0000", "5703-47212-0000"])
def test_a_reading_is_one_voice(cpu, shared_data, clip):
    tracks = hear(cpu, shared_data / "clips" / "sound" / f"{clip}.hq.ogg")
    assert {segment.label for segment in Speakers.derive(tracks, {}, 1e9)} == {"voice 1"}


def hear(sessions, path):
    from app.media.decode import decode_bytes
    from app.train.evaluate_speakers import hear as listen_to

    return listen_to(decode_bytes(path.read_bytes(), RATE), sessions)
