"""A structured log in a rotating file: one JSON object a line."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

from app.config import folders

SIZE = 2_000_000
KEPT = 3

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]

# Everything goes through the standard library's loggers, so that nothing is ever printed.
structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)


def start_logging(folder: Path | None = None) -> Path | None:
    """Send the log to `rushes.log` in `folder`; give its path, or None where nothing can be written."""
    folder = folder or folders().logs
    file = folder / "rushes.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
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


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Give a logger that takes an event and fields: `log.info("file done", path=...)`."""
    return structlog.stdlib.get_logger(name)
