"""Settings and folders."""

from pathlib import Path

import pytest

from app.config import Settings, folders, load_settings, save_settings
from app.errors import UsageError


def test_one_variable_moves_all_folders(home: Path) -> None:
    where = folders()
    assert all(path.is_relative_to(home) for path in (where.data, where.cache, where.config, where.logs))


def test_settings_are_read_back() -> None:
    save_settings(Settings(device="cpu", threads=3, theme="light"))
    assert load_settings() == Settings(device="cpu", threads=3, theme="light")


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    "text",
    [
        "device = 'abacus'",
        "threads = 'many'",
        "threads = -1",
        "device = ",
        "jobs = true",
        "\x00",
        "theme = 'pink'",
        "decoding = 'gpu'",
        "language = 'Klingon'",
        "rates = 2",
        "also = 'advisory'",
        "also = [3]",
        "[rates]\ntags = 0",
        "[rates]\ntags = 'often'",
        "[keys]\nopen = 3",
    ],
)
def test_nonsense_is_named_with_its_file(text: str) -> None:
    file = folders().settings
    file.parent.mkdir(parents=True)
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        load_settings()
    assert caught.value.hint


def test_unknown_settings_of_a_newer_version_do_no_harm() -> None:
    file = folders().settings
    file.parent.mkdir(parents=True)
    file.write_text("color_of_hats = 'red'\nthreads = 2\n")
    assert load_settings().threads == 2


def test_tables_are_read_back() -> None:
    mine = Settings(
        language="zh_CN",
        theme="system",
        also=("advisory",),
        rates={"tags": 4.0},
        keys={"open": "Ctrl+P; F2", "mute": ""},
    )
    save_settings(mine)
    assert load_settings() == mine
    assert mine.params == {"tags": {"rate": 4.0}}


def test_a_whole_number_is_a_rate_too() -> None:
    file = folders().settings
    file.parent.mkdir(parents=True)
    file.write_text("[rates]\ntags = 4\n")
    assert load_settings().rates == {"tags": 4.0}
