"""Measures the transcript on recordings whose words are known.

python -m app.recipes.check_transcript ravdess.tar --every 10

RAVDESS has two sentences; a file's name says which (Livingstone and Russo 2018). Word errors are
substitutions, insertions and deletions over words said, without case and punctuation, all clips together.
"""

import argparse
import re
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.media.decode import read_sound
from app.media.info import probe
from inference.analyzers import ANALYZERS
from inference.analyzers.transcript import Transcript
from inference.analyzers.voice import STEP, Voice
from inference.contract.track import Track
from inference.contract.types import AudioSpec, Batch, SourceInfo
from inference.runtime.runtime import Runtime

RATE = 16_000
SAID = {"01": "kids are talking by the door", "02": "dogs are sitting by the door"}

Sound = npt.NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, help="ravdess.tar, or another with --free")
    parser.add_argument("--every", type=int, default=1, help="take every so manyth clip, by name")
    parser.add_argument("--free", action="store_true", help="only count how often text is claimed")
    given = parser.parse_args()
    runtime = Runtime("cpu", threads=1)
    errors = said = clips = claimed = exact = 0
    seconds, began = 0.0, time.process_time()
    for name, sound in _clips(given.corpus, given.every):
        text = transcribe(sound, runtime)
        clips, claimed, seconds = clips + 1, claimed + bool(text), seconds + len(sound) / RATE
        truth = plain("" if given.free else SAID[name.split("-")[4]])
        wrong = distance(truth, plain(text))
        errors, said, exact = errors + wrong, said + len(truth), exact + (wrong == 0)
        print(f"{name}  {wrong if truth else '-'}  {text}", flush=True)
    print(
        f"{clips} clips, text claimed in {claimed},",
        f"{seconds / (time.process_time() - began):.1f} times real time",
    )
    if said:
        print(f"word error rate {errors / said:.1%}, {exact} clips without an error")


def transcribe(sound: Sound, runtime: Runtime) -> str:
    """Give the text of mono sound at 16 kHz, as the program would show it."""
    tracks: dict[str, Track] = {}
    for kind, size in ((Voice, STEP), (Transcript, RATE)):
        analyzer = kind(SourceInfo(len(sound) / RATE), runtime, {})
        blocks = np.pad(sound, (0, -len(sound) % size)).reshape(-1, size)
        batch = Batch(np.arange(len(blocks)) * (size / RATE), blocks)
        made = {spec.key: Track(spec) for spec in kind.makes}
        for chunk in (*analyzer.feed(batch, tracks), *analyzer.finish(tracks)):
            made[chunk.track].append(chunk)
        tracks = ANALYZERS.with_roles({**tracks, **made})
    return " ".join(segment.label for segment in Transcript.derive(tracks, {}, len(sound) / RATE))


def plain(text: str) -> list[str]:
    """Give the words, in lower case."""
    return re.findall(r"[a-z0-9']+", text.lower())


def distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """Give the fewest substitutions, insertions and deletions that make one of the other."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (word != other))
    return row[-1]


def _clips(corpus: Path, every: int) -> Iterator[tuple[str, Sound]]:
    with tarfile.open(corpus) as tar, tempfile.TemporaryDirectory() as folder:
        members = sorted((m for m in tar if m.isfile() and not m.name.endswith(".tsv")), key=lambda m: m.name)
        for member in members[::every]:
            file = tar.extractfile(member)
            if file is not None:
                clip = Path(folder) / Path(member.name).name
                clip.write_bytes(file.read())
                yield clip.stem, sound_of(clip)
                clip.unlink()


def sound_of(clip: Path) -> Sound:
    """Give a file's sound, mono at 16 kHz, as the program hears it."""
    media = probe(clip)
    read = read_sound(media, [AudioSpec(RATE, RATE, RATE)], stop=threading.Event(), warn=print)
    blocks = [delivery.batch.data.ravel() for delivery in read]
    return np.concatenate(blocks)[: round(media.duration * RATE)].astype(np.float32, copy=False)


if __name__ == "__main__":
    main()
