"""A thread that serves the latest request and forgets those before it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.logs import logger

Request = TypeVar("Request")

log = logger(__name__)


class LatestOnly(Generic[Request]):
    """Calls `serve` on a thread of its own, which starts with the first request."""

    def __init__(self, name: str, serve: Callable[[Request], None]) -> None:
        self._name = name
        self._serve = serve
        self._changed = threading.Condition()
        self._waiting: list[Request] = []
        self._closed = False
        self._thread: threading.Thread | None = None

    def ask(self, request: Request) -> None:
        """Serve a request after the one that is being served."""
        with self._changed:
            self._waiting = [request]
            self._changed.notify_all()
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._work, name=self._name)
            self._thread.start()

    def close(self) -> None:
        """End the thread; returns when it is gone."""
        with self._changed:
            self._closed = True
            self._waiting = []
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._waiting))
                if self._closed:
                    return
                request = self._waiting.pop()
            try:
                self._serve(request)
            except Exception:  # the next request may go well
                log.exception("a request could not be served", thread=self._name)
