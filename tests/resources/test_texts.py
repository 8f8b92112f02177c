"""Every text of the window has a Chinese one, and none is written past the translation.

The sources are read, not run: what is given to `tr`, `ntr` and `mark`, and what is shown without them.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import resources

ROOT = Path(resources.__file__).parent.parent
SOURCES = ("app", "widgets", "resources", "inference")
SPOKEN = ("app/gui",)
"""Folders whose texts have to be there in Chinese."""

FILES = ("window", "widgets", "report_strings")
UNSEEN = ("app/recipes", "app/train")
"""Folders of programs that make what the program comes with."""

SILENT = ("app/gui", "app/commands", "app/export")
"""Folders whose errors are wrapped where they are raised, or never reach the window."""

ERRORS = {"RushesError", "MediaError", "StoreError", "UsageError", "ModelError"}
WRAPPERS = {"tr", "ntr", "mark"}
SHOWING = {
    *("setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setTitle", "setSuffix"),
    *("setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "setSpecialValueText"),
    *("addTab", "addMenu", "addItem", "addItems", "addAction", "addRow", "addButton", "showMessage"),
    *("set_message", "show_message", "show_error", "say", "_say", "_do", "do", "_ask", "emit"),
    *("QLabel", "QPushButton", "QCheckBox", "QAction", "QDockWidget", "QMenu", "QLineEdit", "question"),
    *("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "TextDialog"),
    *("Entry", "Note", *ERRORS),
}
ALLOWED = {
    *("CUDA (NVIDIA)", "CoreML (Apple)", "DirectML (Windows)"),
    "QFrame#label_editor { background: palette(button); border-radius: 6px; }",
    *(" , Python ", "**SHA-256:** ``", "qtbase_", ".png", "_.png"),
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
def chinese(*names: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in names or FILES:
        file = ROOT / "resources" / "languages" / "zh_CN" / f"{name}.json"
        if file.is_file():
            texts.update(json.loads(file.read_text(encoding="utf-8")))
    return texts


def called(node: ast.AST) -> str:
    """Give the name of what is called, without what stands before it."""
    function = getattr(node, "func", None)
    return getattr(function, "id", "") or getattr(function, "attr", "")


def calls(tree: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def wrapped(*folders: str) -> set[str]:
    """Give what is to be said, as it stands in the tables."""
    found: set[str] = set()
    for _, tree in trees(*folders):
        for call in calls(tree, WRAPPERS):
            texts = [literal(part) for part in call.args[: 2 if called(call) == "ntr" else 1]]
            found.add("|".join(text for text in texts if text))
    return found - {""}


def fixed_errors() -> set[str]:
    """Give messages and hints without fields of errors that the window may show."""
    found: set[str] = set()
    for name, tree in trees("app", "inference"):
        if name.startswith(SILENT):
            continue
        constants = {
            target.id: literal(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        texts = (literal(part) or constants.get(getattr(part, "id", "")) for part in parts_of(tree))
        found.update(text for text in texts if text)
    return found


def parts_of(tree: ast.Module) -> Iterator[ast.expr]:
    for call in calls(tree, ERRORS):
        yield from call.args


def fields(text: str) -> set[str]:
    return {name for part in text.split("|") for _, name, _, _ in Formatter().parse(part) if name is not None}


@pytest.mark.parametrize("folder", SPOKEN)
def test_every_text_has_a_chinese_one(folder):
    assert sorted(wrapped(folder) - set(chinese())) == []


def test_errors_without_fields_have_a_chinese_text():
    assert sorted(fixed_errors() - set(chinese())) == []


def test_chinese_texts_say_something_with_the_same_fields_and_marked_letters():
    wrong = [
        english
        for english, text in chinese().items()
        if not text.strip() or fields(english) != fields(text) or english.count("&") != text.count("&")
    ]
    assert wrong == []


def test_menus_give_each_letter_once():
    from app.gui.actions import MENUS

    menus = [list(MENUS), *([entry.text for entry in menu if entry] for menu in MENUS.values())]
    for menu in menus:
        letters = re.findall(r"\(&(\w)\)", " ".join(chinese()[text] for text in menu))
        assert sorted(letters) == sorted(set(letters)), menu[0]


def test_no_chinese_text_of_the_window_is_left_over():
    there = {text for _, tree in trees(*SOURCES) for node in ast.walk(tree) if (text := literal(node))}
    assert sorted(set(chinese("window")) - there - wrapped(*SOURCES)) == []


def test_texts_are_no_f_strings():
    made = [
        f"{name}:{call.lineno}"
        for name, tree in trees(*SOURCES)
        for call in calls(tree, WRAPPERS)
        if any(isinstance(part, ast.JoinedStr) for part in call.args)
    ]
    assert made == []


@pytest.mark.parametrize("folder", SPOKEN)
def test_nothing_is_shown_past_the_translation(folder):
    past = [place for name, tree in trees(folder) for place in unwrapped(name, tree)]
    assert past == []


def unwrapped(name: str, tree: ast.Module) -> Iterator[str]:
    """Give the places of words that are shown as they stand."""
    spared = {id(part) for node in ast.walk(tree) for part in spared_by(node)}
    shown = {id(part) for call in calls(tree, SHOWING) for part in given(call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant | ast.JoinedStr) or id(node) in spared:
            continue
        text = words(node)
        told = id(node) in shown or isinstance(node, ast.JoinedStr)
        if text not in ALLOWED and (re.search("[A-Za-z]{2}", text) if told else _PROSE.match(text)):
            yield f"{name}:{node.lineno} {text!r}"


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
    """Give what is no text to be shown: docstrings, parts of f-strings, what is wrapped or logged."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    if isinstance(node, ast.Call) and (called(node) in WRAPPERS or is_log(node.func)):
        yield from node.args


def is_log(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "log"
