"""What the benchmark makes of what it measured, and that it measures what it says."""

import sys
from pathlib import Path

import pytest

from app.bench import contestants, rows
from app.bench.clips import BenchClip, make
from app.bench.losses import Loss, losses, matched
from app.bench.measure import Contestant, ProcessSample, Ratio, can_measure, python, run, run_in_turn
from app.bench.rates import Rates, rates
from app.bench.report import as_json, as_markdown
from app.bench.rows import Bench, Lengths, gpu
from app.bench.stages import Stages, stages
from app.errors import RushesError
from app.pipeline import AnalysisOptions
from inference.runtime.runtime import Runtime

pytestmark = pytest.mark.skipif(bool(can_measure()), reason=can_measure() or "")

HUNGRY = "x = bytearray(150_000_000)\nfor _ in range(3_000_000): pass"


def test_ratios_are_of_the_same_round() -> None:
    assert Ratio.of([1.0, 4.0, 9.0], [1.0, 2.0, 3.0]) == Ratio(2.0, 1.0, 3.0)


def test_a_process_is_measured_with_its_children() -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HUNGRY!r}], check=True)"
    idle, busy = run(Contestant("idle", python("-c", "pass"))), run(Contestant("busy", python("-c", child)))
    assert busy.cpu > idle.cpu
    assert busy.peak > idle.peak + 100_000_000
    assert 1_000_000 < idle.peak < 50_000_000


def test_they_run_in_turn_and_are_made_ready_each_time(tmp_path: Path) -> None:
    log = tmp_path / "log"
    write = f"open({str(log)!r}, 'a').write"
    told: list[str] = []

    def ready() -> None:
        with log.open("a") as file:
            file.write("r")

    one = Contestant("one", python("-c", f"{write}('1')"), before=ready)
    taken = run_in_turn([one, Contestant("two", python("-c", f"{write}('2')"))], 2, told.append)
    assert log.read_text() == "r12r12"
    assert told == ["1/2 one", "1/2 two", "2/2 one", "2/2 two"]
    assert {name: len(samples) for name, samples in taken.items()} == {"one": 2, "two": 2}


def test_what_fails_says_why() -> None:
    with pytest.raises(RushesError, match="no such thing"):
        run(Contestant("loud", python("-c", "raise SystemExit('no such thing')")))


def test_what_is_missing_is_a_row_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "scenedetect", None)
    bench = Bench(Lengths(rounds=1), tmp_path, tmp_path, lambda _text: None)
    ffmpeg = contestants.ffmpeg(tmp_path / "film.mp4")
    bench.measure("here", [ffmpeg, Contestant("ours", python("-c", "pass"))])
    bench.compare("decoding", "here", "ours", ffmpeg)
    assert bench.rows[0].skipped == "ffmpeg is not on PATH"
    assert "skipped: ffmpeg is not on PATH" in as_markdown(bench, {}, {})


def test_the_table_has_every_row_and_the_json_every_sample(tmp_path: Path) -> None:
    bench = Bench(Lengths(rounds=2), tmp_path, tmp_path, lambda _text: None)
    bench.samples["clip"] = {
        "ours": [ProcessSample(2.0, 1.0, 10_000_000), ProcessSample(1.0, 2.0, 20_000_000)],
        "theirs": [ProcessSample(4.0, 1.0, 5_000_000), ProcessSample(3.0, 1.0, 5_000_000)],
    }
    bench.commands["clip: ours"] = "rushes analyze"
    bench.compare("a job", "clip", "ours", "theirs")
    split = {"whole": Stages({"decode": 3.0, "tags": 0.5}, 0.25, 4.0)}
    text = as_markdown(bench, split, {"fast": Loss(4, 3, 1, 0.05, 0.1, 0.01, 0.2)})
    assert (
        "| a job | clip | ours | theirs | 2.50 (2.00 to 3.00) | 0.75 (0.50 to 1.00) | 3.00 (2.00 to 4.00) |"
        in text
    )
    assert "| decode | 75.0 % |" in text
    assert "| rest (noise included) | 12.5 % |" in text
    assert "| fast | 3 of 4 | 1 | 0.050 | 0.100 |" in text
    made = as_json(bench, split, {})
    assert made["rows"][0]["cpu"] == {"middle": 0.75, "low": 0.5, "high": 1.0}
    assert len(made["samples"]["clip"]["ours"]) == 2
    assert made["machine"]["versions"]["numpy"]


def test_cuts_are_matched_once_and_only_if_near() -> None:
    assert matched([1.1, 5.0, 9.0], [1.0, 1.2, 8.0]) == pytest.approx([0.1])
    assert matched([], [1.0]) == []


def test_stages_and_losses_on_a_small_clip(tmp_path: Path) -> None:
    clip = make(BenchClip("small", 7.0, 64, 36), tmp_path)
    split = stages(clip, AnalysisOptions(only=("tags", "loudness")))
    assert {"demux", "decode", "convert", "sound", "loading", "tags", "loudness", "store"} == set(split.parts)
    assert 0 < split.networks < split.parts["tags"] < split.whole
    lost = losses(clip, Runtime("cpu", 1))
    assert (lost["whole"].found, lost["whole"].extra, lost["whole"].latest) == (1, 0, 0.0)
    assert (lost["fast"].found, lost["fast"].extra) == (1, 0)
    assert 0 <= lost["fast"].late <= 0.2


def test_what_a_device_does_in_a_second(tmp_path: Path) -> None:
    clip = make(BenchClip("small", 1.0, 64, 36), tmp_path)
    made = rates(clip, "cpu", 1)
    assert 0 < made.analyzed < made.decoded
    assert made.scaled > 0
    assert made.share == made.analyzed / made.decoded
    assert set(made.models) == {"tags", "yunet", "opennsfw", "transnetv2"}
    assert all(rate > 0 for rate in made.models.values())
    assert made.notes == ()


def test_a_gpu_is_measured_where_one_works_and_else_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(Lengths(rounds=1), tmp_path, tmp_path, lambda _text: None)
    gpu(bench, tmp_path, [], "no NVIDIA GPU was found")
    assert "| a GPU | gpu | - | skipped: no NVIDIA GPU was found |" in as_markdown(bench, {}, {})
    assert as_json(bench, {}, {})["rates"] == {}
    figures = {"cpu": Rates(100.0, 80.0, 20.0, {"tags": 50.0}, ())}
    figures["cuda"] = Rates(
        900.0, 800.0, 450.0, {"tags": 5000.0}, ("The picture was decoded on the CPU: x.",)
    )
    monkeypatch.setattr(rows, "rates", lambda path, device, rounds: figures[device])
    sample = {"cpu": [ProcessSample(4.0, 1.0, 1)], "cuda": [ProcessSample(2.0, 1.0, 1)]}
    monkeypatch.setattr(rows, "run_in_turn", lambda those, *_: {one.name: sample[one.name] for one in those})
    gpu(bench, tmp_path, ["cuda"], "")
    table = as_markdown(bench, {}, {})
    assert "| a GPU | gpu | cuda | cpu | 2.00 (2.00 to 2.00) |" in table
    assert "| cpu | 100 | 80 | 20 | 20 % | 50 |" in table
    assert "| cuda | 900 | 800 | 450 | 50 % | 5000 |" in table
    assert "- cuda: The picture was decoded on the CPU: x." in table
    assert as_json(bench, {}, {})["rates"]["cuda"]["share"] == 0.5


def test_our_window_is_painted_and_goes(tmp_path: Path) -> None:
    home = contestants.Home(tmp_path / "home")
    home.prepare()
    home.forget()
    ours, complete, empty = contestants.window_commands(home)
    assert run(complete).cpu > run(ours).cpu > run(empty).cpu
