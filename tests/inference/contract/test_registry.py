"""A registry finds classes in a package and by entry points, and leaves out what is broken."""

import pickle
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inference.contract.registry import Registry


class Shape(ABC):
    key = ""

    @abstractmethod
    def area(self) -> float: ...


class Square(Shape):
    key = "square"
    order = 2

    def area(self) -> float:
        return 1.0


class Circle(Shape):
    key = "circle"
    order = 1

    def area(self) -> float:
        return 3.0


class Other(Circle):
    """Another class of the same key."""


SHAPES = """
from tests.inference.contract.test_registry import Shape

class Hexagon(Shape):
    key = "hexagon"

    def area(self):
        return 2.6

class Squared(Hexagon):
    key = "square"

class Keyless(Hexagon):
    key = ""

class Unfinished(Shape):
    key = "unfinished"

NUMBER = 6
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Put a package on the path that offers entry points of the group `test.shapes`."""
    folder = tmp_path / "site"
    (folder / "shapes_plugin-1.5.dist-info").mkdir(parents=True)
    (folder / "shapes_plugin.py").write_text(SHAPES)
    (folder / "shapes_exits.py").write_text("raise SystemExit(3)")
    metadata = "Metadata-Version: 2.1\nName: shapes-plugin\nVersion: 1.5\n"
    (folder / "shapes_plugin-1.5.dist-info" / "METADATA").write_text(metadata)
    monkeypatch.syspath_prepend(folder)

    def points(lines: str) -> None:
        text = f"[test.shapes]\n{lines}\n"
        (folder / "shapes_plugin-1.5.dist-info" / "entry_points.txt").write_text(text)

    yield points
    for name in ("shapes_plugin", "shapes_exits"):
        sys.modules.pop(name, None)


def shapes(*kinds: type[Shape]) -> Registry[Shape]:
    return Registry(Shape, kinds, group="test.shapes")


def test_stand_in_order_and_then_by_key(install):
    install("hexagon = shapes_plugin:Hexagon")
    registry = shapes(Square, Circle)
    assert list(registry) == ["hexagon", "circle", "square"]
    assert registry["hexagon"]().area() == 2.6
    assert len(registry) == 3
    assert registry.broken == ()
    (plugin,) = registry.plugins
    assert (plugin.name, plugin.key, plugin.target) == ("hexagon", "hexagon", "shapes_plugin:Hexagon")
    assert (plugin.package, plugin.version, plugin.reason) == ("shapes-plugin", "1.5", "")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("shapes_plugin:Squared", "has the key 'square', which is taken by"),
        ("shapes_plugin:Keyless", "shapes_plugin.Keyless has no 'key'."),
        ("shapes_plugin:Unfinished", "shapes_plugin:Unfinished is no class of"),
        ("shapes_plugin:NUMBER", "shapes_plugin:NUMBER is no class of"),
        ("shapes_plugin:Missing", "AttributeError: "),
        ("no_such_module:Hexagon", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("shapes_exits:Hexagon", "SystemExit: 3"),
    ],
)
def test_a_broken_plugin_is_left_out_and_told_of(install, target, reason):
    install(f"bad = {target}\nhexagon = shapes_plugin:Hexagon")
    registry = shapes(Square)
    assert list(registry) == ["hexagon", "square"]
    assert registry["square"] is Square
    (broken,) = registry.broken
    assert (broken.name, broken.target, broken.package) == ("bad", target, "shapes-plugin")
    assert reason in broken.reason


def test_nothing_is_imported_before_it_is_asked_for(install):
    install("hexagon = shapes_plugin:Hexagon")
    registry = shapes(Square)
    assert "shapes_plugin" not in sys.modules
    assert "hexagon" in registry
    assert "shapes_plugin" in sys.modules


def test_one_more_can_be_added_once():
    registry = Registry(Shape, [Square])
    assert registry.add(Circle) is Circle
    assert list(registry) == ["circle", "square"]
    with pytest.raises(ValueError, match="'circle', which is taken by"):
        registry.add(Other)
    assert registry["circle"] is Circle


def test_what_is_simply_there_may_not_share_a_key():
    with pytest.raises(ValueError, match="'circle', which is taken by"):
        Registry(Shape, [Circle, Other])


def test_another_process_is_sent_what_was_added_and_finds_the_rest_itself(install):
    install("hexagon = shapes_plugin:Hexagon")
    registry = shapes(Square)
    registry.add(Circle)
    sent = pickle.dumps(registry)
    install("")
    other = pickle.loads(sent)
    assert list(other) == ["circle", "square"]
    assert list(registry) == ["hexagon", "circle", "square"]


def test_a_package_gives_the_concrete_classes_of_its_modules(tmp_path, monkeypatch):
    folder = tmp_path / "shapes_package"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "hexagons.py").write_text(SHAPES.replace('key = ""', 'key = "keyless"'))
    (folder / "again.py").write_text("from shapes_package.hexagons import Hexagon")
    monkeypatch.syspath_prepend(tmp_path)
    registry = Registry(Shape, package="shapes_package")
    assert list(registry) == ["hexagon", "keyless", "square"]
