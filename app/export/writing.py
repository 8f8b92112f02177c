"""Files of an export on the disk: named, whole or not there at all."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from app.errors import RushesError
from app.export.exporter import Content, Data, Exporter
from app.media.location import Location
from resources.messages import msg


def write(exporter: Exporter, content: Content, target: Path) -> list[Path]:
    """Write a document's files and give their paths; `target` is that of the first.

    A file that is there already is replaced at the end, in one step. Raise RushesError if that fails.
    """
    stem = target.name.removesuffix(exporter.suffix)
    suffix = target.name[len(stem) :]
    if not suffix:
        stem, suffix = target.stem, target.suffix
    written: list[Path] = []
    for part, data in exporter.files(content):
        path = target.with_name(f"{stem}{part}{suffix}")
        write_file(path, data)
        written.append(path)
    return written


def targets(files: Iterable[Location], suffix: str, folder: Path) -> list[Path]:
    """Give a path in a folder for each file; where two would be the same, the later one gets a number."""
    taken: set[str] = set()
    named: list[Path] = []
    for location in files:
        stem, number = location.stem, 1
        while (name := stem + suffix).casefold() in taken:
            number += 1
            stem = f"{location.stem}-{number}"
        taken.add(name.casefold())
        named.append(folder / name)
    return named


def copy_content(data: Data, out: BinaryIO) -> None:
    """Write what is in a file to one that is open."""
    if isinstance(data, bytes):
        out.write(data)
    else:
        data(out)


def write_file(path: Path, data: Data) -> None:
    """Write one file, whole or not at all. Raise RushesError if that fails."""
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as out:
                copy_content(data, out)
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RushesError(
            msg("{path} cannot be written: {reason}.", path=str(path), reason=str(error.strerror)),
            msg("Choose another place with -o."),
        ) from error
