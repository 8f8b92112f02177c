"""Folders and settings, read by the window and by the commands alike."""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from app.errors import UsageError
from resources.language import LANGUAGES, SYSTEM
from resources.messages import msg


class DeviceName(StrEnum):
    """Where models may be asked to run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    TENSORRT = "tensorrt"
    COREML = "coreml"
    DIRECTML = "directml"


DEVICES = tuple(name.value for name in DeviceName)
THEMES = ("dark", "light", "system")
FASTEST = 60.0
"""Pictures a second that an analyzer may be asked to look at."""
TIMES = ("timecode", "frames", "seconds")


class License(StrEnum):
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
    def engines(self) -> Path:
        return self.cache / "engines"

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set once for all.

    device: one of DEVICES. decoding: of the picture, on the GPU that runs models (`auto`) or never (`cpu`).
    threads: of a model on the CPU, 0 lets onnxruntime choose.
    jobs: files analyzed at a time by `rushes analyze`. theme: one of THEMES.
    times: how the window writes them: `timecode`, `frames` or `seconds`.
    license: `commercial` leaves out what rests on weights that are not for commercial use.
    language: of the window and of reports, `system` or one of resources.language.LANGUAGES.
    also: analyzers that run beside those that always do, by key.
    rates: pictures a second, by analyzer, where it is not the analyzer's own.
    keys: of actions in the window, by name, where they are not the usual ones; several by "; ".
    """

    device: str = "auto"
    decoding: str = "auto"
    threads: int = 0
    jobs: int = 1
    theme: str = "dark"
    times: str = "timecode"
    license: str = License.ANY.value
    language: str = SYSTEM
    also: tuple[str, ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict[str, float])
    keys: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def params(self) -> dict[str, dict[str, float]]:
        """What the analyzers are asked to do otherwise than by themselves, by analyzer."""
        return {name: {"rate": rate} for name, rate in self.rates.items()}

    @property
    def commercial(self) -> bool:
        """Whether only weights for commercial use may run."""
        return self.license == License.COMMERCIAL


def folders() -> Folders:
    """Give the folders, without making them."""
    if home := os.environ.get("RUSHES_HOME"):
        root = Path(home).expanduser().absolute()
        return Folders(root / "data", root / "cache", root / "config", root / "logs")
    import platformdirs  # noqa: PLC0415 (every command reads the settings)

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
            msg("The settings in {path} cannot be read: {reason}.", path=str(file), reason=str(error)),
            msg("Mend or delete that file."),
        ) from error
    known: dict[str, type] = {name: type(value) for name, value in asdict(Settings()).items()}
    given: dict[str, Any] = {
        name: value for key, value in raw.items() if (name := _RENAMED.get(key, key)) in known
    }
    if isinstance(also := given.get("also"), list):
        given["also"] = tuple(cast("list[Any]", also))
    if isinstance(rates := given.get("rates"), dict):
        given["rates"] = {name: _number(value) for name, value in cast("dict[str, Any]", rates).items()}
    for name, value in given.items():
        if type(value) is not known[name]:
            raise UsageError(
                msg(
                    "{name!r} in {path} must be {kind}, not {value}.",
                    name=name,
                    path=str(file),
                    kind=_TYPES[known[name]],
                    value=repr(value),
                ),
                msg("Mend or delete that line."),
            )
    return check_settings(replace(Settings(), **given))


def save_settings(settings: Settings) -> None:
    """Write the settings, whole or not at all."""
    file = folders().settings
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    import tomli_w  # noqa: PLC0415 (every command reads the settings)

    fresh.write_text(tomli_w.dumps(asdict(check_settings(settings))), encoding="utf-8")
    fresh.replace(file)


def update_settings(**changed: Any) -> None:
    """Save some settings beside those in the file: what the command line gave holds for one time only.

    Raise OSError or UsageError.
    """
    save_settings(replace(load_settings(), **changed))


def check_settings(settings: Settings) -> Settings:
    """Raise UsageError for a value that does not exist."""
    for name, options in _CHOICES.items():
        if getattr(settings, name) not in options:
            raise UsageError(
                msg("There is no {name} {value!r}.", name=name, value=getattr(settings, name)),
                msg("Choose one of: {names}.", names=tuple(options)),
            )
    if settings.threads < 0 or settings.jobs < 1:
        raise UsageError(msg("Threads must be 0 or more, and jobs 1 or more."), msg("Correct the number."))
    if wrong := [name for name in settings.also if not isinstance(name, str)]:  # pyright: ignore[reportUnnecessaryIsInstance] (it comes from a file)
        raise UsageError(
            msg("What runs also must be named by texts, not {value}.", value=repr(wrong[0])),
            msg("Mend or delete that line."),
        )
    for name, rate in settings.rates.items():
        if not 0 < rate <= FASTEST:
            raise UsageError(
                msg("{name} cannot look at {rate} pictures a second.", name=name, rate=repr(rate)),
                msg("Choose more than 0, up to {most:g}.", most=FASTEST),
            )
    for name, keys in settings.keys.items():
        if not isinstance(keys, str):  # pyright: ignore[reportUnnecessaryIsInstance] (it comes from a file)
            raise UsageError(
                msg("The keys of {name!r} must be a text, not {value}.", name=name, value=repr(keys)),
                msg("Mend or delete that line."),
            )
    return settings


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


_TYPES: dict[type, str] = {str: "a text", int: "a whole number", dict: "a table", tuple: "a list of texts"}

_RENAMED = {"licence": "license"}
"""What settings were called before: files that say so are still read."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "device": DEVICES,
    "decoding": ("auto", "cpu"),
    "theme": THEMES,
    "times": TIMES,
    "license": tuple(one.value for one in License),
    "language": (SYSTEM, *LANGUAGES),
}
