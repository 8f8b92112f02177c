"""Counting what is damaged, to say it once and in plain words."""

from collections.abc import Callable


class Damage:
    """Skipped packets and broken time stamps of one pass."""

    def __init__(self, warn: Callable[[str], None], what: str, origin: float = 0.0) -> None:
        self._warn = warn
        self._what = what
        self._origin = origin
        self._packets = 0
        self._jumps = 0
        self._first = self._last = 0.0

    def packet(self, time: float) -> None:
        """Count a packet that could not be decoded, near `time` on the container's clock."""
        time = max(0.0, time - self._origin)
        if not self._packets:
            self._first = self._last = time
        self._first, self._last = min(self._first, time), max(self._last, time)
        self._packets += 1

    def jump(self) -> None:
        """Count a time stamp that cannot be true."""
        self._jumps += 1

    def report(self, reached: float, expected: float) -> None:
        """Warn of what was found; `expected` is where the stream should have ended."""
        if self._packets:
            many = "1 damaged packet was" if self._packets == 1 else f"{self._packets} damaged packets were"
            where = f"between {self._first:.1f} s and {self._last:.1f} s"
            if self._last - self._first < 0.05:
                where = f"near {self._first:.1f} s"
            self._warn(f"{many} skipped in the {self._what} {where}.")
        if self._jumps:
            times = "once" if self._jumps == 1 else f"{self._jumps} times"
            self._warn(f"The clock of the {self._what} jumped {times}; the times after are estimates.")
        if expected - reached > max(1.0, 0.02 * expected):
            self._warn(f"The {self._what} ends at {reached:.1f} s, though {expected:.1f} s are declared.")
