"""Keeps what native libraries print away from standard output, where only our own lines belong."""

import io
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
STDOUT = 1


@contextmanager
def stdout_kept_clean() -> Generator[None]:
    """Send the process's file descriptor 1 to standard error; Python's own `sys.stdout` goes on as before."""
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
            _point_at_stderr()
            yield
        finally:
            if python:
                python.flush()
                sys.stdout = ours
            os.dup2(saved, STDOUT)
            os.close(saved)


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
