"""Analyzes that go wrong in a process of their own: called there in place of the real one."""

import faulthandler
import os
import signal
import time

from app.logs import logger
from app.pipeline import analyze

log = logger("tests.odd_work")


def crashing(path, store, sessions, options, canceled, analyzers):
    """Break down in the middle of a file that is called crash."""
    for number, event in enumerate(analyze(path, store, sessions, options, canceled, analyzers)):
        if number == 3 and path.stem == "crash":
            faulthandler.disable()
            os.kill(os.getpid(), signal.SIGSEGV)
        yield event


def patient(path, store, sessions, options, canceled, analyzers):
    """Go on only once it is canceled."""
    for event in analyze(path, store, sessions, options, canceled, analyzers):
        yield event
        while not canceled.is_set():
            time.sleep(0.01)


def deaf(path, store, sessions, options, canceled, analyzers):
    """Do not look whether it was canceled."""
    yield from ()
    time.sleep(100)


def wrong(path, store, sessions, options, canceled, analyzers):
    """Raise what nobody foresaw, and log a warning before."""
    yield from ()
    log.warning("odd", path=str(path))
    raise ZeroDivisionError("by nothing")
