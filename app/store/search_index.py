"""What can be found in all files: segments with their wording, written anew when a file's results change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from app.store import schema
from app.store.database import Database
from inference.contract.types import Segment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """Which passages are wanted: those with all words of `text` next to each other, or any if there are none.

    begins: the last word may go on. track: a key, or what stands before a dot in some; any if empty.
    above: what the score is greater than.
    """

    text: str = ""
    begins: bool = False
    track: str = ""
    above: float | None = None


class SearchIndex:
    """The index of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def out_of_date(self, rules: str) -> list[int]:
        """Give the media whose runs, edits or `rules` are others than when they were put in, newest first."""
        known = sa.select(schema.indexed.c.media_id, schema.indexed.c.stamp)
        with self._database.reading() as connection:
            stamps = {row.media_id: row.stamp for row in connection.execute(known)}
            now = {row.id: _stamp(row, rules) for row in connection.execute(_states())}
        return [number for number, stamp in now.items() if stamps.get(number) != stamp]

    def stamps(self, media: int, rules: str) -> tuple[str, str]:
        """Say from what a file's passages would be made now, and from what they were."""
        indexed = schema.indexed
        query = _states().add_columns(indexed.c.stamp).where(schema.media.c.id == media)
        with self._database.reading() as connection:
            row = connection.execute(
                query.outerjoin(indexed, indexed.c.media_id == schema.media.c.id)
            ).first()
        return (_stamp(row, rules), row.stamp or "") if row is not None else ("", "")

    def put(self, media: int, stamp: str, segments: Iterable[Segment]) -> None:
        """Take these passages of a file in place of those that it had."""
        found = list(segments)
        with self._database.writing() as connection:
            if connection.scalar(sa.select(schema.media.c.id).where(schema.media.c.id == media)) is None:
                return  # forgotten meanwhile
            gone = _take_out(connection, media)
            numbers = self._numbers(connection, {segment.label for segment in found})
            rows = [
                {
                    "media_id": media,
                    "phrase_id": numbers[segment.label],
                    "track": segment.track,
                    "start": segment.start,
                    "end": segment.end,
                    "score": float(segment.score),
                }
                for segment in found
            ]
            if rows:
                connection.execute(schema.passage.insert(), rows)
            self._drop_unused(connection, gone - set(numbers.values()))
            connection.execute(schema.indexed.insert().values(media_id=media, stamp=stamp))

    def drop(self, media: int) -> None:
        """Take out a file."""
        with self._database.writing() as connection:
            self._drop_unused(connection, _take_out(connection, media))

    def holding(self, wanted: Sequence[PassageQuery]) -> set[int]:
        """Give the media that have a passage that is wanted by one or the other."""
        found: set[int] = set()
        with self._database.reading() as connection:
            for one in wanted:
                conditions = self._conditions(one, schema.passage.c.phrase_id)
                query = sa.select(schema.passage.c.media_id).distinct().where(*conditions)
                found.update(connection.scalars(query))
        return found

    def read(self, media: Sequence[int], wanted: Sequence[PassageQuery]) -> dict[int, list[Segment]]:
        """Give the passages of some media that are wanted by one or the other, each once, sorted by start."""
        passage, phrase = schema.passage, schema.phrase
        columns = (
            passage.c.media_id,
            *(passage.c.start, passage.c.end, passage.c.track, phrase.c.text, passage.c.score),
        )
        found: defaultdict[int, set[Segment]] = defaultdict(set)
        with self._database.reading() as connection:
            for some in self._parts(media):
                for one in wanted:
                    query = sa.select(*columns).join(phrase, phrase.c.id == passage.c.phrase_id)
                    conditions = self._conditions(one, self._database.unindexed(passage.c.phrase_id))
                    query = query.where(passage.c.media_id.in_(some), *conditions)
                    for number, *fields in connection.execute(query):
                        found[number].add(Segment(*fields))
        return {number: sorted(segments) for number, segments in found.items()}

    def of(self, media: int) -> list[Segment]:
        """Give every passage of a file, sorted."""
        passage, phrase = schema.passage, schema.phrase
        query = (
            sa.select(passage.c.start, passage.c.end, passage.c.track, phrase.c.text, passage.c.score)
            .join(phrase, phrase.c.id == passage.c.phrase_id)
            .where(passage.c.media_id == media)
        )
        with self._database.reading() as connection:
            return sorted(Segment(*row) for row in connection.execute(query))

    def has_track(self, track: str) -> bool:
        """Say whether anything is on a track, or on one that belongs to it."""
        with self._database.reading() as connection:
            return bool(connection.scalar(sa.select(schema.passage.c.id).where(_on(track)).limit(1)))

    def tracks(self) -> list[str]:
        """Give the keys of all tracks that have a passage, sorted."""
        query = sa.select(schema.passage.c.track).distinct().order_by(schema.passage.c.track)
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def _conditions(
        self, wanted: PassageQuery, phrase_id: sa.ColumnElement[int]
    ) -> list[sa.ColumnElement[bool]]:
        """Put what is wanted into SQL. phrase_id: the column, or an expression that keeps its index out."""
        conditions: list[sa.ColumnElement[bool]] = []
        if wanted.text:
            phrases = self._database.phrases_with(wanted.text, begins=wanted.begins)
            conditions.append(phrase_id.in_(phrases))
        if wanted.track:
            conditions.append(_on(wanted.track))
        if wanted.above is not None:
            conditions.append(schema.passage.c.score > wanted.above)
        return conditions

    def _numbers(self, connection: sa.Connection, texts: set[str]) -> dict[str, int]:
        """Give the number of each wording; those that are new are put in."""
        phrase, numbers = schema.phrase, dict[str, int]()
        for some in self._parts(texts):
            connection.execute(self._database.insert_new(phrase), [{"text": text} for text in some])
            query = sa.select(phrase.c.text, phrase.c.id).where(phrase.c.text.in_(some))
            numbers.update({row.text: row.id for row in connection.execute(query)})
        return numbers

    def _drop_unused(self, connection: sa.Connection, numbers: set[int]) -> None:
        """Delete wordings that no passage has any more."""
        phrase, passage = schema.phrase, schema.passage
        used = sa.exists().where(passage.c.phrase_id == phrase.c.id)
        for some in self._parts(numbers):
            connection.execute(phrase.delete().where(phrase.c.id.in_(some), ~used))

    def _parts(self, values: Collection[T]) -> Iterator[list[T]]:
        """Part values into what goes into one statement."""
        rest = iter(values)
        while part := list(islice(rest, self._database.at_once)):
            yield part


def _states() -> sa.Select[Any, Any, Any, Any, Any]:
    """Ask what the passages of each media rest on: its finished runs and its edits."""
    media, run, edit = schema.media, schema.run, schema.edit
    runs = (
        sa.select(run.c.media_id, sa.func.count().label("runs"), sa.func.max(run.c.touched).label("touched"))
        .where(run.c.state == "done")
        .group_by(run.c.media_id)
        .subquery()
    )
    edits = (
        sa.select(edit.c.media_id, sa.func.count().label("edits"), sa.func.max(edit.c.id).label("last"))
        .group_by(edit.c.media_id)
        .subquery()
    )
    return (
        sa.select(media.c.id, runs.c.runs, runs.c.touched, edits.c.edits, edits.c.last)
        .outerjoin(runs, runs.c.media_id == media.c.id)
        .outerjoin(edits, edits.c.media_id == media.c.id)
        .order_by(media.c.added.desc())
    )


def _stamp(row: sa.Row[*tuple[Any, ...]], rules: str) -> str:
    return f"{rules}/{row.runs or 0}/{row.touched or 0.0!r}/{row.edits or 0}/{row.last or 0}"


def _on(track: str) -> sa.ColumnElement[bool]:
    # What begins with "faces." sorts before "faces/": a range, for which the index serves.
    key = schema.passage.c.track
    return (key == track) | ((key > f"{track}.") & (key < f"{track}/"))


def _take_out(connection: sa.Connection, media: int) -> set[int]:
    """Delete a file's passages and give the numbers of their wordings."""
    passage = schema.passage
    gone = set(
        connection.scalars(sa.select(passage.c.phrase_id).distinct().where(passage.c.media_id == media))
    )
    connection.execute(passage.delete().where(passage.c.media_id == media))
    connection.execute(schema.indexed.delete().where(schema.indexed.c.media_id == media))
    return gone
