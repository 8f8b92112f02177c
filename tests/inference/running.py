"""Runs an analyzer on arrays, as the pipeline does."""

import numpy as np

from inference.contract.track import Track
from inference.contract.types import Batch, SourceInfo


def run(analyzer, sessions, times, data, *, source=None, chunk=None, **params):
    """Feed everything in batches of `chunk` and give the tracks by key."""
    times = np.asarray(times, np.float64)
    one = analyzer(source or SourceInfo(float(times[-1])), sessions, params)
    tracks = {spec.key: Track(spec) for spec in analyzer.makes}
    step = chunk or len(times)
    for first in range(0, len(times), step):
        batch = Batch(times[first : first + step], data[first : first + step])
        append(tracks, one.feed(batch, tracks))
    append(tracks, one.finish(tracks))
    return tracks


def append(tracks, chunks):
    for chunk in chunks:
        tracks[chunk.track].append(chunk)


def filled(analyzer, times, **values):
    """The tracks of an analyzer, holding given rows: values by key, dots as underscores."""
    from inference.contract.types import Chunk

    tracks = {spec.key: Track(spec) for spec in analyzer.makes}
    for key, rows in values.items():
        name = key.replace("_", ".")
        tracks[name].append(Chunk(name, np.asarray(times, np.float64), np.asarray(rows, np.float32)))
    return tracks
