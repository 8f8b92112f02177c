"""`rushes help`: pages of the handbook in the terminal."""

import os
import subprocess
import sys

import pytest

from app.commands.handbook import for_terminal, show_page, show_topics
from app.errors import UsageError
from resources import language
from resources.handbook import TOPICS, page
from tests.app.running import rushes


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


def test_topics_are_listed_with_their_titles():
    done = rushes("help")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[: len(TOPICS)]] == list(TOPICS)
    assert "Getting started" in done.stdout


def test_a_page_is_laid_out_for_the_terminal():
    done = rushes("help", "formats", COLUMNS="90")
    assert done.returncode == 0
    assert "Formats" in done.stdout.splitlines()[0]
    assert "resolve" in done.stdout
    assert "##" not in done.stdout
    assert "](" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 90


def test_lines_of_a_wide_terminal_stay_readable():
    done = rushes("help", "architecture", COLUMNS="200")
    assert max(len(line) for line in done.stdout.splitlines()) <= 100


def test_links_become_commands_in_the_terminal():
    shown = for_terminal(page("operators", "en"))
    assert "format (`rushes help formats`)" in shown
    assert "see Devices |" in shown
    assert ".md" not in shown


@pytest.mark.parametrize("name", ["models", "Models and figures", "models-and-figures", "MODELS"])
def test_a_topic_may_be_written_like_its_title(name, capsys):
    assert show_page(name, "en") == 0
    assert "Models and figures" in capsys.readouterr().out.splitlines()[0]


def test_pages_are_shown_in_the_language_of_the_settings(home, capsys):
    assert show_page("keys", "zh_CN") == 0
    assert "快捷键" in capsys.readouterr().out
    assert show_topics("zh_CN") == 0
    assert page("glossary", "zh_CN").title in capsys.readouterr().out


def test_the_language_can_be_named():
    done = rushes("help", "glossary", "--language", "zh_CN", PYTHONIOENCODING="utf-8")
    assert page("glossary", "zh_CN").title in done.stdout


def test_an_unknown_topic_is_told_with_those_near_it():
    done = rushes("help", "formts")
    assert done.returncode == 2
    assert done.stderr == "rushes: The handbook has no topic 'formts'.\n        Did you mean formats?\n"


def test_a_topic_like_no_other_is_told_with_all():
    with pytest.raises(UsageError) as error:
        show_page("xyzzy", "en")
    assert str(error.value.hint) == f"There are: {', '.join(TOPICS)}."


def test_the_handbook_loads_nothing_heavy():
    code = """
import sys
sys.argv = ["rushes", "help", "keys"]
from app.cli import run
try:
    run()
finally:
    print([name for name in ("numpy", "PySide6", "onnxruntime", "av", "sqlalchemy") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ},
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_list_of_commands_stays_without_markdown():
    code = """
import sys, app.cli
app.cli.main(["--help"])
print([name for name in ("rich", "difflib") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "help" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
