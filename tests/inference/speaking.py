"""Sound of files for analyzers, and how far a text is from another one."""

import re

import av
import numpy as np

RATE = 16_000


def sound_of(path):
    """Mono sound of a file at 16 kHz."""
    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(path)) as container:
        frames = [made for frame in container.decode(audio=0) for made in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in (*frames, *resampler.resample(None))])


def blocks(sound, size):
    """Blocks that follow on each other, with their times."""
    data = np.pad(sound, (0, -len(sound) % size)).reshape(-1, size).astype(np.float32)
    return np.arange(len(data), dtype=np.float64) * (size / RATE), data


def plain(text):
    """Words in lower case."""
    return re.findall(r"[a-z0-9']+", text.lower())
