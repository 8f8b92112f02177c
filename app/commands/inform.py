"""`rushes list`, `rushes models` and `rushes doctor`."""

import json
import platform
import shutil
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.config import Folders, folders, load_settings
from app.document import load_document
from app.errors import UsageError
from app.export import EXPORTERS
from app.media.types import MediaInfo
from app.search.indexing import segments_of
from app.store import open_store
from app.summary import headline, headline_tracks, in_one_line
from inference.analyzers import ANALYZERS
from inference.contract.errors import ModelError
from inference.contract.models import all_models, find_model, verify_model
from inference.contract.types import Model
from inference.runtime.runtime import probe_providers
from resources.clock import clock
from resources.messages import msg

PACKAGES = (
    "rushes",
    "onnxruntime-gpu",
    "onnxruntime",
    "av",
    "numpy",
    "opencv-python-headless",
    "PySide6",
    "pyqtgraph",
)


def list_media(*, as_json: bool) -> int:
    """Print what has results, newest first."""
    out = Console(highlight=False, soft_wrap=True)
    commercial = load_settings().commercial
    with open_store() as store:
        everything = store.all_media()
        if not everything and not as_json:
            out.print("Nothing has been analyzed yet. Start with: rushes analyze PATH")
        for media in everything:
            analyzers = [run.analyzer for run in store.runs(media)]
            info = MediaInfo.from_json({**media.info, "path": str(media.location)})
            there = media.location.exists()
            if as_json:
                row = {
                    "path": str(media.location),
                    "exists": there,
                    "fingerprint": media.fingerprint,
                    "duration": info.duration,
                    "analysers": analyzers,
                }
                print(json.dumps(row))  # noqa: T201
            else:
                gone = "" if there else " [yellow](not there now)[/]"
                out.print(
                    f"[bold]{escape(in_one_line(str(media.location)))}[/]{gone}  {clock(info.duration, 0.1)}"
                )
                document = load_document(store, media, commercial=commercial, only=headline_tracks())
                segments = segments_of(store, media, commercial=commercial)
                out.print(f"    {headline(document, segments) or 'no results yet'}")
    return 0


def list_models(name: str | None, *, as_json: bool) -> int:
    """Print the models, or the card of one."""
    if name is not None:
        try:
            print(find_model(name).card)  # noqa: T201
        except ModelError as error:
            names = tuple(model.name for model in all_models())
            raise UsageError(error.message, msg("There are: {names}.", names=names)) from error
        return 0
    if as_json:
        for model in all_models():
            print(json.dumps(_model_row(model)))  # noqa: T201
        return 0
    table = Table(box=None, pad_edge=False)
    for column in ("model", "what", "used by", "license", "commercial use", "size"):
        table.add_column(column, overflow="fold", no_wrap=column in ("model", "license"))
    for model in all_models():
        row = _model_row(model)
        size = f"{row['bytes'] / 1e6:.1f} MB" if row["bytes"] else "missing"
        used = ", ".join(row["analysers"])
        table.add_row(
            model.name, model.title, used, model.license, "yes" if model.commercial else "[yellow]no[/]", size
        )
    Console(highlight=False).print(table)
    return 0


def examine_installation(*, as_json: bool) -> int:
    """Print how things stand; exit status 1 if a model is damaged or a folder cannot be written."""
    report = _report()
    if as_json:
        print(json.dumps(report))  # noqa: T201
    else:
        _print(report)
    bad = [m for m in report["models"] if not m["ok"]] + [
        f for f in report["folders"].values() if not f["writable"]
    ]
    return 1 if bad else 0


def _report() -> dict[str, Any]:
    from app.media.codecs import codecs  # noqa: PLC0415 (FFmpeg only where it is asked)

    return {
        "system": f"{platform.platform()}, Python {platform.python_version()}",
        "packages": {name: found for name in PACKAGES if (found := _installed(name))},
        "devices": [device.in_english() for device in probe_providers()],
        "models": [_examined(model) for model in all_models()],
        "folders": _folders(folders()),
        "codecs": codecs(),
        "plugins": _plugins(),
    }


def _plugins() -> list[dict[str, str]]:
    """Give the entry points of other packages; those that were left out have a reason."""
    return [
        {"group": registry.group, **asdict(plugin)}
        for registry in (ANALYZERS, EXPORTERS)
        for plugin in (*registry.plugins, *registry.broken)
    ]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _model_row(model: Model) -> dict[str, Any]:
    file = Path(model.path)
    return {
        "name": model.name,
        "title": model.title,
        "version": model.version,
        "licence": model.license,
        "commercial": model.commercial,
        "source": model.source,
        "sha256": model.sha256,
        "analysers": list(model.raw.get("analyzers", [])),
        "bytes": file.stat().st_size if file.is_file() else 0,
    }


def _examined(model: Model) -> dict[str, Any]:
    try:
        verify_model(model)
    except ModelError as error:
        return {**_model_row(model), "ok": False, "trouble": f"{error} {error.hint}"}
    return {**_model_row(model), "ok": True, "trouble": ""}


def _folders(where: Folders) -> dict[str, dict[str, Any]]:
    return {
        name: {"path": str(path), "writable": _writable(path), "free_gb": _free(path)}
        for name, path in asdict(where).items()
    }


def _writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
        trial = path / ".rushes-writes"
        trial.touch()
        trial.unlink()
    except OSError:
        return False
    return True


def _free(path: Path) -> float | None:
    try:
        return round(shutil.disk_usage(path).free / 1e9, 1)
    except OSError:
        return None


def _print(report: dict[str, Any]) -> None:
    out = Console(highlight=False, soft_wrap=True)
    out.print(f"[bold]System[/]    {report['system']}")
    packages = ", ".join(f"{name} {number}" for name, number in report["packages"].items())
    out.print(f"[bold]Packages[/]  {packages}")
    out.print("[bold]Devices[/]")
    for device in report["devices"]:
        works = device["used"] == device["requested"]
        mark = "[green]works[/]" if works else "[yellow]no[/]   "
        out.print(f"  {device['requested']:<10} {mark}  {escape(device['reason'])}")
    out.print("[bold]Models[/]")
    for model in report["models"]:
        mark = "[green]whole[/]" if model["ok"] else f"[red]{escape(model['trouble'])}[/]"
        out.print(f"  {model['name']:<22} {model['version']:<10} sha256 {model['sha256'][:12]}…  {mark}")
    out.print("[bold]Folders[/]")
    for name, folder in report["folders"].items():
        trouble = "" if folder["writable"] else "  [red]cannot be written[/]"
        out.print(f"  {name:<8} {escape(folder['path'])}{trouble}")
    out.print("[bold]Codecs[/]")
    for kind, names in report["codecs"].items():
        out.print(f"  {kind:<8} {', '.join(names)}")
    if report["plugins"]:
        out.print("[bold]Plug-ins[/]")
    for plugin in report["plugins"]:
        mark = f"[red]left out: {escape(plugin['reason'])}[/]" if plugin["reason"] else "[green]works[/]"
        package = " ".join(filter(None, (plugin["package"], plugin["version"]))) or plugin["target"]
        out.print(f"  {plugin['group']} {escape(plugin['name'])} ({escape(package)})  {mark}")
