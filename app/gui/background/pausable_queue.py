"""A thread that does what waits in a queue, which can be paused and put in another order."""

import threading
from collections.abc import Callable, Iterable

Call = Callable[[], None]


class PausableQueue:
    """Does calls in turn, each under a key. The thread starts with the first one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: dict[object, Call] = {}
        self._changed = threading.Condition()
        self._paused = False
        self._closed = False
        self._thread: threading.Thread | None = None

    @property
    def paused(self) -> bool:
        """Whether nothing goes on."""
        return self._paused

    @property
    def waiting(self) -> list[object]:
        """The keys of what waits, in order."""
        with self._changed:
            return list(self._waiting)

    def put(self, key: object, call: Call) -> None:
        """Do `call` after what waits. It must not raise."""
        with self._changed:
            self._waiting.pop(key, None)
            self._waiting[key] = call
            self._changed.notify_all()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name)
            self._thread.start()

    def take_out(self, key: object) -> bool:
        """Let something not be done after all; False if it has begun, or is not there."""
        with self._changed:
            return self._waiting.pop(key, None) is not None

    def move_to_front(self, keys: Iterable[object]) -> None:
        """Let some of what waits come first, in the order in which it is named."""
        with self._changed:
            first = {key: self._waiting[key] for key in keys if key in self._waiting}
            self._waiting = first | self._waiting

    def set_paused(self, paused: bool) -> None:
        """Begin nothing more, and stop what asks with `wait_if_paused`; or go on."""
        with self._changed:
            self._paused = paused
            self._changed.notify_all()

    def wait_if_paused(self, canceled: threading.Event) -> None:
        """Wait here while the queue is paused, unless it is `canceled`."""
        with self._changed:
            self._changed.wait_for(lambda: not self._paused or self._closed or canceled.is_set())

    def wake(self) -> None:
        """Let what waits in `wait_if_paused` look whether it was canceled."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Drop what waits; returns when the thread is gone."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (call := self._next()) is not None:
            call()

    def _next(self) -> Call | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._waiting and not self._paused))
            if self._closed:
                return None
            return self._waiting.pop(next(iter(self._waiting)))
