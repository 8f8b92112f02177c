"""Reading the tracks of a run."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from app.store import schema
from app.store.packing import unpack
from app.store.records import StoredRun
from inference.contract.track import Track
from inference.contract.types import Chunk, TrackSpec

AT_ONCE, FEW = 64, 8
"""Chunks of a track that are unpacked together, with a pyramid and without."""


def tracks_of(*runs: StoredRun) -> sa.Select[Any, Any, Any, Any]:
    """Ask for the tracks of runs and how many rows they have."""
    track, chunk = schema.track, schema.chunk
    length = sa.func.coalesce(sa.func.sum(chunk.c.rows), 0).label("length")
    return (
        sa.select(track.c.id, track.c.key, track.c.spec, length)
        .outerjoin(chunk, chunk.c.track_id == track.c.id)
        .where(track.c.run_id.in_([run.id for run in runs]))
        .group_by(track.c.id)
    )


def read_track(
    spec: TrackSpec,
    connection: sa.Connection,
    track_id: int,
    length: int,
    *,
    zoom: bool,
    channels: Collection[str] | None,
) -> Track:
    """Read the rows of a track, `length` of them; all channels, or those of some names."""
    chunk = schema.chunk
    columns: slice | list[int] = slice(None)
    narrow = spec
    if channels is not None:
        columns = [index for index, channel in enumerate(spec.channels) if channel in channels]
        narrow = replace(spec, channels=tuple(spec.channels[index] for index in columns))
    track = Track(narrow, zoom=zoom, capacity=length)
    query = (
        sa.select(chunk.c.times, chunk.c.data).where(chunk.c.track_id == track_id).order_by(chunk.c.number)
    )
    # A track raises its pyramid with each append; without one, little is held at a time.
    for part in connection.execute(query).partitions(AT_ONCE if zoom else FEW):
        chunks = [unpack(spec, row.times, row.data) for row in part]
        times = np.concatenate([chunk.times for chunk in chunks])
        track.append(
            Chunk(track.spec.key, times, np.concatenate([chunk.values[:, columns] for chunk in chunks]))
        )
    return track
