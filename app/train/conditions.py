"""How much of the recall is left under noise, music, reverberation and narrow bands, at known levels."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray

from app.train.augment import Sound, babble, colored_noise, compand, hum, limit_band, reverberate, saturate
from app.train.corpora import Clip, Corpus
from app.train.encoder import Encoder
from app.train.fit import Network
from app.train.folds import split
from app.train.labels import CLASSES
from app.train.scene import WINDOW, plain_scene

EVERY: Mapping[str, int] = {"ravdess": 5, "nemo": 12}
"""One clip of so many is asked: a number that every speaker is among."""

BATCH = 8
Condition = Callable[[Sound, Sequence[Sound], Generator], Sound]


def _under(noise: Callable[[Sequence[Sound], Generator], Sound], decibels: float) -> Condition:
    """Lay noise under the voice, so many decibels below it where it is heard."""

    def spoil(sound: Sound, voices: Sequence[Sound], rng: Generator) -> Sound:
        made = noise(voices, rng)
        voiced = np.square(sound)[np.abs(sound) > 0.02 * np.abs(sound).max()]
        share = np.sqrt(voiced.mean() / np.square(made).mean()) * 10 ** (-decibels / 20)
        return (sound + np.float32(share) * made).astype(np.float32)

    return spoil


def _babble(voices: Sequence[Sound], rng: Generator) -> Sound:
    return babble(WINDOW, voices, rng)


def _white(_: Sequence[Sound], rng: Generator) -> Sound:
    return colored_noise(WINDOW, 0.0, rng)


def _chords(_: Sequence[Sound], rng: Generator) -> Sound:
    """Make four chords of a second each."""
    return np.concatenate([hum(WINDOW // 4, rng) for _ in range(4)])


CONDITIONS: Mapping[str, Condition] = {
    "clean": lambda sound, _voices, _rng: sound,
    **{f"babble {level} dB": _under(_babble, level) for level in (20, 10, 5, 0)},
    "white noise 10 dB": _under(_white, 10),
    "chords 10 dB": _under(_chords, 10),
    "room": lambda sound, _voices, rng: reverberate(sound, rng),
    "overdriven": lambda sound, _voices, rng: saturate(sound, rng),
    "telephone": lambda sound, _voices, rng: compand(limit_band(sound, rng)),
}


def hear_through(
    corpus: Corpus, networks: Sequence[Sequence[Network]], name: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[str]]:
    """Give what was acted, what is heard and the speakers: clips of each fold through one condition.

    networks: those of each fold, which have not heard its speakers. Babble is made of the fold's voices.
    """
    encoder, spoil = Encoder(), CONDITIONS[name]
    wanted, heard, speakers = list[int](), list[NDArray[np.int64]](), list[str]()
    for fold, members in enumerate(networks):
        numbers = split(corpus.clips, fold)[1]
        rng = np.random.default_rng([fold, len(name)])
        chosen = [corpus.clips[number] for number in numbers[:: EVERY[corpus.clips[0].corpus]]]
        others = [corpus.clips[number] for number in rng.choice(numbers, size=60)]
        for first in range(0, len(chosen), BATCH):
            clips = chosen[first : first + BATCH]
            sounds = [spoil(_laid(corpus, clip), _voices(corpus, others, rng), rng) for clip in clips]
            heard.append(_answers(members, encoder(np.stack(sounds))))
            wanted += [CLASSES.index(clip.emotion) for clip in clips]
            speakers += [clip.speaker for clip in clips]
    return np.array(wanted), np.concatenate(heard), speakers


def _laid(corpus: Corpus, clip: Clip) -> Sound:
    return plain_scene(clip, corpus.sound(clip)).sound


def _voices(corpus: Corpus, others: Sequence[Clip], rng: Generator) -> list[Sound]:
    return [corpus.sound(others[index]) for index in rng.integers(len(others), size=6)]


def _answers(members: Sequence[Network], frames: NDArray[np.float32]) -> NDArray[np.int64]:
    with torch.inference_mode():
        logs = torch.stack([torch.log_softmax(m(torch.from_numpy(frames))[0][:, -1], 1) for m in members])
    shares = logs.mean(0).exp().numpy()
    shares[:, 0] += shares[:, CLASSES.index("calm")]
    return shares[:, :7].argmax(axis=1)
