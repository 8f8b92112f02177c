"""Models that travel with the program: a folder each, with a manifest, a card and a license."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import resources
from inference.contract.errors import ModelError
from inference.contract.types import Model
from resources.messages import msg

MANIFEST = "manifest.toml"
CARD = "card.md"
REINSTALL = msg("Install Rushes again: its models travel with it.")

_TEXTS = ("title", "version", "file", "sha256", "license", "source")


def all_models() -> list[Model]:
    """Give every model with a manifest, by name. Raise `ModelError` if a manifest is damaged."""
    return [_read(manifest.parent) for manifest in sorted(_folder().glob(f"*/{MANIFEST}"))]


def find_model(name: str) -> Model:
    """Give a model by its folder's name. Raise `ModelError` if there is none or its manifest is damaged."""
    folder = _folder() / name
    if not name.isidentifier() and not name.replace("-", "_").isidentifier():
        raise ModelError(
            msg("{name!r} is no name of a model.", name=name), msg("`rushes models` lists them.")
        )
    if not (folder / MANIFEST).is_file():
        raise ModelError(msg("The model {name!r} is missing.", name=name), REINSTALL)
    return _read(folder)


def verify_model(model: Model) -> None:
    """Raise `ModelError` unless the file is there and has the digest of its manifest. Reads a file once."""
    try:
        stat = Path(model.path).stat()
        digest = _sha256(model.path, stat.st_size, stat.st_mtime_ns)
    except OSError as error:
        message = msg(
            "The file of the model {name!r} cannot be read: {reason}.",
            name=model.name,
            reason=str(error.strerror),
        )
        raise ModelError(message, REINSTALL) from error
    if digest != model.sha256:
        message = msg(
            "The model {name!r} is damaged: its file is not the one its manifest describes.", name=model.name
        )
        raise ModelError(message, REINSTALL)


def _folder() -> Path:
    return resources.path("models")


def _read(folder: Path) -> Model:
    changed = [path.stat().st_mtime_ns for name in (MANIFEST, CARD) if (path := folder / name).is_file()]
    return _described(folder, tuple(changed))


@cache
def _described(folder: Path, changed: tuple[int, ...]) -> Model:
    # The times stand in the cache's key, so that what was changed is read again.
    del changed
    try:
        raw = tomllib.loads((folder / MANIFEST).read_text("utf-8"))
        card = (folder / CARD).read_text("utf-8")
    except (OSError, ValueError) as error:
        message = msg(
            "The description of the model {name!r} cannot be read: {reason}",
            name=folder.name,
            reason=str(error),
        )
        raise ModelError(message, REINSTALL) from error
    wrong = [name for name in _TEXTS if not isinstance(raw.get(name), str)]
    if wrong or not isinstance(raw.get("commercial"), bool):
        message = msg(
            "The manifest of the model {name!r} does not say: {fields}.",
            name=folder.name,
            fields=tuple(wrong or ["commercial"]),
        )
        raise ModelError(message, REINSTALL)
    return _model(folder, raw, card)


def _model(folder: Path, raw: dict[str, Any], card: str) -> Model:
    return Model(
        name=folder.name,
        title=raw["title"],
        version=raw["version"],
        path=str(folder / raw["file"]),
        sha256=raw["sha256"].lower(),
        license=raw["license"],
        commercial=raw["commercial"],
        source=raw["source"],
        card=card,
        raw=raw,
    )


@cache
def _sha256(path: str, size: int, modified: int) -> str:
    # Size and time stand in the cache's key, so that a replaced file is read again.
    del size, modified
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
