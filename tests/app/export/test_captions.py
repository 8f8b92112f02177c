"""Captions can be read: short lines, long enough, apart, with nothing that a player takes for a command."""

import io
import re
from itertools import pairwise

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document
from app.edits import AddSegment, ReplaceSegment
from app.errors import UsageError
from app.export import select_content
from app.export.captions import clock, cues, lay_out, timed_words
from app.media.info import probe
from app.store import StoredMedia
from inference.contract.types import Segment
from inference.speech.words import Phrase, Word
from tests.app.export import films
from tests.app.pipeline.fakes import DEMO
from tests.inference.analyzers.test_transcript import transcript_of

# What guidelines for captions ask for: 42 characters in a line, 5/6 s to 7 s on the screen, 17 characters a
# second, and two frames at 24 a second between one caption and the next.
LINE, SHORTEST, LONGEST, READING, APART = 42, 0.8333, 7.0, 17.0, 0.0833


def spoken(text, start=0.0, each=0.3, pause=0.05):
    """Words said one after the other."""
    made, time = [], start
    for word in text.split():
        made.append(Word(time, time + each, word, 0.9))
        time += each + pause
    return made


DICKENS = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of "
    "foolishness, it was the epoch of belief, it was the epoch of incredulity. We had everything before us."
)


def texts(captions):
    return [" ".join(cue.lines) for cue in captions]


def test_nothing_is_lost_and_nothing_is_too_long():
    captions = lay_out(spoken(DICKENS))
    assert " ".join(texts(captions)) == DICKENS
    for cue in captions:
        assert len(cue.lines) <= 2
        assert all(len(line) <= LINE for line in cue.lines)
        assert SHORTEST - 0.01 <= cue.end - cue.start <= LONGEST + 0.01
    assert all(following.start - cue.end >= APART for cue, following in pairwise(captions))


def test_captions_end_where_the_sense_does():
    assert all(text[-1] in ",." for text in texts(lay_out(spoken(DICKENS))))


def test_a_caption_begins_with_its_first_word_and_waits_to_be_read():
    (cue,) = lay_out(spoken("Unquestionably extraordinary circumstances.", start=2.0, each=0.2))
    assert cue.start == 2.0
    assert cue.end == pytest.approx(2.0 + 43 / READING)
    (short,) = lay_out(spoken("No.", each=0.1))
    assert short.end == pytest.approx(SHORTEST, abs=1e-3)


def test_a_caption_that_is_read_longer_ends_two_frames_before_the_next():
    first, second = lay_out([Word(0.0, 0.5, "Unquestionably.", 0.9), Word(2.1, 2.5, "No.", 0.9)])
    assert (first.start, second.start) == (0.0, 2.1)
    assert first.end == pytest.approx(0.5 + 0.38, abs=0.01)  # 15 letters at 17 a second
    first, second = lay_out([Word(0.0, 0.3, "Unquestionably!", 0.9), Word(0.85, 7.5, "No.", 0.9)])
    assert first.end == pytest.approx(0.85 - 0.0833, abs=1e-3)


def test_no_caption_stays_longer_than_seven_seconds_to_be_read():
    long = "m" * 300
    (cue,) = lay_out([Word(0.0, 0.5, long, 0.9)])
    assert cue.end == pytest.approx(7.0)


def test_no_caption_outlasts_the_media():
    (cue,) = lay_out(spoken("No.", start=9.7, each=0.1), duration=10.0)
    assert cue.end == 10.0


def test_no_caption_stands_over_silence():
    captions = lay_out([*spoken("One thing."), *spoken("And another.", start=20.0)])
    assert [cue.start for cue in captions] == [0.0, 20.0]
    assert captions[0].end < 3


def test_short_sentences_share_a_caption():
    assert texts(lay_out(spoken("Yes. No. Do you hear me?", each=0.15))) == ["Yes. No. Do you hear me?"]


def test_a_word_longer_than_a_line_stands_alone():
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    assert long in texts(lay_out(spoken(f"The {long} of Vienna.")))


def test_lines_are_broken_in_two_alike():
    (cue,) = lay_out(spoken("We had everything before us and then we had nothing before us.", each=0.2))
    above, below = cue.lines
    assert abs(len(above) - len(below)) < 12


def test_two_hours_are_laid_out_in_order():
    captions = lay_out(spoken(" ".join([DICKENS] * 300), pause=0.1))
    assert len(captions) > 500
    assert all(cue.start < cue.end <= following.start for cue, following in pairwise(captions))


def test_a_changed_segment_keeps_its_text_and_its_time():
    phrase = Phrase(tuple(spoken("one too", start=1.0)))
    same = Segment(phrase.start, phrase.end, "transcript", "one too", 0.9)
    changed = Segment(4.0, 6.0, "transcript", "  three\nfour\x07 ", 0.9)
    made = timed_words([same, changed], [phrase])
    assert tuple(made[:2]) == phrase.words
    assert [word.text for word in made[2:]] == ["three", "four"]
    assert made[2].start == 4.0
    assert 5.5 < made[-1].end <= 6.0


def test_overlapping_segments_are_captions_still():
    drawn = [Segment(1.0, 5.0, "transcript", "one", 0.5), Segment(1.0, 2.0, "transcript", "two", 0.5)]
    assert all(cue.start < cue.end for cue in lay_out(timed_words(sorted(drawn), [])))


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0.0, "00:00:00.000"),
        (59.9996, "00:01:00.000"),
        (3661.25, "01:01:01.250"),
        (360_000.0, "100:00:00.000"),
    ],
)
def test_times(seconds, written):
    assert clock(seconds, ".") == written


@pytest.fixture
def document():
    media = probe(DEMO)
    made = Document(media, "f1", StoredMedia(1, "f1", media.to_json(), media.location))
    made.tracks["transcript"] = transcript_of(
        (1.0, "it was the best of times", 0.9), (6.0, "we had nothing", 0.9)
    )
    return made


def written(document, name):
    return films.written(name, select_content(document))[""].decode()


def test_webvtt_is_as_its_grammar_says(document):
    blocks = written(document, "vtt").rstrip("\n").split("\n\n")
    assert blocks[0] == "WEBVTT"
    for block, text in zip(blocks[1:], ("it was the best of times", "we had nothing"), strict=True):
        times, *lines = block.split("\n")
        assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}", times)
        assert lines == [text]


def test_subrip_is_numbered(document):
    blocks = written(document, "srt").rstrip("\r\n").split("\r\n\r\n")
    assert [block.split("\r\n")[0] for block in blocks] == ["1", "2"]
    assert blocks[0].split("\r\n")[1].startswith("00:00:01,000 --> ")
    assert blocks[1].split("\r\n")[2:] == ["we had nothing"]


def test_captions_are_read_by_another_program(document):
    subrip = webvtt.from_buffer(io.StringIO(written(document, "srt").replace("\r\n", "\n")), format="srt")
    for read in (webvtt.from_string(written(document, "vtt")), subrip):
        assert [cue.text for cue in read] == ["it was the best of times", "we had nothing"]
        assert [cue.start for cue in read] == ["00:00:01.000", "00:00:06.000"]


HOSTILE = "<b>bold</b> & --> {\\an8}\n\nWEBVTT &lt; שלום 🎬"


def test_what_players_take_for_commands_is_escaped(document):
    document.edits = [AddSegment(Segment(10.0, 12.0, "transcript", HOSTILE, 1.0))]
    vtt, srt = written(document, "vtt"), written(document, "srt")
    assert vtt.count("-->") == srt.count("-->") == 3
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; --&gt;" in vtt
    assert "&amp;lt; שלום 🎬" in vtt
    assert not re.search(r"[<{]", srt)
    assert "שלום 🎬" in srt
    assert len(vtt.rstrip("\n").split("\n\n")) == 4


def test_a_correction_is_what_is_exported(document):
    old = next(segment for segment in document.segments() if segment.label == "we had nothing")
    document.edits = [ReplaceSegment(old, Segment(old.start, old.end, old.track, "we had everything", 1.0))]
    assert texts(cues(select_content(document))) == ["it was the best of times", "we had everything"]


def test_without_a_transcript_it_says_how_to_make_one(document):
    del document.tracks["transcript"]
    with pytest.raises(UsageError, match="no transcript") as caught:
        written(document, "vtt")
    assert "--only transcript" in str(caught.value.hint)


def test_a_file_without_speech_has_captions_without_cues(document):
    document.tracks["transcript"] = transcript_of()
    assert written(document, "vtt") == "WEBVTT\n"
    assert written(document, "srt") == ""


def test_json_holds_each_word(document):
    import json

    words = json.loads(written(document, "json"))["words"]
    assert [word["text"] for word in words[:3]] == ["it", "was", "the"]
    assert words[0]["start"] == 1.0
    assert words[0]["end"] == pytest.approx(1.3)


@st.composite
def speech(draw: st.DrawFn) -> list[Word]:
    time, words = 0.0, list[Word]()
    for text, pause, length in draw(
        st.lists(
            st.tuples(st.text("ab,.", min_size=1, max_size=14), st.integers(0, 40), st.integers(1, 12)),
            max_size=40,
        )
    ):
        start = time + pause / 10
        time = start + length / 10
        words.append(Word(start, time, text, 0.9))
    return words


@given(speech())
def test_captions_of_any_speech_can_be_read(words: list[Word]) -> None:
    length = words[-1].end + 0.5 if words else 1.0
    captions = lay_out(words, length)
    assert " ".join(texts(captions)) == " ".join(word.text for word in words)
    starts = {word.start for word in words}
    for cue in captions:
        assert cue.start in starts
        assert cue.end - cue.start >= 0.04 - 1e-9
        assert cue.end <= length + 1e-9
        assert 1 <= len(cue.lines) <= 2
        assert all(len(line) <= 42 for line in cue.lines)
        assert cue.end - cue.start <= 7.0 + 1e-9
    for cue, following in pairwise(captions):
        assert following.start >= cue.end - 1e-9
        # Two frames apart, where the next one does not begin at once.
        assert following.start - cue.end >= 2 / 24 - 1e-6 or cue.end - cue.start <= 0.04 + 1e-9


@given(st.floats(0, 360_000))
def test_a_clock_is_right_to_the_millisecond(seconds: float) -> None:
    hours, minutes, rest = clock(seconds, ".").split(":")
    assert abs(int(hours) * 3600 + int(minutes) * 60 + float(rest) - seconds) <= 0.0005 + 1e-6
    assert int(minutes) < 60
    assert float(rest) < 60
