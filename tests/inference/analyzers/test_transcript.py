"""What is said, with the real networks on the demo's reading, whose words are known."""

from collections import Counter

import numpy as np
import pytest

from app.recipes.check_transcript import distance
from inference.analyzers import ANALYZERS
from inference.analyzers.text_sentiment import TextSentiment
from inference.analyzers.transcript import BLOCK, Transcript
from inference.analyzers.voice import STEP, Voice
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Batch, Chunk, SourceInfo
from inference.runtime.runtime import OnnxSession, Runtime
from inference.speech import words
from inference.speech.moonshine import DECODER, ENCODER, RATE
from tests.app.pipeline.fakes import DEMO
from tests.inference.running import append, filled, run
from tests.inference.speaking import blocks, plain, sound_of

DICKENS = """
It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness,
it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the season of
Darkness, it was the spring of hope, it was the
"""
"""The opening of A Tale of Two Cities, as far as the demo's clip has it."""


def transcribe(sound, sessions, *, chunk=10_000, voice=None):
    """The tracks of voice and transcript, the transcript fed in batches of `chunk` seconds."""
    source = SourceInfo(len(sound) / RATE)
    voice = voice or run(Voice, sessions, *blocks(sound, STEP), source=source)
    voice = ANALYZERS.with_roles(voice)
    times, data = blocks(sound, BLOCK)
    one, tracks = Transcript(source, sessions, {}), {spec.key: Track(spec) for spec in Transcript.makes}
    for first in range(0, len(times), chunk):
        batch = Batch(times[first : first + chunk], data[first : first + chunk])
        append(tracks, one.feed(batch, voice))
    append(tracks, one.finish(voice))
    return {**voice, **tracks}


@pytest.fixture(scope="module")
def reading():
    return sound_of(DEMO)


@pytest.fixture(scope="module")
def heard(reading, cpu):
    return transcribe(reading, cpu)


@pytest.fixture(scope="module")
def said(heard, reading):
    return Transcript.derive(heard, {}, len(reading) / RATE)


def test_the_reading_is_written_down(said):
    truth = plain(DICKENS)
    wrong = distance(truth, plain(" ".join(segment.label for segment in said)))
    assert wrong / len(truth) < 0.1


def test_phrases_are_sure_in_order_and_where_a_voice_is(said, heard, reading):
    assert len(said) >= 4
    assert [phrase.start for phrase in said] == sorted(phrase.start for phrase in said)
    voice = heard["voice"]
    for phrase in said:
        assert 0 <= phrase.start < phrase.end <= len(reading) / RATE
        assert phrase.score > 0.6
        inside = (voice.times >= phrase.start) & (voice.times < phrase.end)
        assert voice.column("speech")[inside].mean() > 0.5


def test_words_begin_where_speech_begins_again(heard):
    """After a pause of half a second the next word's start is known: it is where the voice comes back."""
    voice = heard["voice"]
    speech = voice.column("speech") > 0.5
    starts = [word.start for phrase in words.phrases(heard["transcript"]) for word in phrase.words]
    row = int(0.5 / 0.032)
    again = [
        float(voice.times[place])
        for place in range(row, len(speech))
        if speech[place : place + 8].all() and not speech[place - row : place].any()
    ]
    assert len(again) >= 4
    errors = [min(abs(start - time) for start in starts) for time in again]
    assert np.median(errors) < 0.15
    assert max(errors) < 0.5


def test_batches_change_nothing(heard, reading, cpu):
    again = transcribe(reading, cpu, chunk=1, voice={"voice": heard["voice"]})
    np.testing.assert_array_equal(again["transcript"].times, heard["transcript"].times)
    np.testing.assert_array_equal(again["transcript"].values, heard["transcript"].values)


def test_pieces_share_their_steps(reading, cpu, heard, monkeypatch):
    runs = Counter()
    run_it = OnnxSession.run
    monkeypatch.setattr(OnnxSession, "run", lambda one, given: runs.update([one.name]) or run_it(one, given))
    again = transcribe(reading, cpu, voice={"voice": heard["voice"]})
    pieces = int((again["transcript"].column("token") == words.END).sum())
    assert pieces >= 3
    assert runs[ENCODER] == pieces
    assert runs[DECODER] <= 0.6 * len(again["transcript"])


def test_silence_and_noise_give_nothing(cpu):
    random = np.random.default_rng(0)
    for sound in (np.zeros(3 * RATE), 0.05 * random.normal(size=3 * RATE)):
        tracks = transcribe(sound.astype(np.float32), cpu)
        assert Transcript.derive(tracks, {}, 3.0) == []


def test_without_speech_no_recognizer_is_loaded(cpu):
    loaded = Counter[str]()

    class Noting:
        def session(self, model):
            loaded[model] += 1
            return cpu.session(model)

    transcribe(np.zeros(3 * RATE, np.float32), Noting())
    assert set(loaded) == {"silero-vad"}


def test_what_is_unsure_is_not_claimed(heard):
    assert Transcript.derive(heard, {"confidence": 1.01}, 20.0) == []
    assert Transcript.derive({"transcript": filled(Transcript, [])["transcript"]}, {}, 20.0) == []


def test_sound_is_let_go_of(reading, cpu, heard):
    one = Transcript(SourceInfo(len(reading) / RATE), cpu, {})
    times, data = blocks(np.zeros(120 * RATE, np.float32), BLOCK)
    silence = ANALYZERS.with_roles(filled(Voice, np.arange(0, 120, 0.032), voice=np.zeros((3750, 1))))
    for time, block in zip(times, data, strict=True):
        append({}, one.feed(Batch(np.array([time]), block[None]), silence))
        assert one._sound.end - one._sound._start <= 3.0


def test_french_gives_no_english(shared_data, cpu):
    sound = sound_of(shared_data / "clips/sound/lamartine.wav")[: 15 * RATE]
    assert Transcript.derive(transcribe(sound, cpu), {}, 15.0) == []


def test_numbers_are_counted(shared_data, cpu):
    sound = sound_of(shared_data / "clips/sound/count.wav")
    said = Transcript.derive(transcribe(sound, cpu), {}, len(sound) / RATE)
    truth = "one two three four five six seven eight nine ten".split()  # noqa: SIM905
    assert plain(" ".join(segment.label for segment in said)) == truth


def transcript_of(*phrases):
    """A transcript's track of whole words: each phrase (start, text, probability) a piece of its own."""
    known, track = words.load_vocabulary(), filled(Transcript, [])["transcript"]
    for start, text, probability in phrases:
        rows = [[known.index(f"▁{word}"), probability, 0.3] for word in text.split()] + [[words.END, 1.0, 0]]
        times = start + 0.4 * np.arange(len(rows), dtype=np.float64)
        track.append(Chunk("transcript", times, np.array(rows, np.float32)))
    return track


def test_words_have_a_sentiment_of_their_own():
    track = transcript_of(
        (1.0, "what a wonderful day", 0.9), (5.0, "the train", 0.9), (9.0, "a terrible war", 0.9)
    )
    times, data = blocks(np.zeros(12 * RATE, np.float32), RATE)
    one, made = TextSentiment(SourceInfo(12.0), Runtime("cpu"), {}), filled(TextSentiment, [])
    for time, block in zip(times, data, strict=True):
        append(made, one.feed(Batch(np.array([time]), block[None]), {Role.TRANSCRIPT: track}))
    append(made, one.finish({Role.TRANSCRIPT: track}))
    found = TextSentiment.derive(made, {}, 12.0)
    assert [(segment.label, round(segment.start)) for segment in found] == [("positive", 1), ("negative", 9)]
    curve = made["text_sentiment"]
    assert np.isnan(curve.values[curve.row_at(4.0)])
    assert curve.values[curve.row_at(1.5)] > 0.3


def test_unsure_words_have_no_sentiment():
    track = transcript_of((1.0, "what a wonderful day", 0.2))
    one, made = TextSentiment(SourceInfo(12.0), Runtime("cpu"), {}), filled(TextSentiment, [])
    append(made, one.finish({Role.TRANSCRIPT: track}))
    assert len(made["text_sentiment"]) == 0
