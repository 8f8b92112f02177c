"""The handbook, the README and the notes for contributors: they say what is there, in both languages."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from app.commands.options import CommandParser
from app.commands.registry import COMMANDS
from app.config import Settings
from inference.analyzers import ANALYZERS
from resources.handbook import TOPICS, headings, page
from resources.language import LANGUAGES
from tests.app import handbook_tables

ROOT = Path(__file__).parents[2]
HANDBOOK = resources.path("handbook")
PAGES = [HANDBOOK / language / f"{topic}.md" for language in LANGUAGES for topic in TOPICS]
DOCUMENTS = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *PAGES]
README_BYTES = 8192

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
FOLDER = re.compile(r"(app|widgets|inference|resources|tests)/[\w./-]*")
ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    return BLOCK.sub("", text)


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split(" | ")] for row in ROW.findall(text)]


def english(topic: str) -> str:
    return page(topic, "en").text


def in_both(topic: str) -> list[str]:
    return [page(topic, language).text for language in LANGUAGES]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_bytes()) <= README_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_topic_has_a_page_and_each_page_a_topic(language):
    assert {file.stem for file in (HANDBOOK / language).iterdir()} == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_pages_are_built_alike_in_both_languages(topic):
    shapes = [
        (
            [heading.level for heading in page(topic, language).headings],
            BLOCK.findall(text),
            [len(row) for row in cells(prose(text))],
            sorted(link.partition("#")[0] for link in LINK.findall(text)),
        )
        for language, text in zip(LANGUAGES, in_both(topic), strict=True)
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("topic", TOPICS)
def test_chinese_pages_are_in_chinese(topic):
    """Every paragraph and item has Chinese in it; tables may hold names and figures alone."""
    paragraphs = prose(page(topic, "zh_CN").text).split("\n\n")
    told = [one for one in paragraphs if len(re.sub(r"`[^`]*`", "", one).split()) > 3 and one[0] != "|"]
    assert [one for one in told if not re.search("[\u4e00-\u9fff]", one)] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_links_lead_somewhere(file):
    lost = []
    for link in LINK.findall(prose(file.read_text(encoding="utf-8"))):
        name, _, place = link.partition("#")
        if name.startswith("https://"):
            continue
        target = (file.parent / name).resolve() if name else file
        if not target.exists() or (place and place not in anchors(target)):
            lost.append(link)
    assert lost == []


def anchors(file: Path) -> set[str]:
    return {heading.anchor for heading in headings(file.read_text(encoding="utf-8"))}


def test_links_between_pages_stay_in_the_handbook():
    """Elsewhere there may be nothing: the handbook is installed without the repository."""
    for language in LANGUAGES:
        for topic in TOPICS:
            links = [one.partition("#")[0] for one in LINK.findall(page(topic, language).text)]
            inside = {"", *(f"{one}.md" for one in TOPICS)}
            assert [link for link in links if link not in inside and not link.startswith("https://")] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_files_that_are_named_are_there(file):
    names = CODE.findall(prose(file.read_text(encoding="utf-8")))
    assert [name for name in names if FOLDER.fullmatch(name) and not (ROOT / name).exists()] == []


@pytest.mark.parametrize("file", PAGES, ids=named)
def test_tables_that_follow_from_the_code_are_up_to_date(file):
    text = file.read_text(encoding="utf-8")
    assert text == handbook_tables.filled(text, file.parent.name), "python -m tests.app.handbook_tables"


def test_every_key_of_the_menus_is_on_the_keys_page():
    from app.gui.chrome.shortcuts import entries

    for text in in_both("keys"):
        keys = [key for row in cells(text) for key in row[0].split(" · ")]
        assert [entry.name for entry in entries() if not set(entry.keys) <= set(keys)] == []


def test_every_format_is_described_and_has_a_reader():
    from app.export import EXPORTERS

    for text in in_both("formats"):
        first = " ".join(row[0] for row in cells(text))
        assert [name for name in EXPORTERS if first.count(f"`{name}`") != 2] == []


def test_every_analyzer_is_on_the_models_page_with_the_models_that_it_runs():
    for text in in_both("models"):
        rows = cells(text)
        assert [key for key in ANALYZERS if not any(row[1:2] == [f"`{key}`"] for row in rows)] == []
        users = {row[0].strip("`"): row[2] for row in rows if len(row) == 6}
        for key, analyzer in ANALYZERS.items():
            assert [name for name in analyzer.models if f"`{key}`" not in users[name]] == []


def test_every_setting_and_every_command_is_on_the_operators_page():
    for text in in_both("operators"):
        first = {row[0] for row in cells(text)}
        assert [name for name in Settings.__slots__ if f"`{name}`" not in first] == []
        assert [name for name in COMMANDS if f"`rushes {name}`" not in first] == []


def test_every_section_of_a_report_is_on_the_producers_page():
    from app.report.options import SECTIONS

    for text in in_both("producers"):
        first = {row[0] for row in cells(text)}
        assert [name for name in SECTIONS if f"`{name}`" not in first] == []


def test_targets_of_loudness_are_those_that_are_judged():
    from app.report.facts.standards import STANDARDS

    for text in in_both("producers"):
        rows = {
            tuple(re.findall(r"−?\d+(?:\.\d+)?", " ".join(row[1:]))) for row in cells(text) if len(row) == 4
        }
        for one in STANDARDS:
            numbers = (one.loudness, one.tolerance, one.peak)
            assert tuple(f"{n:g}".replace("-", "−") for n in numbers if n is not None) in rows, one.name


def commands(text: str) -> Iterator[list[str]]:
    """Give what follows `rushes` wherever a command line stands: in sessions, or between backquotes."""
    lines = [line[2:] for _, block in BLOCK.findall(text) for line in block.splitlines() if line[:2] == "$ "]
    for line in [*lines, *CODE.findall(prose(text))]:
        for part in re.split(r"&&|;|(?<!\")\|", line):
            if part.strip().startswith("rushes "):
                yield shlex.split(part)[1:]


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_commands_are_those_that_there_are(file):
    for name, *rest in commands(file.read_text(encoding="utf-8")):
        if name in ("COMMAND", "--help", "--version"):
            continue
        assert name in COMMANDS
        options = CommandParser(name, "")
        COMMANDS[name].declare(options)
        given, words = options.parse_known_args(rest)
        assert [word for word in words if word[:1] == "-" and word != "-"] == [], rest
        assert set(getattr(given, "only", ())) <= set(ANALYZERS), rest


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_options_are_those_that_there_are(file):
    known = {"--help", "--version"}
    for name, command in COMMANDS.items():
        options = CommandParser(name, "")
        command.declare(options)
        known |= {string for action in options._actions for string in action.option_strings}
    named = {
        code.split()[0] for code in CODE.findall(prose(file.read_text(encoding="utf-8"))) if code[:2] == "--"
    }
    assert named <= known


def test_every_extra_that_users_install_is_on_the_start_page():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = set(project["optional-dependencies"]) - {"bench", "train", "recipes", "dev"}
    for text in in_both("start"):
        assert {f"`{name}`" for name in extras} <= {row[0] for row in cells(text)}
