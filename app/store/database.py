"""Opening the SQLite file: WAL, foreign keys, migrations, errors in words."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from app.errors import StoreError
from app.store.schema import HEAD
from resources.messages import msg

_HINTS = {
    sqlite3.SQLITE_BUSY: msg("Another program is writing to it: close it, or try again in a while."),
    sqlite3.SQLITE_FULL: msg("Make room on the disk, and run it again: what is finished is kept."),
    sqlite3.SQLITE_READONLY: msg(
        "Give yourself permission to write there, or set RUSHES_HOME to another folder."
    ),
    sqlite3.SQLITE_CANTOPEN: msg(
        "Give yourself permission to write there, or set RUSHES_HOME to another folder."
    ),
    sqlite3.SQLITE_CORRUPT: msg("It is damaged: move it away, and Rushes makes a new one."),
    sqlite3.SQLITE_NOTADB: msg("If it is to be a store, move it away: Rushes makes a new one."),
}
_HINT = msg("Check the disk, and the folder's permissions.")

WAIT = 30.0
"""Seconds to wait for another process that is writing."""


def open_database(file: Path) -> sa.Engine:
    """Give an engine on a store of today's shape, making or migrating it. Raise StoreError if that fails."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            msg(
                "The folder {folder} cannot be made: {reason}.",
                folder=str(file.parent),
                reason=str(error.strerror),
            ),
            msg("Set RUSHES_HOME to a folder that can be written."),
        ) from error
    engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": WAIT})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with translated_errors(file):
            _migrate(engine, file)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def translated_errors(file: Path) -> Generator[None]:
    """Turn the database's errors into StoreErrors."""
    try:
        yield
    except (exc.DBAPIError, sqlite3.Error) as error:
        cause = getattr(error, "orig", None) or error
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        raise StoreError(
            msg("The store {path} cannot be used: {reason}.", path=str(file), reason=str(cause)),
            _HINTS.get(code, _HINT),
        ) from error


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


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _migrate(engine: sa.Engine, file: Path) -> None:
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        found = _version(connection)
        if found == HEAD:  # another process was quicker
            return
        if found is not None and found > HEAD:
            raise StoreError(
                msg(
                    "The store {path} was written by a newer Rushes (version {version}, this "
                    "one knows {known}).",
                    path=str(file),
                    version=found,
                    known=HEAD,
                ),
                msg("Update Rushes, or set RUSHES_HOME to another folder."),
            )
        from alembic import command  # noqa: PLC0415 (slow to load, and seldom needed)
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option(
            "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
        )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
