"""Arrays kept in a file between runs."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def load_arrays(path: Path, *names: str) -> list[npt.NDArray[Any]]:
    """Give arrays of an .npz file. Raise OSError if it is missing, ValueError if it is damaged."""
    try:
        # Opened here: numpy leaves a file that is no archive open.
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return [file[name] for name in names]
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise ValueError(f"{path.name} is damaged") from error
