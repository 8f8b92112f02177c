"""What setuptools would put into the wheel, and what its metadata says of licenses."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LEFT_OUT = ("app.train", "app.recipes", "app.bench", "app.gui.screenshots", "tests")
"""Where models, figures and pictures are made: nothing in the wheel needs them."""

LISTING = """
import json
from setuptools import Distribution
distribution = Distribution({"script_name": "setup.py"})
distribution.parse_config_files()
build = distribution.get_command_obj("build_py")
build.ensure_finalized()
modules = [(package, module, file) for package, module, file in build.find_all_modules()]
data = [f"{source}/{name}" for _, source, _, names in build.data_files for name in names]
print(json.dumps([modules, data]))
"""


@pytest.fixture(scope="module")
def listing() -> tuple[dict[str, str], set[str]]:
    """The files of modules by their names, and the other files."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LISTING],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=100,
    )
    modules, data = json.loads(done.stdout.splitlines()[-1])
    return {f"{package}.{name}".removesuffix(".__init__"): file for package, name, file in modules}, set(data)


@pytest.fixture
def modules(listing: tuple[dict[str, str], set[str]]) -> dict[str, str]:
    return listing[0]


@pytest.fixture
def data(listing: tuple[dict[str, str], set[str]]) -> set[str]:
    return listing[1]


def inside(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_is_there_once_but_those_that_make_models_and_figures(modules: dict[str, str]) -> None:
    ours = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in ("app", "widgets", "inference", "resources")
        for file in (ROOT / package).rglob("*.py")
    }
    there = {name.replace("app.rushes", "rushes", 1) for name in ours if not inside(name, LEFT_OUT)}
    assert set(modules) == there
    assert modules["rushes.library"] == "app/rushes/library.py"


def test_nothing_in_the_wheel_imports_what_is_left_out(modules: dict[str, str]) -> None:
    wrong = {
        name: [other for other in imported(ROOT / file) if inside(other, LEFT_OUT)]
        for name, file in modules.items()
    }
    assert {name: others for name, others in wrong.items() if others} == {}


def test_resources_go_along_but_pictures_for_readers_do_not(data: set[str]) -> None:
    files = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "resources").rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc")
    }
    kept = {file for file in files if not file.startswith("resources/screenshots/")}
    assert {file for file in data if file.startswith("resources/") and not file.endswith(".py")} == kept
    assert len(kept) < len(files)
    assert {"app/py.typed", "app/rushes/py.typed", "inference/py.typed"} <= data


def test_the_metadata_names_every_license_and_carries_its_text() -> None:
    named = set(PROJECT["license"].split(" AND "))
    texts = {file.relative_to(ROOT) for glob in PROJECT["license-files"] for file in ROOT.glob(glob)}
    manifests = sorted((ROOT / "resources/models").glob("*/manifest.toml"))
    assert manifests
    for file in manifests:
        manifest = tomllib.loads(file.read_text("utf-8"))
        assert manifest["license"] in named, file
        assert (file.parent / manifest["license_file"]).relative_to(ROOT) in texts, file
    others = {
        "LICENSE": "Apache-2.0",
        "resources/demo/ATTRIBUTION.md": "CC-BY-3.0",
        "resources/labels/LICENSE.txt": "LicenseRef-WordNet-3.0",
        "resources/report/fonts/OFL.txt": "OFL-1.1",
    }
    assert {Path(file) for file in others} <= texts
    assert set(others.values()) | {"CC-BY-SA-4.0"} <= named
    told = {path for path in (ROOT / "resources").rglob("*") if path.name.startswith(("LICENSE", "OFL"))}
    assert {path.relative_to(ROOT) for path in told} <= texts


@pytest.mark.parametrize("package", ["PySide6", "pyqtgraph", "typst", "pyarrow"])
def test_a_headless_installation_brings_neither_window_nor_typesetter(package: str) -> None:
    assert not [line for line in PROJECT["dependencies"] if line.startswith(package)]
    assert [lines for lines in PROJECT["optional-dependencies"].values() if any(package in x for x in lines)]
