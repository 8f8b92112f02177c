"""A thread that does calls in turn."""

import queue
import threading
from collections.abc import Callable

Call = Callable[[], None]


class SerialWorker:
    """Does what it is handed, one after the other. The thread starts with the first call."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, call: Call) -> None:
        """Do `call` after what was put before. It must not raise."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name)
            self._thread.start()
        self._calls.put(call)

    def close(self, *, finish: bool = False) -> None:
        """End what goes on, and drop what waits unless it is to `finish`; returns when the thread is gone."""
        if self._thread is None:
            return
        while not (finish or self._calls.empty()):
            self._calls.get_nowait()
        self._calls.put(None)
        self._thread.join()
        self._thread = None

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
