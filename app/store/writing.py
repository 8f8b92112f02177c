"""Writing the tracks of a run while they are made."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import sqlalchemy as sa

from app.store import schema
from app.store.packing import pack
from app.store.records import StoredMedia
from inference.contract.types import Chunk, Device, TrackSpec
from resources.messages import Message

FLUSH_ROWS = 512
FLUSH_SECONDS = 2.0
BEAT_SECONDS = 30.0


class RunWriter:
    """Writes one run: rows as they come, then `finish` or `drop`."""

    def __init__(
        self,
        writing: Callable[[], AbstractContextManager[sa.Connection]],
        media: StoredMedia,
        identity: str,
        run_id: int,
        tracks: Mapping[str, tuple[TrackSpec, int]],
    ) -> None:
        self._writing = writing
        self._media = media
        self._identity = identity
        self._run_id = run_id
        self._tracks = tracks
        self._held: dict[str, list[Chunk]] = {}
        self._rows = 0
        self._numbers = dict.fromkeys(tracks, 0)
        self._flushed = time.monotonic()

    def add(self, chunk: Chunk) -> None:
        """Take rows; they are on disk after a moment."""
        self._held.setdefault(chunk.track, []).append(chunk)
        self._rows += len(chunk.times)
        if self._rows >= FLUSH_ROWS or time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self.flush()

    def beat(self) -> None:
        """Tell other processes that this one lives, though it may have nothing to write for long."""
        if time.monotonic() - self._flushed >= BEAT_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        with self._writing() as connection:
            self._write(connection)

    def finish(self, device: Device, notes: Sequence[Message], seconds: float) -> None:
        """Make the run valid; another one of the same identity gives way to it."""
        run = schema.run
        with self._writing() as connection:
            self._write(connection)
            connection.execute(
                run.update()
                .where(run.c.id == self._run_id)
                .values(
                    state="done",
                    device=device.to_json(),
                    notes=[note.to_json() for note in notes],
                    seconds=seconds,
                    touched=time.time(),
                )
            )
            connection.execute(
                run.delete().where(
                    run.c.media_id == self._media.id,
                    run.c.identity == self._identity,
                    run.c.id != self._run_id,
                    run.c.state == "done",
                )
            )

    def drop(self) -> None:
        """Take the unfinished run back."""
        with self._writing() as connection:
            connection.execute(schema.run.delete().where(schema.run.c.id == self._run_id))

    def _write(self, connection: sa.Connection) -> None:
        for key, chunks in self._held.items():
            spec, track_id = self._tracks[key]
            times = np.concatenate([chunk.times for chunk in chunks])
            values = np.concatenate([chunk.values.reshape(-1, len(spec.channels)) for chunk in chunks])
            packed_times, packed_values = pack(spec, times, values)
            connection.execute(
                schema.chunk.insert().values(
                    track_id=track_id,
                    number=self._numbers[key],
                    rows=len(times),
                    times=packed_times,
                    data=packed_values,
                )
            )
            self._numbers[key] += 1
        connection.execute(
            schema.run.update().where(schema.run.c.id == self._run_id).values(touched=time.time())
        )
        self._held.clear()
        self._rows = 0
        self._flushed = time.monotonic()


def new_id(result: sa.CursorResult[Any]) -> int:
    """Give the id of the row that was inserted."""
    key = result.inserted_primary_key
    if key is None:
        raise AssertionError("an inserted row has an id")
    return int(key[0])
