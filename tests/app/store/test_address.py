"""A store is opened by its file, by its URL, or where the user's own is; its dialect may be another."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.config import folders
from app.errors import StoreError, UsageError
from app.media.location import Location
from app.store import PassageQuery, SearchIndex, Store, open_store, schema
from app.store.sqlite import SqliteDatabase
from inference.contract.types import Segment


def test_a_path_and_an_address_open_the_same_store(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "a ? b%20.sqlite"
    clip = tmp_path / "clip.bin"
    clip.write_bytes(b"x")
    with open_store(file) as store:
        media = store.add_media(Location.of(clip), "f1", {"duration": 3.0})
    assert file.is_file()
    plain = file.rename(tmp_path / "plain.sqlite")
    for address in (plain, str(plain), f"sqlite:///{plain}"):
        with open_store(address) as store:
            assert store.known(Location.of(clip)) == media
            assert store.database.address == str(plain)


def test_without_an_address_it_is_the_users_own() -> None:
    with open_store() as store:
        assert store.database.address == str(folders().store)
    assert folders().store.is_file()


def test_an_address_that_nothing_opens_is_refused() -> None:
    with pytest.raises(UsageError, match="postgresql://") as refused:
        open_store("postgresql://host/rushes")
    assert "sqlite:///" in str(refused.value.hint)


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_needs_a_file(address: str) -> None:
    with pytest.raises(UsageError, match="names no file"):
        open_store(address)


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(tmp_path / "file" / "store.sqlite")


def test_a_write_that_fails_is_taken_back(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.sqlite") as store:
        with pytest.raises(ZeroDivisionError):
            _write_and_fail(store)
        with store.database.reading() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(schema.phrase)) == 0


def _write_and_fail(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(schema.phrase.insert().values(text="lost"))
        raise ZeroDivisionError


class Plain(SqliteDatabase):
    """A dialect without an index of words, which takes two values in a statement."""

    at_once = 2

    def create_word_index(self, connection: sa.Connection) -> None:
        """It has none."""

    def phrases_with(self, words: str, *, begins: bool) -> sa.Select[Any]:
        phrase, text = schema.phrase, sa.literal(" ") + schema.phrase.c.text + sa.literal(" ")
        wanted = f"% {words}%" if begins else f"% {words} %"
        return sa.select(phrase.c.id).where(text.like(wanted))


def test_another_dialect_finds_with_means_of_its_own(tmp_path: Path) -> None:
    clip = tmp_path / "clip.bin"
    clip.write_bytes(b"x")
    with Store(Plain(tmp_path / "store.sqlite")) as store:
        media = store.add_media(Location.of(clip), "f1", {"duration": 9.0})
        texts = ("a red dog", "a red door", "a blue dog", "dogs", "a red dog")
        store.passages.put(
            media.id, "now", [Segment(float(n), n + 1.0, "tags", text, 1) for n, text in enumerate(texts)]
        )
        with store.database.reading() as connection:
            names = sa.inspect(connection).get_table_names()
        assert not [name for name in names if name.startswith("phrase_words")]
        assert _starts(store.passages, media.id, PassageQuery("red dog")) == [0.0, 4.0]
        assert _starts(store.passages, media.id, PassageQuery("red do", begins=True)) == [0.0, 1.0, 4.0]
        store.passages.drop(media.id)
        assert store.passages.holding([PassageQuery("dog")]) == set()
        with store.database.reading() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(schema.phrase)) == 0


def _starts(index: SearchIndex, media: int, wanted: PassageQuery) -> list[float]:
    return [segment.start for segment in index.read([media], [wanted])[media]]
