"""Voice activity, by the real network."""

import numpy as np
import pytest

import resources
from inference.analyzers.voice import STEP, Voice
from inference.contract.types import AudioSpec
from tests.inference.running import filled, run

RATE = 16_000


def steps(sound):
    count = -(-len(sound) // STEP)
    return np.pad(sound, (0, count * STEP - len(sound))).reshape(count, STEP).astype(np.float32)


def vowels(seconds, seed=0):
    """Something like speech: a buzz at a wandering pitch through moving formants, in syllables."""
    random = np.random.default_rng(seed)
    count = int(seconds * RATE)
    time = np.arange(count) / RATE
    pitch = 120 + 15 * np.sin(2 * np.pi * 0.7 * time) + np.cumsum(random.normal(0, 0.02, count))
    phase = np.cumsum(pitch) / RATE
    tract = np.stack(
        [600 + 200 * np.sin(2 * np.pi * 3.1 * time), 1400 + 400 * np.sin(2 * np.pi * 2.3 * time + 1)]
    )
    sound = np.zeros(count)
    for harmonic in range(1, 40):
        frequency = harmonic * pitch
        gain = sum(1 / (1 + ((frequency - formant) / 90) ** 2) for formant in tract) + 0.02
        sound += gain * np.sin(2 * np.pi * harmonic * phase) / harmonic**0.3
    syllables = np.clip(1.2 * np.sin(2 * np.pi * 2.2 * time) + 0.6, 0, 1)
    sound = sound * syllables + 0.002 * random.normal(size=count)
    return 0.3 * sound / np.abs(sound).max()


@pytest.fixture(scope="module")
def heard(cpu):
    """Two seconds of silence, three of speech-like sound, two of silence."""
    sound = np.concatenate([np.zeros(2 * RATE), vowels(3), np.zeros(2 * RATE)])
    data = steps(sound)
    times = np.arange(len(data)) * STEP / RATE
    return times, data, run(Voice, cpu, times, data)


def test_it_asks_for_steps_that_follow_one_another():
    assert Voice.wants({}) == AudioSpec(16_000, 512, 512)


def test_a_voice_is_told_from_silence(heard):
    times, _, tracks = heard
    speech = tracks["voice"].column("speech")
    voiced = (times > 2.2) & (times < 4.8)
    assert speech[voiced].mean() > 0.5
    assert speech[times < 1.9].max() < 0.1
    found = Voice.derive(tracks, {}, 7.0)
    assert 1.8 < found[0].start < 2.5
    assert 4.5 < found[-1].end < 5.4
    assert {(one.track, one.label) for one in found} == {("voice", "speech")}


def test_noise_is_no_voice(cpu):
    data = steps(0.1 * np.random.default_rng(0).normal(size=3 * RATE))
    times = np.arange(len(data)) * STEP / RATE
    assert Voice.derive(run(Voice, cpu, times, data), {}, 3.0) == []


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_batches_change_nothing(cpu, heard, chunk):
    times, data, whole = heard
    upto = 120
    parts = run(Voice, cpu, times[:upto], data[:upto], chunk=chunk)
    np.testing.assert_allclose(parts["voice"].values, whole["voice"].values[:upto], atol=1e-5)


def test_files_do_not_hear_each_other(cpu, heard):
    times, data, whole = heard
    again = run(Voice, cpu, times[:80], data[:80])
    np.testing.assert_array_equal(
        again["voice"].values, run(Voice, cpu, times[:80], data[:80])["voice"].values
    )
    np.testing.assert_allclose(again["voice"].values, whole["voice"].values[:80], atol=1e-5)


def test_segments():
    times = np.arange(40) * 0.1
    speech = np.zeros(40)
    speech[5:10] = 0.9
    speech[12:20] = 0.9  # after a breath of 0.2 s
    speech[25] = 0.9  # a click
    speech[30:34] = 0.45  # never sure
    (one,) = Voice.derive(filled(Voice, times, voice=speech[:, None]), {}, 4.0)
    assert (one.start, one.end) == (pytest.approx(0.47), pytest.approx(2.03))
    two = Voice.derive(filled(Voice, times, voice=speech[:, None]), {"silence": 0.1}, 4.0)
    assert len(two) == 2


def test_recordings(cpu):
    av = pytest.importorskip("av")
    folder = resources.path().parent.parent / "shared" / "data" / "clips" / "sound"
    wanted = {"count.wav": True, "sorohanro_-_solo-trumpet-06.hq.ogg": False, "silence2sec.wav": False}
    if not folder.is_dir():
        pytest.skip("the recordings are not here")
    for name, speech in wanted.items():
        resampler = av.AudioResampler("fltp", "mono", RATE)
        with av.open(str(folder / name)) as container:
            frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        data = steps(np.concatenate([frame.to_ndarray()[0] for frame in frames]))
        times = np.arange(len(data)) * STEP / RATE
        found = Voice.derive(run(Voice, cpu, times, data), {}, len(data) * STEP / RATE)
        assert bool(found) == speech, name
