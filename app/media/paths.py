"""One name for a file, however it was reached."""

import os
from pathlib import Path


def canonical(path: Path) -> Path:
    """Make a path absolute, and take `..` out of it where that leads to the same file.

    Links keep their names, as their owners know the file by them.
    """
    whole = path.absolute()
    plain = Path(os.path.normpath(whole))
    if plain == whole:
        return whole
    try:
        return plain if plain.samefile(whole) else whole
    except OSError:  # there is no such file, or no longer
        return plain
