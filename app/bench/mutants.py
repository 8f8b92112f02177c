"""Changes one thing after another in the modules that reckon, and counts what changes no test sees.

python -m app.bench.mutants [--sample N] [MODULE ...]

Each mutant is one module with one operator, number or condition changed, in a copy of the program; the tests
of that module run on it. A walk over the syntax tree is all that this takes, and the
program's own folder stays as it is.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

GOAL = 0.9
ROOT = Path(__file__).parents[2]
COPIED = ("app", "inference", "tests", "widgets")
LINKED = ("resources", "pyproject.toml")
TIMEOUT_S = 180

TESTS = {
    "app/media/timecode.py": ("tests/app/media/test_timecode.py",),
    "app/media/timing.py": ("tests/app/media/test_timing.py", "tests/app/media/test_probe.py"),
    "inference/contract/segments.py": ("tests/inference/contract/test_segments.py",),
    "app/edits/apply.py": ("tests/app/edits",),
    "app/edits/cut_list.py": ("tests/app/edits",),
    "app/edits/edits.py": ("tests/app/edits",),
    "app/edits/segment_set.py": ("tests/app/edits",),
    "app/search/intervals.py": ("tests/app/search/test_intervals.py",),
    "app/export/captions.py": ("tests/app/export/test_captions.py",),
    "app/pipeline/planning.py": (
        "tests/app/pipeline/test_planning.py",
        "tests/app/pipeline/test_analysis.py",
    ),
    "app/store/packing.py": ("tests/app/store/test_packing.py",),
}
"""What tests each module is to be held by."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
NAMES = {
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "rint": "floor",
    "any": "all",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module's text with one change, and what was changed where."""

    module: str
    line: int
    change: str
    text: str


def mutants(module: str, text: str) -> Iterator[Mutant]:
    """Give each mutant of a module."""
    tree = ast.parse(text)
    for place, node in enumerate(ast.walk(tree)):
        for change, make in _changes(node):
            copy = deepcopy(tree)
            copied = next(other for number, other in enumerate(ast.walk(copy)) if number == place)
            make(copied)
            yield Mutant(module, getattr(node, "lineno", 0), change, ast.unparse(copy))


Make = Callable[[ast.AST], None]


def _changes(node: ast.AST) -> Iterator[tuple[str, Make]]:
    match node:
        case ast.Compare(ops=[op, *_]):
            if type(op) in SWAPS:
                yield _swap(op), lambda one: _set_compare(one, SWAPS[type(op)]())
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op):
            # A union of types is no sum.
            if type(op) in SWAPS:
                yield _swap(op), lambda one: setattr(one, "op", SWAPS[type(op)]())
        case ast.Constant(value=bool() as value):
            yield f"{value} -> {not value}", lambda one: setattr(one, "value", not value)
        case ast.Constant(value=int() | float() as value):
            yield f"{value} -> {value + 1}", lambda one: setattr(one, "value", value + 1)
        case ast.Name(id=name) if name in NAMES:
            yield f"{name} -> {NAMES[name]}", lambda one: setattr(one, "id", NAMES[name])
        case ast.Attribute(attr=name) if name in NAMES:
            yield f"{name} -> {NAMES[name]}", lambda one: setattr(one, "attr", NAMES[name])
        case ast.If() | ast.IfExp():
            yield "if -> if not", _negate
        case _:
            pass


def _swap(op: ast.AST) -> str:
    return f"{type(op).__name__} -> {SWAPS[type(op)].__name__}"


def _set_compare(node: ast.AST, op: ast.AST) -> None:
    if isinstance(node, ast.Compare) and isinstance(op, ast.cmpop):
        node.ops[0] = op


def _negate(node: ast.AST) -> None:
    if isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)


class Trial:
    """Copies of the program in which mutants are tried, several at a time."""

    def __init__(self, folder: Path, count: int) -> None:
        self._free: SimpleQueue[Path] = SimpleQueue()
        for number in range(count):
            self._free.put(_copied(folder / str(number)))

    def is_seen(self, mutant: Mutant) -> bool:
        """Say whether a test fails with a mutant."""
        copy = self._free.get()
        try:
            file = copy / mutant.module
            whole = file.read_text("utf-8")
            file.write_text(mutant.text, "utf-8")
            try:
                return not passes(copy, TESTS[mutant.module])
            finally:
                file.write_text(whole, "utf-8")
        finally:
            self._free.put(copy)


def _copied(folder: Path) -> Path:
    folder.mkdir()
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    return folder


def passes(folder: Path, tests: Sequence[str]) -> bool:
    """Run tests in a copy; one that does not end fails."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, check=False, timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    """Try mutants and print the score. Exit with 1 if it is under the goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"by default all: {', '.join(TESTS)}")
    parser.add_argument("--sample", type=int, help="about so many mutants of each module, the same each time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tried at a time")
    arguments = parser.parse_args()
    made: list[Mutant] = []
    for module in arguments.modules or TESTS:
        some = list(mutants(module, (ROOT / module).read_text("utf-8")))
        made += some[:: max(1, len(some) // arguments.sample)] if arguments.sample else some
    with tempfile.TemporaryDirectory(prefix="rushes-mutants-") as folder:
        trial = Trial(Path(folder), arguments.jobs)
        with ThreadPoolExecutor(arguments.jobs) as pool:
            seen = list(pool.map(trial.is_seen, made))
    sys.exit(0 if report(made, seen) >= GOAL else 1)


def report(made: Sequence[Mutant], seen: Sequence[bool]) -> float:
    """Print what no test saw, and the score by module; give the whole score."""
    for mutant, is_seen in zip(made, seen, strict=True):
        if not is_seen:
            sys.stdout.write(f"{mutant.module}:{mutant.line}: {mutant.change}\n")
    for module in dict.fromkeys(mutant.module for mutant in made):
        own = [is_seen for mutant, is_seen in zip(made, seen, strict=True) if mutant.module == module]
        sys.stdout.write(f"{module:34} {sum(own):4} of {len(own):4} seen  {sum(own) / len(own):4.0%}\n")
    score = sum(seen) / len(seen) if seen else 1.0
    sys.stdout.write(f"{'All':34} {sum(seen):4} of {len(seen):4} seen  {score:4.0%}   goal {GOAL:.0%}\n")
    return score


if __name__ == "__main__":
    main()
