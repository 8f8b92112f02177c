"""`rushes doctor --bench`: one clip analyzed on each device that works, in turn, and which is faster."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.table import Table

import resources
from app.errors import RushesError
from app.media.decode import read_pictures
from app.media.info import probe
from app.pipeline import AnalysisOptions, Done, analyze
from app.pipeline.planning import requested_analyzers
from app.store import open_store
from inference.contract.types import FrameSpec
from inference.runtime.runtime import CPU, Runtime, probe_providers
from resources.messages import Message, msg

CLIP = resources.path("demo", "rushes-demo.mp4")
ROUNDS = 3
ALL = "wall"
PICTURES = "decoding and scaling"
SAME = 1.05
"""A device is called slower if it takes that much longer than the CPU: less is noise."""

Measure = Callable[[], Mapping[str, float]]
"""Analyzes the clip once; gives seconds by analyzer, and of everything under ALL."""


@dataclass(frozen=True, slots=True)
class DeviceComparison:
    """Seconds by device, CPU first, and in it by analyzer and of PICTURES: the median of the rounds."""

    clip: str
    rounds: int
    seconds: Mapping[str, Mapping[str, float]]
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """By device, what was said: such as why the picture was not decoded there."""

    @property
    def others(self) -> list[str]:
        """The devices beside the CPU."""
        return [device for device in self.seconds if device != CPU]

    def times_as_fast(self, device: str, what: str) -> float:
        """Give how many times as fast as the CPU a device is at something."""
        return self.seconds[CPU][what] / max(self.seconds[device][what], 1e-9)

    def slower(self, device: str) -> list[str]:
        """Give what a device is slower at than the CPU."""
        return [what for what in self.seconds[device] if self.times_as_fast(device, what) < 1 / SAME]


def compare_devices(*, as_json: bool, rounds: int = ROUNDS) -> int:
    """Print how fast each device is; exit status 1 if one is slower than the CPU in all."""
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as folder:
        working = [device.requested for device in probe_providers() if device.used == device.requested]
        devices = sorted(working, key=_cpu_first)
        notes: dict[str, list[Message]] = {device: [] for device in devices}
        measures = {device: _measure_on(device, Path(folder), notes[device]) for device in devices}
        seconds = measure_in_turn(measures, rounds)
        told = {device: list(dict.fromkeys(map(str, some))) for device, some in notes.items()}
        result = DeviceComparison(CLIP.name, rounds, seconds, told)
    if as_json:
        print(json.dumps(asdict(result)))  # noqa: T201
    else:
        print_comparison(result, Console(highlight=False))
    return 1 if any(ALL in result.slower(device) for device in result.others) else 0


def measure_in_turn(measures: Mapping[str, Measure], rounds: int) -> dict[str, dict[str, float]]:
    """Measure each device once a round, after one round that only loads the models; give the medians."""
    for measure in measures.values():
        measure()
    taken: dict[str, list[Mapping[str, float]]] = {device: [] for device in measures}
    for _ in range(rounds):
        for device, measure in measures.items():
            taken[device].append(measure())
    return {device: _medians(some) for device, some in taken.items()}


def print_comparison(result: DeviceComparison, out: Console) -> None:
    """Print the table and what follows from it."""
    out.print(f"{result.clip}, models loaded, median of {result.rounds} rounds in turn:")
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for device in result.seconds:
        table.add_column(device, justify="right")
    for device in result.others:
        table.add_column(f"{device} against cpu", justify="right")
    for what in _ordered(result.seconds[CPU]):
        times = (f"{result.seconds[device][what]:.2f} s" for device in result.seconds)
        against = (f"{result.times_as_fast(device, what):.1f} ×" for device in result.others)
        table.add_row("everything" if what == ALL else what, *times, *against)
    out.print(table)
    for line in verdict(result):
        out.print(line, soft_wrap=True)


def verdict(result: DeviceComparison) -> list[str]:
    """Say which device to choose, and for what not."""
    if not result.others:
        return ["Only the CPU works here: there is nothing to compare it with (rushes doctor says why)."]
    lines: list[str] = []
    for device in result.others:
        slower = [what for what in result.slower(device) if what not in (ALL, PICTURES)]
        lines += [f"{device}: {note}" for note in result.notes.get(device, ())]
        if PICTURES in result.slower(device):
            lines.append(
                f'{device} decodes more slowly than the CPU here: set decoding = "cpu" in the settings.'
            )
        if ALL in result.slower(device):
            lines.append(
                f"{device} is slower than the CPU here: choose --device cpu, or set it in the settings."
            )
        elif slower:
            lines.append(f"{device} is worth it in all, but slower than the CPU at: {', '.join(slower)}.")
        elif PICTURES not in result.slower(device):
            lines.append(f"{device} is at least as fast as the CPU at everything.")
    return lines


def _measure_on(device: str, folder: Path, notes: list[Message]) -> Measure:
    runtime, info = Runtime(device), probe(CLIP)
    specs = [want for kind in requested_analyzers(()) if isinstance(want := kind.wants({}), FrameSpec)]

    def pictures() -> float:
        started, scaler = time.perf_counter(), runtime.scaler()
        for _ in read_pictures(info, specs, stop=Event(), warn=notes.append, scaler=scaler):
            pass
        return time.perf_counter() - started

    def measure() -> Mapping[str, float]:
        with open_store(folder / f"{device}.sqlite") as store:
            *_, last = analyze(CLIP, store, runtime, AnalysisOptions(force=True))
        if not isinstance(last, Done) or last.error is not None:
            raise RushesError(
                msg("The clip could not be analyzed on {device}.", device=device),
                msg("rushes doctor tells more."),
            )
        return {**last.seconds, PICTURES: pictures()}

    return measure


def _medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {what: statistics.median(one[what] for one in rounds) for what in rounds[0]}


def _ordered(seconds: Mapping[str, float]) -> list[str]:
    """Give everything first, then what takes longest."""
    return sorted(seconds, key=lambda what: (what != ALL, -seconds[what]))


def _cpu_first(device: str) -> bool:
    return device != CPU
