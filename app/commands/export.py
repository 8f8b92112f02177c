"""`rushes export`."""

import io
import sys
from pathlib import Path

from app.config import Settings, folders
from app.document import find, load
from app.errors import RushesError, UsageError
from app.export import formats
from app.store import Store


def export_file(path: Path, form: str, out: Path | None, settings: Settings) -> int:
    """Write a file's results; give the exit status."""
    exporter = formats().get(form)
    if exporter is None:
        raise UsageError(f"There is no format {form!r}.", f"There are: {', '.join(formats())}.")
    if not path.exists():
        raise RushesError(f"{path} does not exist.", "Check the path.")
    with Store(folders().store) as store:
        document = load(store, find(store, path), commercial=settings.commercial)
    text = io.StringIO(newline="")
    exporter.write(document, text)
    if out is not None and str(out) == "-":
        sys.stdout.buffer.write(text.getvalue().encode())
        sys.stdout.buffer.flush()
        return 0
    target = _target(path, exporter.suffix, out)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(target.name + ".new")
        fresh.write_bytes(text.getvalue().encode())
        fresh.replace(target)
    except OSError as error:
        raise RushesError(
            f"{target} cannot be written: {error.strerror}.", "Choose another place with -o."
        ) from error
    print(target)  # noqa: T201
    return 0


def _target(path: Path, suffix: str, out: Path | None) -> Path:
    if out is None:
        return Path(path.stem + suffix)
    return out / (path.stem + suffix) if out.is_dir() else out
