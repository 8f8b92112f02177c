"""What a voice's own neutral gives: asked of speakers held out, in programs made of their clips.

A program is twenty clips of one speaker. `mixed`: all classes as often; `mostly neutral`: two thirds of
them; `one-sided`: four fifths of one class that is not neutral. The neutral is marked on half of the
speaker's neutral clips, which are not asked, or estimated from what the program holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.train.labels import NEUTRAL, merge_calm
from app.train.measure import average_recall, calibration_error, interval, seven, shares
from app.train.protocols import HeldOutClips
from inference.speech.baseline import BaselineTransform, find_baseline, relative_to_baseline

CLIPS = 20
PROGRAMS = 8
"""Programs of each kind that are made of each speaker's clips."""

STEP = 0.5
KINDS = ("mixed", "mostly neutral", "one-sided")
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Voices:
    """Calibrated log shares of held-out clips, by clip and by half second.

    windows: [n, 7]. halves: for each clip [m, 7]. labels: [n], of seven. speakers: [n].
    """

    windows: NDArray[np.float64]
    halves: Sequence[NDArray[np.float64]]
    half_labels: Sequence[NDArray[np.int64]]
    labels: NDArray[np.int64]
    speakers: NDArray[np.str_]
    offset: NDArray[np.float64]

    @classmethod
    def of(cls, heard: HeldOutClips, warmth: float) -> "Voices":
        """Take what was heard, with the temperature that calibrates it."""
        logs = np.log(np.maximum(merge_calm(shares(heard.logs, warmth)), 1e-9))
        wanted = heard.answers()
        speakers = np.array([heard.features.clips[number].speaker for number in heard.clips])
        return cls(
            logs[:, -1],
            [rows[:-1][known >= 0] for rows, known in zip(logs, wanted, strict=True)],
            [seven(known[known >= 0]) for known in wanted],
            seven(heard.labels),
            speakers,
            heard.offsets.mean(axis=0),
        )

    def marked(self, rng: Generator) -> tuple[dict[str, Rows], NDArray[np.bool_]]:
        """Choose half of each speaker's neutral clips to be marked; give them and which clips are asked."""
        asked, chosen = np.ones(len(self.labels), np.bool_), dict[str, Rows]()
        for speaker in np.unique(self.speakers):
            neutral = rng.permutation(np.flatnonzero((self.speakers == speaker) & (self.labels == NEUTRAL)))
            chosen[speaker] = neutral[: max(1, len(neutral) // 2)]
            asked[chosen[speaker]] = False
        return chosen, asked

    def usual(self, clips: Rows, *, marked: bool) -> tuple[NDArray[np.float64], float]:
        """Give mean log shares of clips' half seconds [7], and how much they count."""
        rows = np.concatenate([self.halves[clip] for clip in clips])
        neutral = find_baseline(rows, np.zeros((len(rows), 2)), np.full(len(rows), marked), STEP)
        return neutral.logs, neutral.weight


def fit_scale(all_voices: Sequence[Voices]) -> float:
    """Find the scale that makes half seconds against a marked neutral likeliest; sets count the same."""
    sets = [(voices, *voices.marked(np.random.default_rng(0))) for voices in all_voices]

    def surprise(scale: float) -> float:
        means = list[float]()
        for voices, chosen, asked in sets:
            relation, likely = BaselineTransform(scale, voices.offset), list[NDArray[np.float64]]()
            for clip in np.flatnonzero(asked):
                usual, weight = voices.usual(chosen[voices.speakers[clip]], marked=True)
                seen = relative_to_baseline(voices.halves[clip], usual, relation, weight)
                likely.append(seen[np.arange(len(seen)), voices.half_labels[clip]])
            means.append(-float(np.concatenate(likely).mean()))
        return float(np.mean(means))

    return min((round(float(value), 3) for value in np.geomspace(0.4, 2.0, 17)), key=surprise)


def with_marked(voices: Voices, scale: float) -> dict[str, float]:
    """Measure clips without a neutral and against a marked one: UAR with its interval, calibration error."""
    chosen, asked = voices.marked(np.random.default_rng(0))
    relation, clips = BaselineTransform(scale, voices.offset), np.flatnonzero(asked)
    seen, halves = voices.windows.copy(), list(voices.halves)
    for clip in clips:
        usual, weight = voices.usual(chosen[voices.speakers[clip]], marked=True)
        seen[clip] = relative_to_baseline(voices.windows[clip], usual, relation, weight)
        halves[clip] = relative_to_baseline(voices.halves[clip], usual, relation, weight)
    labels, speakers = voices.labels[clips], voices.speakers[clips].tolist()
    without, related = (logs[clips].argmax(axis=1) for logs in (voices.windows, seen))
    low, high = interval(labels, related, speakers)
    truth = np.concatenate([voices.half_labels[clip] for clip in clips])
    four = labels < 4
    return {
        "clips": len(clips),
        "without": average_recall(labels, without),
        "marked": average_recall(labels, related),
        "marked_low": low,
        "marked_high": high,
        "without_four": average_recall(labels[four], voices.windows[clips][four, :4].argmax(axis=1)),
        "marked_four": average_recall(labels[four], seen[clips][four, :4].argmax(axis=1)),
        "marked_calibration_error": calibration_error(
            truth, np.exp(np.concatenate([halves[c] for c in clips]))
        ),
    }


def with_estimated(voices: Voices, scale: float) -> dict[str, float]:
    """Measure the clips of programs without a neutral and against one that is estimated from them."""
    rng, relation, found = (
        np.random.default_rng(0),
        BaselineTransform(scale, voices.offset),
        dict[str, float](),
    )
    for kind in KINDS:
        labels, without, related = list[Rows](), list[Rows](), list[Rows]()
        for clips in _programs(voices, kind, rng):
            usual, weight = voices.usual(clips, marked=False)
            labels.append(voices.labels[clips])
            without.append(voices.windows[clips].argmax(axis=1))
            related.append(
                relative_to_baseline(voices.windows[clips], usual, relation, weight).argmax(axis=1)
            )
        truth = np.concatenate(labels)
        found[f"{kind}, without"] = average_recall(truth, np.concatenate(without))
        found[f"{kind}, estimated"] = average_recall(truth, np.concatenate(related))
    return found


def _programs(voices: Voices, kind: str, rng: Generator) -> Iterator[Rows]:
    for speaker in np.unique(voices.speakers):
        own = np.flatnonzero(voices.speakers == speaker)
        classes = {int(label): own[voices.labels[own] == label] for label in np.unique(voices.labels[own])}
        for _ in range(PROGRAMS):
            share = _shares(kind, sorted(classes), rng)
            drawn = rng.choice(sorted(classes), size=CLIPS, p=share)
            yield np.array([rng.choice(classes[label]) for label in drawn])


def _shares(kind: str, classes: Sequence[int], rng: Generator) -> NDArray[np.float64]:
    """Give how often each class occurs in a program."""
    rest = len(classes) - 1
    chosen = {"mixed": None, "mostly neutral": NEUTRAL}.get(kind, classes[1 + int(rng.integers(rest))])
    if chosen is None:
        return np.full(len(classes), 1 / len(classes))
    most = 2 / 3 if chosen == NEUTRAL else 0.8
    return np.array([most if label == chosen else (1 - most) / rest for label in classes])


def figures_of(voices: Voices, scale: float) -> Mapping[str, float]:
    """Give all figures of one set of clips."""
    return {**with_marked(voices, scale), **with_estimated(voices, scale)}
