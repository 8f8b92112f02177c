"""Reading and writing results."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from app.config import folders
from app.errors import StoreError, UsageError
from app.media.location import Location
from app.store import schema
from app.store.database import Database
from app.store.dialects import open_database
from app.store.packing import spec_from_json, spec_to_json
from app.store.reading import read_track, tracks_of
from app.store.records import StoredMedia, StoredRun, stored_run
from app.store.search_index import SearchIndex
from app.store.writing import RunWriter, new_id
from inference.contract.track import Track
from inference.contract.types import TrackKind, TrackSpec
from resources.messages import msg

STALE = 300.0
"""Seconds without a write after which an unfinished run is taken for dead."""


class Store:
    """The results of all files. Safe to share between threads; many processes may have it open."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.passages = SearchIndex(database)

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def known(self, location: Location) -> StoredMedia | None:
        """Give the media at a place if its size and time of change are as they were."""
        try:
            str(location).encode()
            state = location.state()
        except UnicodeEncodeError as error:
            raise StoreError(
                msg("{name!r} cannot be kept: its name is no Unicode text.", name=location.name),
                msg("Rename it."),
            ) from error
        except (OSError, UsageError):
            return None
        place, media = schema.location, schema.media
        query = (
            sa.select(media.c.id, media.c.fingerprint, media.c.info)
            .join(place, place.c.media_id == media.c.id)
            .where(
                place.c.path == str(location),
                place.c.size == state.size,
                place.c.modified_ns == state.modified_ns,
            )
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return StoredMedia(row.id, row.fingerprint, row.info, location) if row else None

    def last_at(self, location: Location) -> StoredMedia | None:
        """Give the media that was at a place when it was seen last, wherever it may be now."""
        return next(iter(self._media(schema.location.c.path == str(location)).values()), None)

    def add_media(self, location: Location, fingerprint: str, info: Mapping[str, Any]) -> StoredMedia:
        """Put in what is known of the file at a place; give the same media again if its content is known."""
        state = location.state()
        now = time.time()
        with self.database.writing() as connection:
            found = connection.scalar(
                sa.select(schema.media.c.id).where(schema.media.c.fingerprint == fingerprint)
            )
            if found is None:
                insert = schema.media.insert().values(fingerprint=fingerprint, info=dict(info), added=now)
                found = new_id(connection.execute(insert))
            else:
                update = schema.media.update().where(schema.media.c.id == found).values(info=dict(info))
                connection.execute(update)
            connection.execute(schema.location.delete().where(schema.location.c.path == str(location)))
            connection.execute(
                schema.location.insert().values(
                    path=str(location),
                    media_id=found,
                    size=state.size,
                    modified_ns=state.modified_ns,
                    seen=now,
                )
            )
        return StoredMedia(found, fingerprint, dict(info), location)

    def all_media(self) -> list[StoredMedia]:
        """Give every media with the place where it was seen last, newest first."""
        return list(self._media().values())

    def media(self, ids: Sequence[int]) -> dict[int, StoredMedia]:
        """Give some media by their ids, which are a few hundred at the most, where they are still known."""
        return self._media(schema.media.c.id.in_(ids))

    def newest(self, ids: Collection[int]) -> list[int]:
        """Sort ids of media: what was put in last comes first."""
        query = sa.select(schema.media.c.id).order_by(schema.media.c.added.desc(), schema.media.c.id.desc())
        with self.database.reading() as connection:
            return [number for number in connection.scalars(query) if number in ids]

    def _media(self, *conditions: sa.ColumnElement[bool]) -> dict[int, StoredMedia]:
        place, media = schema.location, schema.media
        query = (
            sa.select(media.c.id, media.c.fingerprint, media.c.info, place.c.path)
            .join(place, place.c.media_id == media.c.id)
            .where(*conditions)
            .order_by(place.c.seen.desc())
        )
        found: dict[int, StoredMedia] = {}
        with self.database.reading() as connection:
            for row in connection.execute(query):
                found.setdefault(row.id, StoredMedia(row.id, row.fingerprint, row.info, Location(row.path)))
        return found

    def forget(self, media: StoredMedia) -> None:
        """Drop everything about a media file."""
        self.passages.drop(media.id)
        with self.database.writing() as connection:
            connection.execute(schema.media.delete().where(schema.media.c.id == media.id))

    def runs(self, media: StoredMedia) -> list[StoredRun]:
        """Give the run of each analyzer that was finished or asked for last."""
        query = (
            sa.select(schema.run)
            .where(schema.run.c.media_id == media.id, schema.run.c.state == "done")
            .order_by(schema.run.c.touched, schema.run.c.id)
        )
        with self.database.reading() as connection:
            newest = {row.analyzer: stored_run(row) for row in connection.execute(query)}
        return list(newest.values())

    def run_with(self, media: StoredMedia, identity: str) -> StoredRun | None:
        """Give the finished run of exactly this identity."""
        query = (
            sa.select(schema.run)
            .where(
                schema.run.c.media_id == media.id,
                schema.run.c.identity == identity,
                schema.run.c.state == "done",
            )
            .order_by(schema.run.c.id.desc())
        )
        with self.database.reading() as connection:
            row = connection.execute(query).first()
        return stored_run(row) if row else None

    def touch(self, run: StoredRun) -> None:
        """Make a finished run the one that counts: its settings were asked for again."""
        with self.database.writing() as connection:
            update = schema.run.update().where(schema.run.c.id == run.id).values(touched=time.time())
            connection.execute(update)

    def tracks(
        self,
        run: StoredRun,
        *,
        vectors: bool = False,
        only: Collection[str] | None = None,
        zoom: bool = True,
        channels: Mapping[str, Collection[str]] | None = None,
    ) -> list[Track]:
        """Read a run's tracks, or those of some keys `only`; embeddings only with `vectors`.

        zoom: so that a view can read them (see `Track`). channels: the wanted ones of some tracks, by key.
        """
        made: list[Track] = []
        with self.database.reading() as connection:
            for row in connection.execute(tracks_of(run)).all():
                spec = spec_from_json(row.spec)
                if (vectors or spec.kind is not TrackKind.VECTOR) and (only is None or spec.key in only):
                    some = (channels or {}).get(spec.key)
                    made.append(read_track(spec, connection, row.id, row.length, zoom=zoom, channels=some))
        return made

    def lengths(self, runs: Iterable[StoredRun]) -> dict[str, int]:
        """Count the rows of each track of some runs, without reading them."""
        with self.database.reading() as connection:
            return {row.key: row.length for row in connection.execute(tracks_of(*runs))}

    def begin(
        self,
        media: StoredMedia,
        identity: str,
        analyzer: str,
        version: int,
        params: Mapping[str, Any],
        models: Mapping[str, str],
        specs: Sequence[TrackSpec],
    ) -> RunWriter:
        """Start writing a run; what dead processes left unfinished, of whatever file, is dropped."""
        now = time.time()
        run = schema.run
        with self.database.writing() as connection:
            connection.execute(run.delete().where(run.c.state == "running", run.c.touched < now - STALE))
            made = connection.execute(
                run.insert().values(
                    media_id=media.id,
                    identity=identity,
                    analyzer=analyzer,
                    version=version,
                    params=dict(params),
                    models=dict(models),
                    device={},
                    notes=[],
                    state="running",
                    touched=now,
                    seconds=0.0,
                )
            )
            run_id = new_id(made)
            ids = {
                spec.key: new_id(
                    connection.execute(
                        schema.track.insert().values(run_id=run_id, key=spec.key, spec=spec_to_json(spec))
                    )
                )
                for spec in specs
            }
        tracks = {spec.key: (spec, ids[spec.key]) for spec in specs}
        return RunWriter(self.database.writing, media, identity, run_id, tracks)

    def keep_alive(self, media: StoredMedia) -> None:
        """Tell other processes that unfinished runs on a file go on, though nothing is written."""
        run = schema.run
        with self.database.writing() as connection:
            connection.execute(
                run.update()
                .where(run.c.media_id == media.id, run.c.state == "running")
                .values(touched=time.time())
            )

    def edits(self, media: StoredMedia) -> list[dict[str, Any]]:
        """Give the user's edits in the order they were made."""
        query = (
            sa.select(schema.edit.c.body).where(schema.edit.c.media_id == media.id).order_by(schema.edit.c.id)
        )
        with self.database.reading() as connection:
            return list(connection.scalars(query))

    def add_edit(self, media: StoredMedia, body: Mapping[str, Any]) -> None:
        """Add an edit."""
        with self.database.writing() as connection:
            connection.execute(
                schema.edit.insert().values(media_id=media.id, body=dict(body), made=time.time())
            )


def open_store(address: str | Path | None = None) -> Store:
    """Open a store by its file or URL, or the user's own.

    Raise StoreError if it cannot be opened, UsageError if nothing here knows such a URL.
    """
    return Store(open_database(folders().store if address is None else address))
