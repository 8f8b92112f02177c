"""Runs whole processes in turn and gives wall time, CPU time and peak memory of each."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from app.errors import RushesError
from resources.messages import Message, msg

# As on most machines, Python keeps what it has compiled, for all of them.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024

# A process begins with the memory of the one that starts it, which therefore is a small one.
_LAUNCHER = """
import os, sys, time
cores, *command = sys.argv[1:]
out = os.dup(1)
os.dup2(2, 1)
started = time.perf_counter()
pid = os.fork()
if pid == 0:
    try:
        if int(cores) and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
        os.close(out)
        os.execvp(command[0], command)
    finally:
        os._exit(127)
_, status, used = os.wait4(pid, 0)
wall = time.perf_counter() - started
code = os.waitstatus_to_exitcode(status)
os.write(out, f"{code} {wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss}".encode())
"""


@dataclass(frozen=True, slots=True)
class ProcessSample:
    """One process: seconds, seconds of user and system together with its children's, bytes."""

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True)
class Contestant:
    """A command to be measured. before: makes it ready each time, unmeasured. cores: 0 is all of them."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    before: Callable[[], None] | None = None
    cores: int = 0


@dataclass(frozen=True, slots=True)
class Ratio:
    """How often the first goes into the second, round by round: the median, the least and the most."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, over: Sequence[float], under: Sequence[float]) -> "Ratio":
        """Pair what was measured in the same round: the machine was as busy for both."""
        each = [first / second for first, second in zip(over, under, strict=True)]
        return cls(median(each), min(each), max(each))


def run(contestant: Contestant) -> ProcessSample:
    """Run once. Raise RushesError with its last words if it fails."""
    if contestant.before is not None:
        contestant.before()
    with tempfile.TemporaryFile() as said:
        launched = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(contestant.cores), *contestant.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**_ENVIRONMENT, **contestant.environment},
            check=True,
        )
        code, wall, cpu, peak = launched.stdout.split()
        if int(code) != 0:
            said.seek(0)
            words = said.read().decode(errors="replace").strip().splitlines()[-3:]
            raise RushesError(
                msg("{name} failed: {reason}", name=contestant.name, reason=" ".join(words)),
                Message(" ".join(contestant.command)),
            )
    return ProcessSample(float(wall), float(cpu), int(peak) * _PEAK_UNIT)


def run_in_turn(
    contestants: Sequence[Contestant], rounds: int, tell: Callable[[str], None]
) -> dict[str, list[ProcessSample]]:
    """Run all of them once a round, so that what else the machine does falls on all alike."""
    taken: dict[str, list[ProcessSample]] = {one.name: [] for one in contestants}
    for number in range(rounds):
        for one in contestants:
            tell(f"{number + 1}/{rounds} {one.name}")
            taken[one.name].append(run(one))
    return taken


def can_measure() -> str:
    """Say why processes cannot be measured on this system; empty if they can."""
    return "" if hasattr(os, "wait4") else "this system does not tell the CPU time and memory of a process"


def python(*arguments: str) -> list[str]:
    """Give a command of this very interpreter."""
    return [sys.executable, *arguments]
