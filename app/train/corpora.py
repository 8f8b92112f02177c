"""The training clips: who speaks, what is acted, and the sound, read from one tar per corpus."""

import re
import tarfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.media.decode import decode_bytes
from app.train.burst_labels import EMOGATOR_CODES
from app.train.labels import NEMO_NAMES, RAVDESS_CODES

RATE = 16_000
CORPORA = ("ravdess", "nemo")
RAVDESS_NAME = re.compile(r"03-01-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)")
NEMO_NAME = re.compile(r"([A-Z0-9]+)_([a-z]+)_(\d+)")
EMOGATOR_NAME = re.compile(r"(\d{6})-(\d\d)-(\d)")
NEMO_WOMEN = frozenset({"EB0", "IC0", "KD0", "MK0"})


@dataclass(frozen=True, slots=True)
class Clip:
    """One acted utterance. `gender` is "woman" or "man", as the corpus says, or "" where it does not."""

    corpus: str
    name: str
    speaker: str
    gender: str
    emotion: str
    intensity: int


def parse_ravdess(name: str) -> Clip | None:
    """Read a clip from a name such as 03-01-05-02-01-01-12; odd actors are men."""
    match = RAVDESS_NAME.fullmatch(name)
    if match is None:
        return None
    emotion, intensity, _, _, actor = match.groups()
    gender = "man" if int(actor) % 2 else "woman"
    return Clip("ravdess", name, f"ravdess-{actor}", gender, RAVDESS_CODES[emotion], int(intensity))


def parse_nemo(name: str) -> Clip | None:
    """Read a clip from a name such as EB0_anger_10."""
    match = NEMO_NAME.fullmatch(name)
    if match is None or match[2] not in NEMO_NAMES:
        return None
    gender = "woman" if match[1] in NEMO_WOMEN else "man"
    return Clip("nemo", name, f"nemo-{match[1]}", gender, NEMO_NAMES[match[2]], 1)


def parse_emogator(name: str) -> Clip | None:
    """Read a vocal burst from a name such as 000123-19-2: speaker, category, instance."""
    match = EMOGATOR_NAME.fullmatch(name)
    if match is None or match[2] not in EMOGATOR_CODES:
        return None
    return Clip("emogator", name, f"emogator-{match[1]}", "", EMOGATOR_CODES[match[2]], 1)


PARSERS = {"ravdess": parse_ravdess, "nemo": parse_nemo, "emogator": parse_emogator}


class Corpus:
    """A tar of clips, sorted by name."""

    def __init__(self, folder: Path, corpus: str) -> None:
        self._path = folder / f"{corpus}.tar"
        self._places: dict[str, tuple[int, int]] = {}
        clips: list[Clip] = []
        with tarfile.open(self._path) as tar:
            for member in tar:
                clip = PARSERS[corpus](Path(member.name).stem)
                if member.isfile() and clip is not None:
                    self._places[clip.name] = member.offset_data, member.size
                    clips.append(clip)
        self.clips = tuple(sorted(clips, key=lambda clip: clip.name))
        # Babble asks for a speaker's clips again and again: 1,200 decoded clips take some 300 MB.
        self.sound = lru_cache(maxsize=1200)(self._sound)

    def _sound(self, clip: Clip) -> NDArray[np.float32]:
        """Decode the clip as mono float32 at 16 kHz."""
        offset, size = self._places[clip.name]
        with self._path.open("rb") as file:
            file.seek(offset)
            return decode_bytes(file.read(size), RATE)
