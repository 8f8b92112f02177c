"""A log in a rotating file: one JSON object a line."""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from app.config import folders

SIZE = 2_000_000
KEPT = 3


class Log:
    """Takes an event and fields: `log.info("file done", path=...)`."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: Any) -> None:
        """Tell what happened."""
        self._tell(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Tell what went wrong without doing harm."""
        self._tell(logging.WARNING, event, fields)

    def error(self, event: str, *, exc_info: Any = None, **fields: Any) -> None:
        """Tell what failed."""
        self._tell(logging.ERROR, event, fields, exc_info)

    def exception(self, event: str, **fields: Any) -> None:
        """Tell what failed, with the exception that is being handled."""
        self._tell(logging.ERROR, event, fields, exc_info=True)

    def _tell(self, level: int, event: str, fields: dict[str, Any], exc_info: Any = None) -> None:
        # The event is an argument, so that a per cent sign in it is no format.
        self._logger.log(level, "%s", event, exc_info=exc_info, extra={"fields": fields}, stacklevel=3)


class _Lines(logging.Formatter):
    """One JSON object for each event; what other libraries log, too."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            **getattr(record, "fields", {}),
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        elif record.exc_text:  # of another process
            line["exception"] = record.exc_text
        return json.dumps(line, default=repr)


def start_logging(folder: Path | None = None) -> Path | None:
    """Send the log to `rushes.log` in `folder`; give its path, or None where nothing can be written."""
    folder = folder or folders().logs
    file = folder / "rushes.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    stop_logging()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return file


def stop_logging() -> None:
    """Close the log's file."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(handler)
        handler.close()


def logger(name: str) -> Log:
    """Give a logger for a module."""
    return Log(name)
