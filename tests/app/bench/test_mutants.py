"""Mutants differ from a module in one thing each, and the score counts those that tests see."""

import ast
from pathlib import Path

from app.bench.mutants import GOAL, ROOT, TESTS, Mutant, mutants, report

SOURCE = """
def middle(low, high, inside=True):
    if low < high and inside:
        return max(low, 0) + (high - low) / 2
    return None
"""


def test_each_mutant_changes_one_thing() -> None:
    made = list(mutants("m.py", SOURCE))
    plain = ast.unparse(ast.parse(SOURCE))
    assert len({mutant.text for mutant in made}) == len(made)
    for mutant in made:
        changed = [
            (one, other)
            for one, other in zip(plain.splitlines(), mutant.text.splitlines(), strict=True)
            if one != other
        ]
        assert len(changed) == 1
    assert sorted((mutant.line, mutant.change) for mutant in made) == [
        (2, "True -> False"),
        (3, "And -> Or"),
        (3, "Lt -> LtE"),
        (3, "if -> if not"),
        (4, "0 -> 1"),
        (4, "2 -> 3"),
        (4, "Add -> Sub"),
        (4, "Div -> Mult"),
        (4, "Sub -> Add"),
        (4, "max -> min"),
    ]


def test_the_score_is_the_share_that_is_seen(capsys) -> None:
    made = [
        Mutant("a.py", 7, "Lt -> LtE", ""),
        Mutant("a.py", 8, "0 -> 1", ""),
        Mutant("b.py", 1, "1 -> 2", ""),
    ]
    assert report(made, [True, False, True]) == 2 / 3
    written = capsys.readouterr().out
    assert "a.py:8: 0 -> 1" in written
    assert "a.py:7" not in written
    assert "50%" in written
    assert GOAL == 0.9


def test_what_is_mutated_and_what_tests_it_is_there() -> None:
    for module, tests in TESTS.items():
        assert all(Path(ROOT / path).exists() for path in (module, *tests))
