"""Ask the prosody analyzer whether it hears acted arousal. Nothing was or is fitted to these data.

    python -m app.train.evaluate_prosody --data DIR

DIR holds ravdess.tar and nemo.tar. Each speaker's clips are laid one after another, as if they were one file,
with half a second of silence between them; the voice and the prosody analyzer run over it as the program runs
them. A clip's arousal is the mean of its half seconds. Per corpus: the correlation with the arousal that the
acted class has on the circumplex (`app.train.labels`), within each speaker and over all; the area under the
curve for angry, fearful, happy and surprised against neutral, calm and sad (chance is 0.5); and both for each
part of the measure. Intervals are those of speakers drawn again.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.train.corpora import CORPORA, Clip, Corpus
from app.train.labels import target
from inference.analyzers import ANALYZERS, prosody, voice
from inference.audio.features import RATE
from inference.contract.track import Track
from inference.contract.types import AudioSpec, Batch, Chunk, SourceInfo
from inference.runtime.runtime import CPU, Runtime

HIGH = ("angry", "fearful", "happy", "surprised")
LOW = ("neutral", "calm", "sad")
PAUSE = RATE // 2
WITHOUT_LEVEL = "without level"


def analyze(sound: NDArray[np.float32]) -> Track:
    """Run the voice and the prosody analyzer over sound at 16 kHz; the result is the prosody track."""
    source, runtime = SourceInfo(len(sound) / RATE), Runtime(CPU, threads=1)
    tracks: dict[str, Track] = {}
    for kind in (voice.Voice, prosody.Prosody):
        one = kind(source, runtime, {})
        tracks |= {spec.key: Track(spec) for spec in kind.makes}
        spec = kind.wants({})
        assert isinstance(spec, AudioSpec)
        blocks = np.pad(sound, (0, -len(sound) % spec.window)).reshape(-1, spec.window)
        starts = np.arange(len(blocks), dtype=np.float64) * spec.hop / RATE
        _append(tracks, one.feed(Batch(starts, blocks), ANALYZERS.with_roles(tracks)))
        _append(tracks, one.finish(ANALYZERS.with_roles(tracks)))
    return tracks["prosody"]


def _append(tracks: dict[str, Track], chunks: Sequence[Chunk]) -> None:
    for chunk in chunks:
        tracks[chunk.track].append(chunk)


def hear(corpus: Corpus, clips: Sequence[Clip]) -> NDArray[np.float64]:
    """Give the channels of a speaker's clips [n, 6]; NaN where no voice was measured."""
    sounds = [np.pad(corpus.sound(clip), (0, PAUSE)) for clip in clips]
    track = analyze(np.concatenate(sounds))
    edges = np.searchsorted(track.times + prosody.STEP / 2, np.cumsum([0, *map(len, sounds)]) / RATE)
    means = np.full((len(clips), len(prosody.CHANNELS)), np.nan)
    for number, (first, last) in enumerate(pairwise(edges.tolist())):
        rows = track.values[first:last]
        rows = rows[np.isfinite(rows[:, 0])]
        if len(rows):
            means[number] = rows.mean(axis=0)
    return means


def area(high: NDArray[np.float64], low: NDArray[np.float64]) -> float:
    """Give the share of pairs in which the high one lies above the low one; ties count half."""
    apart = high[:, None] - low[None, :]
    return float(np.mean(apart > 0) + 0.5 * np.mean(apart == 0))


def within(
    wanted: NDArray[np.float64], heard: NDArray[np.float64], speakers: NDArray[np.str_]
) -> list[float]:
    """Give Pearson's correlation within each speaker."""
    return [
        float(np.corrcoef(wanted[speakers == name], heard[speakers == name])[0, 1])
        for name in np.unique(speakers)
    ]


def interval(of_speakers: Sequence[float], draws: int = 2000) -> tuple[float, float]:
    """Give the 95 % interval of a mean over speakers when they are drawn again with replacement."""
    values = np.array(of_speakers)
    drawn = np.random.default_rng(0).integers(len(values), size=(draws, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def evaluate(data: Path, name: str, every: int) -> None:
    """Print what is found for one corpus, of which each speaker's clips are taken in steps of `every`."""
    corpus = Corpus(data, name)
    everything: defaultdict[str, list[Clip]] = defaultdict(list)
    for clip in corpus.clips:
        everything[clip.speaker].append(clip)
    by_speaker = {name: clips[::every] for name, clips in everything.items()}
    heard = np.concatenate([hear(corpus, clips) for clips in by_speaker.values()])
    clips = [clip for of_one in by_speaker.values() for clip in of_one]
    known = np.isfinite(heard[:, 0])
    emotions = np.array([clip.emotion for clip in clips])[known]
    speakers = np.array([clip.speaker for clip in clips])[known]
    wanted = np.array([target(clip.emotion, clip.intensity).arousal for clip in clips])[known]
    heard = heard[known]
    print(f"## {name}: {len(clips)} clips of {len(by_speaker)} speakers, {known.sum()} measured\n")
    columns = {channel: heard[:, n] for n, channel in enumerate(prosody.CHANNELS)}
    # tanh is undone, so that the parts are averaged as the analyzer averages them.
    parts = np.arctanh(np.clip(heard[:, 2:], -0.999, 0.999))
    columns[WITHOUT_LEVEL] = parts.mean(axis=1)
    print("| | correlation within speakers | 95 % | over all | AUC | 95 % |\n|---|---:|---:|---:|---:|---:|")
    high, low = np.isin(emotions, HIGH), np.isin(emotions, LOW)
    for channel, values in columns.items():
        alike = within(wanted, values, speakers)
        areas = [
            area(values[high & (speakers == name)], values[low & (speakers == name)])
            for name in np.unique(speakers)
        ]
        (a, b), (c, d) = interval(alike), interval(areas)
        print(
            f"| {channel} | {np.mean(alike):.2f} | {a:.2f} to {b:.2f} | "
            f"{np.corrcoef(wanted, values)[0, 1]:.2f} | {np.mean(areas):.2f} | {c:.2f} to {d:.2f} |"
        )
    print(
        "\nMean arousal: "
        + ", ".join(
            f"{name} {columns['arousal'][emotions == name].mean():+.2f}" for name in sorted(set(emotions))
        ),
        end="\n\n",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask the prosody analyzer whether it hears acted arousal.")
    parser.add_argument("--data", type=Path, required=True, help="folder with ravdess.tar and nemo.tar")
    parser.add_argument("--only", choices=CORPORA, help="one corpus; left out, both")
    parser.add_argument("--every", type=int, default=1, help="take only every so-many-th clip of a speaker")
    arguments = parser.parse_args()
    for name in [arguments.only] if arguments.only else CORPORA:
        evaluate(arguments.data, name, arguments.every)


if __name__ == "__main__":
    main()
