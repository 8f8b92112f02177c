"""Which device is faster, and what a user is told of it."""

import io
import json

import pytest
from rich.console import Console

from app.commands import benchmark as compare
from app.commands.benchmark import PICTURES, DeviceComparison, measure_in_turn, print_comparison, verdict
from inference.contract.types import Device
from resources.messages import Message


def told(seconds) -> DeviceComparison:
    return DeviceComparison("clip.mp4", 3, seconds)


def test_devices_take_turns_and_the_first_round_does_not_count():
    calls: list[str] = []

    def measure(device, times):
        def once():
            calls.append(device)
            return {"wall": next(times)}

        return once

    medians = measure_in_turn(
        {
            "cpu": measure("cpu", iter([90.0, 1.0, 9.0, 2.0])),
            "cuda": measure("cuda", iter([80.0, 3.0, 1.0, 2.0])),
        },
        3,
    )
    assert calls == ["cpu", "cuda"] * 4
    assert medians == {"cpu": {"wall": 2.0}, "cuda": {"wall": 2.0}}


@pytest.mark.parametrize(
    ("cuda", "expected"),
    [
        ({"wall": 1.0, "tags": 0.5, "voice": 0.5}, "at least as fast"),
        ({"wall": 1.0, "tags": 0.2, "voice": 0.8}, "slower than the CPU at: voice."),
        ({"wall": 9.0, "tags": 5.0, "voice": 4.0}, "choose --device cpu"),
    ],
)
def test_a_device_that_is_slower_is_never_silently_so(cuda, expected):
    (line,) = verdict(told({"cpu": {"wall": 2.0, "tags": 1.5, "voice": 0.5}, "cuda": cuda}))
    assert expected in line


def test_a_decoder_that_is_slower_is_told_with_what_to_do():
    cpu = {"wall": 2.0, "tags": 1.5, PICTURES: 0.5}
    (line,) = verdict(told({"cpu": cpu, "cuda": {"wall": 1.0, "tags": 0.5, PICTURES: 0.9}}))
    assert line == 'cuda decodes more slowly than the CPU here: set decoding = "cpu" in the settings.'
    (line,) = verdict(told({"cpu": cpu, "cuda": {"wall": 1.0, "tags": 0.5, PICTURES: 0.1}}))
    assert "at least as fast" in line


def test_that_a_device_did_not_decode_is_told():
    both = {"wall": 1.0, PICTURES: 0.5}
    why = "The picture was decoded on the CPU: the GPU has no decoder for h264."
    first, second = verdict(
        DeviceComparison("clip.mp4", 3, {"cpu": both, "cuda": both}, {"cpu": [], "cuda": [why]})
    )
    assert first == f"cuda: {why}"
    assert "at least as fast" in second


def test_the_table_has_everything_first():
    out = io.StringIO()
    cpu = {"tags": 1.5, "wall": 2.0, "voice": 0.5}
    print_comparison(
        told({"cpu": cpu, "cuda": {"tags": 0.5, "wall": 1.0, "voice": 0.5}}), Console(file=out, width=100)
    )
    rows = [line.split() for line in out.getvalue().splitlines()]
    assert rows[2] == ["everything", "2.00", "s", "1.00", "s", "2.0", "×"]
    assert [row[0] for row in rows[2:5]] == ["everything", "tags", "voice"]
    assert rows[3][-2:] == ["3.0", "×"]


def test_the_cpu_alone_is_measured_on_the_real_clip(monkeypatch, capsys):
    monkeypatch.setattr(
        compare,
        "probe_providers",
        lambda: [Device("cuda", "cpu", Message("no NVIDIA GPU was found")), Device("cpu", "cpu")],
    )
    monkeypatch.setattr(compare, "AnalysisOptions", lambda **all_: _real(only=("loudness", "voice"), **all_))
    assert compare.compare_devices(as_json=True, rounds=1) == 0
    seconds = json.loads(capsys.readouterr().out)["seconds"]
    assert set(seconds) == {"cpu"}
    assert {"wall", "loudness", "voice", PICTURES} <= set(seconds["cpu"])
    assert all(value > 0 for value in seconds["cpu"].values())


def _real(**wanted):
    from app.pipeline import AnalysisOptions

    return AnalysisOptions(**wanted)
