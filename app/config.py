"""Folders and settings, read by the window and by the commands alike."""

import os
import tomllib
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs
import tomli_w

from app.errors import UsageError


class DeviceName(StrEnum):
    """Where models may be asked to run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    COREML = "coreml"
    DIRECTML = "directml"


DEVICES = tuple(name.value for name in DeviceName)
TIMES = ("timecode", "frames", "seconds")


class Licence(StrEnum):
    """Which weights may run: all that travel with Rushes, or those that allow commercial use."""

    ANY = "any"
    COMMERCIAL = "commercial"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where Rushes keeps things; `RUSHES_HOME` moves all of them into one folder."""

    data: Path
    cache: Path
    config: Path
    logs: Path

    @property
    def store(self) -> Path:
        return self.data / "rushes.sqlite"

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set once for all.

    device: one of DEVICES. threads: of a model on the CPU, 0 lets onnxruntime choose.
    jobs: files analysed at a time by `rushes analyze`. theme: `dark` or `light`.
    times: how the window writes them: `timecode`, `frames` or `seconds`.
    licence: `commercial` leaves out what rests on weights that are not for commercial use.
    """

    device: str = "auto"
    threads: int = 0
    jobs: int = 1
    theme: str = "dark"
    times: str = "timecode"
    licence: str = Licence.ANY.value

    @property
    def commercial(self) -> bool:
        """Whether only weights for commercial use may run."""
        return self.licence == Licence.COMMERCIAL


def folders() -> Folders:
    """Give the folders, without making them."""
    if home := os.environ.get("RUSHES_HOME"):
        root = Path(home).expanduser().absolute()
        return Folders(root / "data", root / "cache", root / "config", root / "logs")
    dirs = platformdirs.PlatformDirs("rushes", appauthor=False)
    return Folders(dirs.user_data_path, dirs.user_cache_path, dirs.user_config_path, dirs.user_log_path)


def load_settings() -> Settings:
    """Read the settings; what is not there has its default. Raise UsageError if the file makes no sense."""
    file = folders().settings
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"The settings in {file} cannot be read: {error}.", "Mend or delete that file."
        ) from error
    known: dict[str, type] = {name: type(value) for name, value in asdict(Settings()).items()}
    given: dict[str, Any] = {name: value for name, value in raw.items() if name in known}
    for name, value in given.items():
        if type(value) is not known[name]:
            raise UsageError(
                f"{name!r} in {file} must be {_TYPES[known[name]]}, not {value!r}.",
                "Mend or delete that line.",
            )
    return checked(replace(Settings(), **given))


def save_settings(settings: Settings) -> None:
    """Write the settings, whole or not at all."""
    file = folders().settings
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(tomli_w.dumps(asdict(checked(settings))), encoding="utf-8")
    fresh.replace(file)


def keep_settings(**changed: Any) -> None:
    """Save some settings beside those in the file: what the command line gave holds for one time only.

    Raise OSError or UsageError.
    """
    save_settings(replace(load_settings(), **changed))


def checked(settings: Settings) -> Settings:
    """Raise UsageError for a value that does not exist."""
    if settings.device not in DEVICES:
        raise UsageError(f"There is no device {settings.device!r}.", f"Choose one of: {', '.join(DEVICES)}.")
    if settings.threads < 0 or settings.jobs < 1:
        raise UsageError("Threads must be 0 or more, and jobs 1 or more.", "Correct the number.")
    if settings.theme not in ("dark", "light"):
        raise UsageError(f"There is no theme {settings.theme!r}.", "Choose dark or light.")
    if settings.times not in TIMES:
        raise UsageError(
            f"Times cannot be written as {settings.times!r}.", f"Choose one of: {', '.join(TIMES)}."
        )
    licences = [licence.value for licence in Licence]
    if settings.licence not in licences:
        raise UsageError(f"There is no licence {settings.licence!r}.", f"Choose {' or '.join(licences)}.")
    return settings


_TYPES: dict[type, str] = {str: "a text", int: "a whole number"}
