"""Sound at another tempo lasts as long as it should, and keeps its pitch."""

import numpy as np
import pytest

from app.media.audio_source import AudioSource
from app.media.info import probe
from app.media.tempo import Tempo
from tests import footage


@pytest.mark.parametrize("tempo", [0.25, 0.5, 1.5, 2.0, 4.0, 8.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_length_follows_and_pitch_stays(tempo, channels):
    sound = footage.sine(440, -6, 4.0, 48_000, channels).T
    changer = Tempo(tempo, 48_000, channels)
    parts = [changer.feed(sound[at : at + 4096]) for at in range(0, len(sound), 4096)]
    made = np.concatenate([*parts, changer.finish()])
    assert made.dtype == np.float32
    assert made.shape[1] == channels
    assert len(made) / 48_000 == pytest.approx(4 / tempo, abs=0.1)
    spectrum = np.abs(np.fft.rfft(made[:, 0] * np.hanning(len(made))))
    assert np.argmax(spectrum) * 48_000 / len(made) == pytest.approx(440, abs=3)
    assert np.abs(made).max() == pytest.approx(0.5, abs=0.1)


def test_a_source_plays_from_its_time_at_its_tempo(tmp_path):
    path = tmp_path / "sound.flac"
    sound = footage.sine(440, -80, 4.0)
    sound[:, 3 * 48_000 : 3 * 48_000 + 9_600] *= 5_000
    footage.write(path, sound=sound)
    with AudioSource(probe(path), tempo=2.0) as source:
        played = np.concatenate(list(source.blocks_from(1.0)))
    loud = np.flatnonzero(np.abs(played[:, 0]) > 0.2)
    assert len(played) / 48_000 == pytest.approx(1.5, abs=0.06)
    assert loud[0] / 48_000 == pytest.approx(1.0, abs=0.06)
