"""Everything that a report says of its own has a Chinese text, with the same fields in it."""

import ast
import json
import re
from pathlib import Path

import resources
from app import report

FOLDER = Path(report.__file__).parent
CALLS = {"tr": 1, "mark": 1, "ntr": 2}


def said():
    """Literals that are passed to what translates them."""
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                for argument in node.args[: CALLS[node.func.id]]:
                    if isinstance(argument, ast.Constant):
                        yield argument.value
    template = resources.path("report", "report.html").read_text(encoding="utf-8")
    yield from (found.group(2) for found in re.finditer(r"""tr\((["'])(.*?)\1\)""", template))


def fields(text):
    return set(re.findall(r"\{\w+\}", text))


def test_every_text_is_translated():
    file = resources.path("languages", "zh_CN", "report_strings.json")
    chinese = json.loads(file.read_text(encoding="utf-8"))
    english = set(said())
    assert len(english) > 150
    assert english == set(chinese)
    for text, translated in chinese.items():
        assert translated
        assert fields(text) <= fields(translated)
