"""Ask how well voices are told apart, in programs with exact truth.

    python -m app.train.evaluate_speakers --data DIR

DIR holds `ravdess.tar` and `nemo.tar`. Every program goes through the analyzers `voice` and `speakers`, as
the program runs them. Settings were chosen on the speakers of the part `chosen`; the figures are those of
`asked`.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.train.corpora import RATE, Corpus
from app.train.programs import Program, draw
from inference.analyzers import ANALYZERS
from inference.analyzers.speakers import SAMPLES, Speakers
from inference.analyzers.voice import STEP as VOICE_SAMPLES
from inference.analyzers.voice import Voice
from inference.contract.analyzer import SessionProvider
from inference.contract.track import Track
from inference.contract.types import Batch, Segment, SourceInfo
from inference.runtime.runtime import CPU, Runtime

CHOSEN = {
    "ravdess": tuple(f"ravdess-{actor:02d}" for actor in range(1, 11)),
    "nemo": ("nemo-EB0", "nemo-IC0", "nemo-KS0", "nemo-WR0"),
}
ASKED = {
    "ravdess": tuple(f"ravdess-{actor:02d}" for actor in range(11, 21)),
    "nemo": ("nemo-KD0", "nemo-MK0", "nemo-MP0", "nemo-SM0", "nemo-TP0"),
}
PARTS = {"chosen": CHOSEN, "asked": ASKED}
COUNTS = (1, 2, 3, 5)
SECONDS = 100.0
SPOKEN = 0.5
"""Probability of speech from which a step of the voice track is counted."""


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of the voiced time of a program, and how many voices there are and were found."""

    wrong: float
    unsure: float
    purity: float
    coverage: float
    true: int
    found: int


def hear(sound: NDArray[np.float32], sessions: SessionProvider) -> dict[str, Track]:
    """Run the voice analyzer and this one over sound at 16 kHz."""
    source = SourceInfo(len(sound) / RATE)
    tracks = {spec.key: Track(spec) for kind in (Voice, Speakers) for spec in kind.makes}
    for kind, samples in ((Voice, VOICE_SAMPLES), (Speakers, SAMPLES)):
        analyzer = kind(source, sessions, {})
        count = -(-len(sound) // samples)
        blocks = np.pad(sound, (0, count * samples - len(sound))).reshape(count, samples)
        times = np.arange(count) * (samples / RATE)
        read = ANALYZERS.with_roles(tracks)
        for chunks in (analyzer.feed(Batch(times, blocks), read), analyzer.finish(read)):
            for chunk in chunks:
                tracks[chunk.track].append(chunk)
    return ANALYZERS.with_roles(tracks)


def score(truth: NDArray[np.intp], found: NDArray[np.intp]) -> Score:
    """Compare numbers of speakers and of voices at voiced steps [n]; a voice of -1 is unsure.

    wrong: under the best mapping of voices to speakers. purity: of each voice's time, what is its most
    frequent speaker's. coverage: of each speaker's time, what lies in one voice.
    """
    speakers, voices = int(truth.max()) + 1, int(found.max(initial=-1)) + 1
    known = found >= 0
    shared = np.zeros((speakers, max(voices, 1)), np.int64)
    np.add.at(shared, (truth[known], found[known]), 1)
    return Score(
        wrong=1 - best(shared) / len(truth) - float((~known).mean()),
        unsure=float((~known).mean()),
        purity=shared.max(axis=0).sum() / max(int(known.sum()), 1),
        coverage=shared.max(axis=1).sum() / len(truth),
        true=speakers,
        found=voices,
    )


def best(shared: NDArray[np.int64]) -> int:
    """Most steps that a one-to-one mapping of speakers [k] to voices [m] can have in common."""
    rows = [[int(value) for value in row] for row in shared]

    @cache
    def most(speaker: int, used: int) -> int:
        if speaker == len(rows):
            return 0
        free = [voice for voice, value in enumerate(rows[speaker]) if value and not used >> voice & 1]
        taken = [rows[speaker][voice] + most(speaker + 1, used | 1 << voice) for voice in free]
        return max([most(speaker + 1, used), *taken])

    return most(0, 0)


def steps(segments: Sequence[Segment], times: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give the number of the voice at times [n], from 0; -1 where no segment is."""
    voices = np.full(len(times), -1, np.intp)
    for segment in segments:
        voices[(times >= segment.start) & (times < segment.end)] = int(segment.label.split()[-1]) - 1
    return voices


def truth_at(program: Program, times: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give the number of the speaker at times [n]; -1 between clips."""
    speakers = np.full(len(times), -1, np.intp)
    for turn in program.turns:
        speakers[(times >= turn.start) & (times < turn.end)] = program.speakers.index(turn.speaker)
    return speakers


def ask(program: Program, sessions: SessionProvider) -> Score:
    """Hear a program and compare where a voice is heard."""
    tracks = hear(program.sound, sessions)
    segments = Speakers.derive(tracks, {}, len(program.sound) / RATE)
    voice = tracks["voice"]
    truth = truth_at(program, voice.times)
    counted = (voice.values[:, 0] >= SPOKEN) & (truth >= 0)
    return score(truth[counted], steps(segments, voice.times)[counted])


def row(name: str, scores: Sequence[Score]) -> str:
    """Give a line of a Markdown table."""
    mean = {
        key: np.mean([getattr(one, key) for one in scores])
        for key in ("wrong", "unsure", "purity", "coverage")
    }
    right = sum(one.true == one.found for one in scores)
    numbers = ", ".join(str(one.found) for one in scores)
    shares = " | ".join(f"{100 * value:.1f} %" for value in mean.values())
    return f"| {name} | {len(scores)} | {shares} | {right} of {len(scores)} | {numbers} |"


def report(part: Mapping[str, Sequence[str]], data: Path, times: int, seed: int) -> None:
    """Ask programs of one, two, three and five speakers of each corpus."""
    sessions = Runtime(CPU, threads=1)
    print("| | programs | wrong | unsure | purity | coverage | number right | voices found |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for name, speakers in part.items():
        corpus = Corpus(data, name)
        for count in COUNTS:
            if count <= len(speakers):
                drawn = draw(corpus, speakers, (count,), times, SECONDS, seed + count)
                print(row(f"{name}, {count}", [ask(one, sessions) for one in drawn]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--part", choices=PARTS, default="asked", help="whose voices")
    parser.add_argument("--programs", type=int, default=6, help="of each number of speakers")
    arguments = parser.parse_args()
    report(
        PARTS[arguments.part],
        arguments.data,
        arguments.programs,
        seed=10 if arguments.part == "asked" else 20,
    )


if __name__ == "__main__":
    main()
