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
            first, last = f"{self._first:.1f}", f"{self._last:.1f}"
            if self._packets == 1:
                self._warn(f"1 damaged packet was skipped in the {self._what} near {first} s.")
            elif self._last - self._first < 0.05:
                self._warn(
                    f"{self._packets} damaged packets were skipped in the {self._what} near {first} s."
                )
            else:
                self._warn(
                    f"{self._packets} damaged packets were skipped in the {self._what} "
                    f"between {first} s and {last} s."
                )
        if self._jumps == 1:
            self._warn(f"The clock of the {self._what} jumped once; the times after are estimates.")
        elif self._jumps:
            self._warn(
                f"The clock of the {self._what} jumped {self._jumps} times; the times after are estimates."
            )
        if expected - reached > max(1.0, 0.02 * expected):
            self._warn(f"The {self._what} ends at {reached:.1f} s, though {expected:.1f} s are declared.")
