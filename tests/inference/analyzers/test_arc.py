"""The arc of a program from parts with known places."""

import numpy as np
import pytest

from inference.analyzers import ANALYZERS
from inference.analyzers.arc import CHANNELS, MUSIC, Arc
from inference.analyzers.sentiment import Sentiment
from inference.analyzers.sounds import MOODS, Sounds
from inference.contract.track import Track
from inference.contract.types import Batch, SourceInfo
from inference.speech.speech_windows import CHANNELS as VOICE
from tests.app.pipeline.fakes import NoSessions
from tests.inference.running import append, filled

SECONDS = 60


def upstream(voice=None, mood=None, event=None):
    """Tracks of a minute: voice (valence, arousal, confidence), a mood of music, an event, each from to."""
    half = np.arange(2 * SECONDS) * 0.5
    rows = np.full((len(half), len(VOICE)), np.nan)
    if voice:
        start, end, place = voice
        rows[(half >= start) & (half < end), :3] = place
    times = np.arange(125) * 0.48
    sounds = Sounds.makes[0]
    scores = np.zeros((125, len(sounds.channels)))
    kinds, moods = np.zeros((125, 4)), np.full((125, 6), np.nan)
    if mood:
        start, end, name = mood
        inside = (times >= start) & (times < end)
        kinds[inside, 1] = 1.0
        moods[inside] = np.eye(6)[MOODS.index(name)]
    if event:
        start, end, name, score = event
        scores[(times >= start) & (times < end), sounds.channels.index(name)] = score
    heard = filled(Sounds, times, sounds=scores, sounds_kind=kinds, sounds_mood=moods)
    return ANALYZERS.with_roles({**filled(Sentiment, half, sentiment=rows), **heard})


def arc(**parts):
    tracks = upstream(**parts)
    one = Arc(SourceInfo(SECONDS), NoSessions(), {})
    made = {"arc": Track(Arc.makes[0])}
    times = np.arange(SECONDS, dtype=np.float64)
    for first in range(0, SECONDS, 7):
        batch = Batch(times[first : first + 7], np.zeros((len(times[first : first + 7]), 8000), np.float32))
        append(made, one.feed(batch, tracks))
    append(made, one.finish(tracks))
    return made


def at(track, second, *names):
    return [float(track.values[second, CHANNELS.index(name)]) for name in names]


def test_nothing_is_claimed_of_nothing():
    made = arc()
    assert np.isnan(made["arc"].values).all()
    assert len(made["arc"]) == SECONDS
    assert Arc.derive(made, {}, SECONDS) == []


def test_a_voice_alone_is_the_arc():
    track = arc(voice=(20, 40, (-0.6, 0.7, 0.8)))["arc"]
    assert at(track, 30, "valence", "arousal") == pytest.approx([-0.6, 0.7])
    assert at(track, 30, "voice valence", "voice arousal") == pytest.approx([-0.6, 0.7])
    assert np.isnan(at(track, 30, "music valence", "event arousal")).all()
    assert np.isnan(at(track, 5, "valence")).all()


def test_voice_and_music_are_laid_together_by_their_weights():
    track = arc(voice=(0, 60, (-0.6, 0.7, 0.8)), mood=(0, 60, "tender"))["arc"]
    weight = 0.8 + MUSIC
    wanted = [(-0.6 * 0.8 + 0.4 * MUSIC) / weight, (0.7 * 0.8 - 0.6 * MUSIC) / weight]
    assert at(track, 30, "valence", "arousal") == pytest.approx(wanted, abs=1e-5)
    assert at(track, 30, "voice valence", "music valence") == pytest.approx([-0.6, 0.4], abs=1e-5)


def test_an_unsure_voice_moves_the_arc_less():
    sure, unsure = (
        at(arc(voice=(0, 60, (-0.6, 0.7, confidence)), mood=(0, 60, "happy"))["arc"], 30, "valence")[0]
        for confidence in (0.9, 0.2)
    )
    assert sure < unsure


def test_laughter_brightens():
    (one,) = Arc.derive(arc(event=(20, 30, "Laughter", 0.8)), {}, SECONDS)
    assert one.label == "joyful"
    assert one.start <= 20
    assert one.end >= 30
    assert one.end - one.start <= 10 + 9


@pytest.mark.parametrize(
    ("mood", "label"), [("happy", "joyful"), ("sad", "sad"), ("tender", "calm"), ("scary", "tense")]
)
def test_moods_stand_in_their_corners(mood, label):
    (one,) = Arc.derive(arc(mood=(0, 60, mood)), {}, SECONDS)
    assert (one.label, one.start, one.end) == (label, 0.0, SECONDS)


def test_rows_stand_at_whole_seconds_from_the_start():
    made = arc(voice=(0, 60, (0.5, 0.5, 0.5)))["arc"]
    assert made.times.tolist() == list(range(SECONDS))
