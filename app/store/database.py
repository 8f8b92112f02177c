"""What a store needs of a database, whatever its dialect: transactions, migrations, an index of words."""

from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa

from app.errors import StoreError
from app.store.schema import HEAD


class Database(ABC):
    """A database that holds a store of today's shape. Safe to share between threads.

    A dialect says how a transaction is begun that writes, how words are indexed, and what its errors mean.
    `address` is what `open_store` opens it by. at_once: values that one statement may hold.
    """

    at_once: ClassVar[int]

    def __init__(self, engine: sa.Engine, address: str) -> None:
        """Make the tables, or bring them to today's shape. Raise StoreError if that fails."""
        self.engine = engine
        self.address = address
        try:
            self._migrate()
        except BaseException:
            engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Generator[sa.Connection]:
        """Give a connection to read on, which sees one state of the database."""
        with self.translated_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[sa.Connection]:
        """Give a connection in a transaction that is kept at the end, or not at all."""
        with self.translated_errors(), self.write_connection() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of it."""
        self.engine.dispose()

    @abstractmethod
    def write_connection(self) -> sa.Connection:
        """Give a connection whose transaction no other writer comes into once it is begun."""

    @abstractmethod
    def translated_errors(self) -> AbstractContextManager[None]:
        """Turn the database's errors into StoreErrors."""

    @abstractmethod
    def insert_new(self, table: sa.Table) -> sa.Insert:
        """Give an insert that passes over rows that are there already."""

    @abstractmethod
    def unindexed(self, column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
        """Give a column as an expression for which no index is used."""

    @abstractmethod
    def create_word_index(self, connection: sa.Connection) -> None:
        """Index the words of the table `phrase`, from now on in step with it."""

    @abstractmethod
    def drop_word_index(self, connection: sa.Connection) -> None:
        """Take the index of words away."""

    @abstractmethod
    def phrases_with(self, words: str, *, begins: bool) -> sa.Select[Any]:
        """Ask for the ids of phrases with these words next to each other. begins: the last may go on."""

    def _migrate(self) -> None:
        with self.reading() as connection:
            if _version(connection) == HEAD:
                return
        with self.writing() as connection:
            found = _version(connection)
            if found == HEAD:  # another process was quicker
                return
            if found is not None and found > HEAD:
                raise StoreError(
                    f"The store {self.address} was written by a newer Rushes "
                    f"(version {found}, this one knows {HEAD}).",
                    "Update Rushes, or set RUSHES_HOME to another folder.",
                )
            from alembic import command  # noqa: PLC0415 (slow to load, and seldom needed)
            from alembic.config import Config  # noqa: PLC0415

            config = Config()
            scripts = str(Path(__file__).parent / "migrations")
            config.set_main_option("script_location", scripts.replace("%", "%%"))
            config.attributes["connection"] = connection
            config.attributes["database"] = self
            command.upgrade(config, "head")


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
