"""The dialect of SQLite: WAL, immediate transactions, FTS5, and what its errors mean."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event, exc

from app.errors import StoreError
from app.store.database import Database

_HINTS = {
    sqlite3.SQLITE_BUSY: "Another program is writing to it: close it, or try again in a while.",
    sqlite3.SQLITE_FULL: "Make room on the disk, and run it again: what is finished is kept.",
    sqlite3.SQLITE_READONLY: "Give yourself permission to write there, or set RUSHES_HOME to another folder.",
    sqlite3.SQLITE_CANTOPEN: "Give yourself permission to write there, or set RUSHES_HOME to another folder.",
    sqlite3.SQLITE_CORRUPT: "It is damaged: move it away, and Rushes makes a new one.",
    sqlite3.SQLITE_NOTADB: "If it is to be a store, move it away: Rushes makes a new one.",
}
_HINT = "Check the disk, and the folder's permissions."

WAIT = 30.0
"""Seconds to wait for another process that is writing."""

_WORDS = sa.table("phrase_words", sa.column("rowid", sa.Integer), sa.column("phrase_words", sa.String))
"""The index of words (FTS5), which triggers keep in step with `phrase`."""

_WORD_INDEX = """
CREATE VIRTUAL TABLE phrase_words USING fts5(text, content='phrase', content_rowid='id', \
tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')
CREATE TRIGGER phrase_added AFTER INSERT ON phrase BEGIN \
INSERT INTO phrase_words(rowid, text) VALUES (new.id, new.text); END
CREATE TRIGGER phrase_gone AFTER DELETE ON phrase BEGIN \
INSERT INTO phrase_words(phrase_words, rowid, text) VALUES ('delete', old.id, old.text); END
"""


class SqliteDatabase(Database):
    """A store in one file. Many processes may have it open."""

    at_once: ClassVar[int] = 500  # SQLite takes some thousands

    def __init__(self, file: Path) -> None:
        """Open the file, or make it. Raise StoreError if that is not possible."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {file.parent} cannot be made: {error.strerror}.",
                "Set RUSHES_HOME to a folder that can be written.",
            ) from error
        url = sa.URL.create("sqlite", database=str(file))
        engine = sa.create_engine(url, connect_args={"timeout": WAIT})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        super().__init__(engine, str(file))

    def write_connection(self) -> sa.Connection:
        return self.engine.connect().execution_options(begin="IMMEDIATE")

    @contextmanager
    def translated_errors(self) -> Generator[None]:
        try:
            yield
        except (exc.DBAPIError, sqlite3.Error) as error:
            cause = getattr(error, "orig", None) or error
            code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
            hint = _HINTS.get(code, _HINT)
            raise StoreError(f"The store {self.address} cannot be used: {cause}.", hint) from error

    def insert_new(self, table: sa.Table) -> sa.Insert:
        return table.insert().prefix_with("OR IGNORE")

    def unindexed(self, column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
        return column + 0

    def create_word_index(self, connection: sa.Connection) -> None:
        for statement in _WORD_INDEX.strip().splitlines():
            connection.exec_driver_sql(statement)

    def drop_word_index(self, connection: sa.Connection) -> None:
        for statement in ("TRIGGER phrase_added", "TRIGGER phrase_gone", "TABLE phrase_words"):
            connection.exec_driver_sql(f"DROP {statement}")

    def phrases_with(self, words: str, *, begins: bool) -> sa.Select[Any]:
        # A phrase of FTS5, in which nothing but the quote has a meaning.
        quoted = words.replace('"', '""')
        phrase = f'"{quoted}"*' if begins else f'"{quoted}"'
        return sa.select(_WORDS.c.rowid).where(_WORDS.c.phrase_words.match(phrase))


def _prepare(connection: Any, _record: object) -> None:
    # pysqlite's own transactions would leave reads and schema changes outside of them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    mode = connection.get_execution_options().get("begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}")
