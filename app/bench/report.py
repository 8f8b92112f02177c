"""The result as JSON and as a Markdown table."""

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

from app.bench.losses import Loss
from app.bench.measure import ProcessSample, Ratio
from app.bench.rates import Rates
from app.bench.rows import Bench, ComparisonRow
from app.bench.stages import Stages

PACKAGES = ("rushes", "av", "onnxruntime-gpu", "onnxruntime", "numpy", "opencv-python-headless", "PySide6")
PEERS = ("scenedetect-headless", "scenedetect", "librosa")


def machine() -> dict[str, Any]:
    """Say what ran it: a table without this says nothing."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": [round(value, 1) for value in os.getloadavg()] if hasattr(os, "getloadavg") else [],
        "python": platform.python_version(),
        "versions": {name: found for name in (*PACKAGES, *PEERS) if (found := _version(name))},
        "ffmpeg": _ffmpeg(),
    }


def as_json(bench: Bench, split: Mapping[str, Stages], lost: Mapping[str, Loss]) -> dict[str, Any]:
    """Everything that was measured, to be read by a program."""
    return {
        "machine": machine(),
        "lengths": asdict(bench.lengths),
        "rows": [asdict(row) for row in bench.rows],
        "samples": {
            where: {name: [asdict(one) for one in taken] for name, taken in those.items()}
            for where, those in bench.samples.items()
        },
        "commands": bench.commands,
        "rates": {device: {**asdict(one), "share": one.share} for device, one in bench.rates.items()},
        "stages": {name: {**asdict(one), "rest": one.rest} for name, one in split.items()},
        "losses": {name: asdict(one) for name, one in lost.items()},
    }


def as_markdown(bench: Bench, split: Mapping[str, Stages], lost: Mapping[str, Loss]) -> str:
    """Ratios with their spread; figures of one machine are no promise for another."""
    ran = machine()
    versions = ", ".join(f"{name} {number}" for name, number in ran["versions"].items())
    lines = [
        "# Rushes beside others",
        "",
        f"{ran['processor']}, {ran['cores']} cores, load {ran['load']}; {ran['system']}.",
        f"Python {ran['python']}, {versions}, {ran['ffmpeg']}.",
        "",
        f"Whole processes in turn, {bench.lengths.rounds} rounds. A speed is theirs over ours in one round:",
        "above 1 we are faster, below 1 slower; median (least to most). Memory is ours over theirs.",
        "",
        "| what | clip | ours | against | speed, wall | speed, CPU | peak memory |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in bench.rows),
        "",
        *_rate_lines(bench.rates),
        *_stage_lines(split),
        *_loss_lines(lost),
        "Seconds and memory of each process (medians), to check the ratios by:",
        "",
        "| clip | process | wall s | CPU s | peak MB |",
        "|---|---|---|---|---|",
        *(
            _sample_line(where, name, taken)
            for where, those in bench.samples.items()
            for name, taken in those.items()
        ),
        "",
        "Commands:",
        "",
        *(f"- {name}: `{' '.join(command.split())}`" for name, command in bench.commands.items()),
    ]
    return "\n".join(lines) + "\n"


def _line(row: ComparisonRow) -> str:
    if row.skipped:
        return f"| {row.title} | {row.clip} | {row.ours or '-'} | skipped: {row.skipped} | | | |"
    figures = " | ".join(_ratio(one) for one in (row.wall, row.cpu, row.memory))
    return f"| {row.title} | {row.clip} | {row.ours} | {row.theirs} | {figures} |"


def _ratio(ratio: Ratio | None) -> str:
    return "" if ratio is None else f"{ratio.middle:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"


def _sample_line(where: str, name: str, taken: Sequence[ProcessSample]) -> str:
    wall, cpu = median(one.wall for one in taken), median(one.cpu for one in taken)
    return f"| {where} | {name} | {wall:.2f} | {cpu:.2f} | {median(one.peak for one in taken) / 1e6:.0f} |"


def _rate_lines(rates: Mapping[str, Rates]) -> list[str]:
    if not rates:
        return []
    models = list(next(iter(rates.values())).models)
    notes = [f"- {device}: {note}" for device, one in rates.items() for note in one.notes]
    return [
        "What a device does in a second, in a process that runs already: frames of the film decoded, scaled",
        "as well, and analyzed as well (shots, tags, faces); pictures through each model alone.",
        "",
        f"| device | decoded | scaled | analyzed | share of decoding | {' | '.join(models)} |",
        f"|---|---|---|---|---|{'---|' * len(models)}",
        *(_rate_line(device, one) for device, one in rates.items()),
        "",
        *([*notes, ""] if notes else []),
    ]


def _rate_line(device: str, one: Rates) -> str:
    figures = [f"{rate:.0f}" for rate in (one.decoded, one.scaled, one.analyzed)]
    models = [f"{rate:.0f}" for rate in one.models.values()]
    return f"| {device} | {' | '.join(figures)} | {100 * one.share:.0f} % | {' | '.join(models)} |"


def _stage_lines(split: Mapping[str, Stages]) -> list[str]:
    if not split:
        return []
    names = list(dict.fromkeys(name for one in split.values() for name in one.parts))
    lines = [
        "Where our CPU time goes, as shares of one analysis in a process that runs already:",
        "",
        f"| stage | {' | '.join(split)} |",
        f"|---|{'---|' * len(split)}",
    ]
    for name in names:
        shares = (_share(one.parts.get(name), one) for one in split.values())
        lines.append(f"| {name} | {' | '.join(shares)} |")
    lines += [
        f"| rest (noise included) | {' | '.join(_share(one.rest, one) for one in split.values())} |",
        f"| of all, networks | {' | '.join(_share(one.networks, one) for one in split.values())} |",
        "",
    ]
    return lines


def _share(seconds: float | None, one: Stages) -> str:
    return "" if seconds is None else f"{100 * seconds / one.whole:.1f} %"


def _loss_lines(lost: Mapping[str, Loss]) -> list[str]:
    if not lost:
        return []
    return [
        "What a first look loses, on the clip's known cuts:",
        "",
        "| analysis | cuts found | made up | late, median s | most s | tags apart, mean | most |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {one.found} of {one.cuts} | {one.extra} | {one.late:.3f} | {one.latest:.3f} "
            f"| {one.tags:.4f} | {one.most:.2f} |"
            for name, one in lost.items()
        ),
        "",
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _ffmpeg() -> str:
    program = which("ffmpeg")
    if program is None:
        return "no ffmpeg"
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    return " ".join(said.stdout.split()[:3])
