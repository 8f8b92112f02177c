"""Keeps what native libraries print away from standard output, where only our own lines belong."""

import io
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import Any

_lock = Lock()
STDOUT = 1


@contextmanager
def redirect_native_stdout(*, python_too: bool = False) -> Generator[None]:
    """Send the process's file descriptor 1 to standard error; Python's own `sys.stdout` goes on as before.

    python_too: what this thread prints goes to standard error as well, for libraries that print in Python.
    """
    with _lock:
        try:
            saved = os.dup(STDOUT)
        except OSError:  # a windowed program has no standard output to protect
            yield
            return
        ours = sys.stdout
        python = _text_to(saved) if _writes_to_stdout(ours) else None
        try:
            if python:
                ours.flush()
                sys.stdout = python
            if python_too and sys.stdout and sys.stderr:  # a windowed program may have neither
                sys.stdout = _ForOthers(sys.stdout)
            _point_at_stderr()
            yield
        finally:
            if python:
                python.flush()
            sys.stdout = ours
            os.dup2(saved, STDOUT)
            os.close(saved)


class _ForOthers:
    """A stream for all threads but the one that makes it, whose text goes to standard error."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._aside = get_ident()

    def write(self, text: str) -> int:
        """Like a file's."""
        return (sys.stderr if get_ident() == self._aside else self._stream).write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _point_at_stderr() -> None:
    try:
        os.dup2(2, STDOUT)
    except OSError:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, STDOUT)
        os.close(nothing)


def _writes_to_stdout(stream: io.TextIOBase | object) -> bool:
    try:
        return stream.fileno() == STDOUT  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    except (AttributeError, OSError, ValueError):
        return False


def _text_to(descriptor: int) -> io.TextIOWrapper:
    file = open(descriptor, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors, closefd=False)  # noqa: SIM115
    file.reconfigure(line_buffering=True)
    return file
