"""Every text of the window has a Chinese one, and none is written past the translation.

The sources are read, not run: what is given to `tr`, `mark`, `msg` and the like, and what is shown without
them. That errors and notes are messages is a matter of types.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import resources
from app.recipes import catalog

ROOT = Path(resources.__file__).parent.parent
SOURCES = ("app", "widgets", "resources", "inference")
SPOKEN = ("app", "widgets", "inference")
"""Folders whose texts have to be there in Chinese."""

PO = resources.path("languages", "zh_CN", "LC_MESSAGES", "rushes.po")
UNSEEN = ("app/bench", "app/recipes", "app/train", "app/gui/screenshots")
"""Folders of programs that make what the program comes with."""

WRAPPERS = set(catalog.KEYWORDS)
SHOWING = {
    *("setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setTitle", "setSuffix"),
    *("setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "setSpecialValueText"),
    *("addTab", "addMenu", "addItem", "addItems", "addAction", "addRow", "addButton", "showMessage"),
    *("set_message", "show_message", "show_error", "say", "_say", "_do", "do", "_ask", "emit"),
    *("QLabel", "QPushButton", "QCheckBox", "QAction", "QDockWidget", "QMenu", "QLineEdit", "question"),
    *("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "TextDialog"),
    "Entry",
}
ALLOWED = {
    *("CUDA (NVIDIA)", "CoreML (Apple)", "DirectML (Windows)"),
    "QFrame#label_editor { background: palette(button); border-radius: 6px; }",
    *(" , Python ", "**SHA-256:** ``", "qtbase_", ".png", "_.png", "_timeline.png", "report-.html"),
    *("PDF (*.pdf);;HTML (*.html)", "background: ; color: "),
}
"""Names of makers, a style sheet, and names around fields."""

_PROSE = re.compile(r"\W*[A-Z].*[a-z].* ", re.DOTALL)


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if not (name := file.relative_to(ROOT).as_posix()).startswith(UNSEEN):
                yield name, parsed(file)


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def chinese() -> dict[str, str]:
    """Give what is translated: counts as `one|many`."""
    texts: dict[str, str] = {}
    for message in catalog.read(PO, "zh_CN"):
        if message.id and message.string:
            several = isinstance(message.id, list | tuple)
            texts["|".join(message.id) if several else str(message.id)] = "".join(message.string)
    return texts


def called(node: ast.AST) -> str:
    """Give the name of what is called, without what stands before it."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def calls(tree: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    """Give the calls of what has one of these names."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in names)


def literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def wrapped(*folders: str) -> set[str]:
    """Give what is to be said, as it stands in the tables."""
    found: set[str] = set()
    for _, tree in trees(*folders):
        for node in calls(tree, WRAPPERS):
            texts = [literal(part) for part in node.args[: 2 if catalog.KEYWORDS[called(node)] else 1]]
            if None not in texts:
                found.add("|".join(text or "" for text in texts))
    return found - {""}


def fields(text: str) -> set[str]:
    return {name for part in text.split("|") for _, name, _, _ in Formatter().parse(part) if name is not None}


@pytest.mark.parametrize("folder", SPOKEN)
def test_every_text_has_a_chinese_one(folder):
    assert sorted(wrapped(folder) - set(chinese())) == []


def test_the_catalog_is_up_to_date_and_compiled(tmp_path):
    copy = tmp_path / "rushes.po"
    copy.write_bytes(PO.read_bytes())
    assert catalog.bring_up_to_date(copy, "zh_CN") == []
    assert copy.read_bytes() == PO.read_bytes(), "python -m app.recipes.catalog brings it up to date"
    assert copy.with_suffix(".mo").read_bytes() == PO.with_suffix(".mo").read_bytes()


def test_chinese_texts_say_something_with_the_same_fields_and_marked_letters():
    wrong = [
        english
        for english, text in chinese().items()
        if not text.strip() or fields(english) != fields(text) or english.count("&") != text.count("&")
    ]
    assert wrong == []


def test_menus_give_each_letter_once():
    from app.gui.chrome.actions import MENUS

    menus = [list(MENUS), *([entry.text for entry in menu if entry] for menu in MENUS.values())]
    for menu in menus:
        letters = re.findall(r"\(&(\w)\)", " ".join(chinese()[text] for text in menu))
        assert sorted(letters) == sorted(set(letters)), menu[0]


def test_texts_are_no_f_strings():
    made = [
        f"{name}:{node.lineno}"
        for name, tree in trees(*SOURCES)
        for node in calls(tree, WRAPPERS)
        if any(isinstance(part, ast.JoinedStr) for part in node.args)
    ]
    assert made == []


def test_messages_are_made_of_marked_templates():
    """A `Message` that is made without `msg` holds words of others: of a library, or of an older store."""
    past = [
        f"{name}:{node.lineno}"
        for name, tree in trees("app", "inference")
        for node in calls(tree, {"Message"})
        if any(_PROSE.match(words(part)) for part in node.args)
    ]
    assert past == []


@pytest.mark.parametrize("folder", ["app/gui"])
def test_nothing_is_shown_past_the_translation(folder):
    past = [place for name, tree in trees(folder) for place in unwrapped(name, tree)]
    assert past == []


def unwrapped(name: str, tree: ast.Module) -> Iterator[str]:
    """Give the places of words that are shown as they stand."""
    spared = {id(part) for node in ast.walk(tree) for part in spared_by(node)}
    for node in ast.walk(tree):
        shown = given(node) if isinstance(node, ast.Call) and called(node) in SHOWING else [node]
        for part in shown:
            text = words(part)
            told = (part is not node or isinstance(part, ast.JoinedStr)) and re.search("[A-Za-z]{2}", text)
            if id(part) not in spared and text not in ALLOWED and (told or _PROSE.match(text)):
                yield f"{name}:{getattr(part, 'lineno', 0)} {text!r}"


def given(call: ast.Call) -> Iterator[ast.expr]:
    """Give the arguments of a call that may be words: of a menu's entry, its text."""
    entry = called(call) == "Entry"
    for part in call.args[1:2] if entry else (*call.args, *(key.value for key in call.keywords)):
        yield from (part.body, part.orelse) if isinstance(part, ast.IfExp) else (part,)


def words(node: ast.AST) -> str:
    """Give the words of a literal, or of an f-string without its fields."""
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) or "" for part in node.values)
    return literal(node) or ""


def spared_by(node: ast.AST) -> Iterator[ast.AST]:
    """Give what is no text to be shown: docstrings, types, parts of f-strings, what is wrapped or logged."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        yield node.returns
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    if isinstance(node, ast.Call) and (called(node) in WRAPPERS or is_log(node.func)):
        yield from node.args


def is_log(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "log"
