"""Captions from phrases: how much stands on the screen at once, in which lines, and for how long."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.errors import UsageError
from app.export.exporter import Content
from inference.contract.types import Segment
from inference.speech.words import Phrase, Word, ends_sentence, phrases
from resources.messages import msg

TRACK = "transcript"
LINE = 42
"""Characters in a line; there are two at the most."""

LONGEST, SHORTEST = 7.0, 5 / 6
"""Seconds that a caption stays, at the most and, where the next one leaves room, at the least."""

READING = 17.0
"""Characters a second that are read with ease: a caption stays so long, where the next one leaves room."""

APART = 2 / 24
"""Seconds between two captions, so that a change is seen."""

LEAST = 0.04
"""Seconds that a caption stays whatever comes next."""

PAUSE = 1.5
"""Seconds of silence over which no caption stands."""

TOO_SHORT, INNER_END, INNER_PAUSE, ANOTHER = 6.0, 1.5, 4.0, 3.0
AT_SENTENCE, AT_CLAUSE, ANYWHERE = 0.0, 3.0, 8.0
"""What it costs to leave a caption very short, to run it over the end of a sentence or over a pause of half
a second, to begin another one, and to end it at a sentence's end, a comma, or elsewhere."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption: seconds, and its lines from the top."""

    start: float
    end: float
    lines: tuple[str, ...]


def cues(content: Content) -> list[Cue]:
    """Give a document's captions. Raise UsageError if nothing was ever transcribed."""
    document = content.document
    if TRACK not in document.tracks:
        raise UsageError(
            msg("There is no transcript of {name}.", name=document.location.name),
            msg(
                "Make it first: rushes analyze {name} --only {track}",
                name=document.location.name,
                track=TRACK,
            ),
        )
    return lay_out(timed_words(content.of(TRACK), phrases(document.tracks[TRACK])), document.duration)


def timed_words(segments: Iterable[Segment], known: Iterable[Phrase]) -> list[Word]:
    """Give the words of segments: as they were recognized, or spread over a segment that a user changed."""
    by_text = {(phrase.text, round(phrase.start, 3)): phrase.words for phrase in known}
    words: list[Word] = []
    for segment in segments:
        words += by_text.get((segment.label, round(segment.start, 3)), ()) or _spread(segment)
    return words


def lay_out(words: Sequence[Word], duration: float = math.inf) -> list[Cue]:
    """Give the captions of words that are in time order."""
    made = [part for run in _runs(words) for part in _parted(run)]
    starts = [part[0].start for part in made]
    rooms = [*(following - APART for following in starts[1:]), duration][: len(made)]
    return [
        Cue(part[0].start, _end(part, room), _lines([word.text for word in part]))
        for part, room in zip(made, rooms, strict=True)
    ]


def _spread(segment: Segment) -> list[Word]:
    texts = "".join(letter if letter.isprintable() else " " for letter in segment.label).split()
    whole = sum(len(text) + 1 for text in texts)
    words, place = list[Word](), 0
    for text in texts:
        ends = [
            segment.start + (segment.end - segment.start) * at / whole for at in (place, place + len(text))
        ]
        words.append(Word(ends[0], ends[1], text, segment.score))
        place += len(text) + 1
    return words


def _end(part: Sequence[Word], room: float) -> float:
    start, spoken = part[0].start, max(word.end for word in part)
    letters = sum(len(word.text) + 1 for word in part) - 1
    wanted = max(spoken, start + SHORTEST, start + min(letters / READING, LONGEST))
    # A segment that a user drew may lie over another one: their captions do, too.
    return max(min(wanted, room) if room > start else spoken, start + LEAST)


def _runs(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Part the words at long pauses."""
    first = 0
    for place, (word, following) in enumerate(pairwise(words), 1):
        if following.start - word.end > PAUSE:
            yield words[first:place]
            first = place
    if words:
        yield words[first:]


def _parted(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Part a run into captions at the least cost."""
    best, begins = [0.0], [0]
    for last in range(1, len(words) + 1):
        cost, begin = math.inf, last - 1
        for first in range(last - 1, -1, -1):
            part = words[first:last]
            if first < last - 1 and not _fits(part):
                break
            following = words[last] if last < len(words) else None
            total = best[first] + _cost(part, following)
            if total < cost:
                cost, begin = total, first
        best.append(cost)
        begins.append(begin)
    bounds, last = list[tuple[int, int]](), len(words)
    while last:
        bounds.append((begins[last], last))
        last = begins[last]
    for first, last in reversed(bounds):
        yield words[first:last]


def _fits(part: Sequence[Word]) -> bool:
    lines = _lines([word.text for word in part])
    return all(len(line) <= LINE for line in lines) and part[-1].end - part[0].start <= LONGEST


def _cost(part: Sequence[Word], following: Word | None) -> float:
    until = part[-1].end if following is None else max(part[-1].end, following.start)
    cost = ANOTHER + (TOO_SHORT if until - part[0].start < SHORTEST else 0.0)
    for word, other in pairwise(part):
        cost += INNER_END if ends_sentence(word, other) else 0.0
        cost += INNER_PAUSE if other.start - word.end > 0.5 else 0.0
    if following is None or ends_sentence(part[-1], following):
        return cost + AT_SENTENCE
    return cost + (AT_CLAUSE if part[-1].text[-1] in ",;:–—-" else ANYWHERE)


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    """Break a caption: not at all if it fits a line, else where the two are alike and sense is kept."""
    whole = " ".join(texts)
    if len(whole) <= LINE or len(texts) == 1:
        return (whole,)
    options: list[tuple[float, str, str]] = []
    for place in range(1, len(texts)):
        above, below = " ".join(texts[:place]), " ".join(texts[place:])
        too_long = max(len(above) - LINE, 0) + max(len(below) - LINE, 0)
        comma = 0 if above[-1] in ".,;:!?–—" else 6
        # The lower line may be the longer one: the picture is freer above.
        uneven = abs(len(above) - len(below)) + (3 if len(above) > len(below) else 0)
        options.append((1000 * too_long + uneven + comma, above, below))
    _, above, below = min(options)
    return (above, below)


def clock(seconds: float, point: str) -> str:
    """Write a time as hh:mm:ss and milliseconds behind `point`."""
    thousandths = round(max(seconds, 0.0) * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"
