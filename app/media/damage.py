"""Counting what is damaged, to say it once and in plain words."""

from collections.abc import Callable

from resources.messages import Message, msg, nmsg


class DamageCounter:
    """Skipped packets and broken time stamps of one pass."""

    def __init__(self, warn: Callable[[Message], None], what: Message, origin: float = 0.0) -> None:
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
        if self._packets and self._last - self._first < 0.05:
            self._warn(
                nmsg(
                    "{n} damaged packet was skipped in the {stream} near {time:.1f} s.",
                    "{n} damaged packets were skipped in the {stream} near {time:.1f} s.",
                    self._packets,
                    stream=self._what,
                    time=self._first,
                )
            )
        elif self._packets:
            self._warn(
                msg(
                    "{n} damaged packets were skipped in the {stream} "
                    "between {first:.1f} s and {last:.1f} s.",
                    n=self._packets,
                    stream=self._what,
                    first=self._first,
                    last=self._last,
                )
            )
        if self._jumps:
            self._warn(
                nmsg(
                    "The clock of the {stream} jumped once; the times after are estimates.",
                    "The clock of the {stream} jumped {n} times; the times after are estimates.",
                    self._jumps,
                    stream=self._what,
                )
            )
        if expected - reached > max(1.0, 0.02 * expected):
            self._warn(
                msg(
                    "The {stream} ends at {reached:.1f} s, though {expected:.1f} s are declared.",
                    stream=self._what,
                    reached=reached,
                    expected=expected,
                )
            )
