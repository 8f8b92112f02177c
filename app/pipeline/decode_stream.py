"""A decoder on a thread of its own, and a bounded queue from it."""

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from app.media.delivery import DecodedBatch

QUEUE_SIZE = 6
"""Deliveries that wait; more would only cost memory."""

TIMEOUT_S = 0.1


class DecodeStream:
    """Runs a reader on a thread; `take` gives what it read, in order."""

    def __init__(self, name: str, read: Callable[[threading.Event], Iterator[DecodedBatch]]) -> None:
        self.name = name
        self.reached = 0.0
        self.delivered = 0
        self.ended = False
        self._read = read
        self._stop = threading.Event()
        self._queue: queue.Queue[DecodedBatch | BaseException | None] = queue.Queue(QUEUE_SIZE)
        self._executor = ThreadPoolExecutor(1, f"decode {name}")
        self._executor.submit(self._work)

    def take(self, canceled: threading.Event) -> DecodedBatch | None:
        """Give the next delivery, or None at the end or when canceled. Raise what the reader raised."""
        while not canceled.is_set():
            try:
                item = self._queue.get(timeout=TIMEOUT_S)
            except queue.Empty:
                continue
            if isinstance(item, DecodedBatch):
                self.reached = max(self.reached, item.reached)
                self.delivered += 1
                return item
            self.ended = True
            if item is not None:
                raise item
            return None
        return None

    def close(self) -> None:
        """Stop the reader and wait until its file is closed."""
        self._stop.set()
        with suppress(queue.Empty):
            while True:
                self._queue.get_nowait()
        self._executor.shutdown()

    def _work(self) -> None:
        end: BaseException | None = None
        try:
            deliveries = self._read(self._stop)
            for delivery in deliveries:
                if not self._put(delivery):
                    break
            if isinstance(deliveries, Generator):
                deliveries.close()
        except Exception as error:  # noqa: BLE001 (handed to the thread that takes)
            end = error
        self._put(end)

    def _put(self, item: DecodedBatch | BaseException | None) -> bool:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._queue.put(item, timeout=TIMEOUT_S)
                return True
        return False
