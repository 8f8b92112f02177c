"""Calls of several threads go together into one run, and each gets what is its own."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread

import numpy as np
import pytest

import resources
from inference.contract import models
from inference.contract.analyzer import ON_GPU, batch_size
from inference.contract.errors import ModelError
from inference.contract.types import Device
from inference.runtime import runtime
from inference.runtime.batching import SIZES, BatchedSession, is_batchable
from inference.runtime.runtime import Runtime
from inference.runtime.session import OnnxSession
from resources.messages import Message


class Model:
    """Doubles rows; the first run can be held, so that others gather meanwhile."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun, self.go_on = Event(), Event()
        self._running = Lock()

    def __call__(self, inputs):
        assert self._running.acquire(blocking=False), "one run at a time"
        rows = inputs["pictures"]
        self.sizes.append(len(rows))
        if len(self.sizes) == 1:
            self.begun.set()
            assert self.go_on.wait(30)
        self._running.release()
        if (rows == 13).any():
            raise ModelError(Message("It does not like thirteen."))
        return [rows * 2, rows.sum(axis=1)]


def rows(first: int, count: int, width: int = 3) -> dict[str, np.ndarray]:
    return {"pictures": np.repeat(np.arange(first, first + count)[:, None], width, axis=1)}


def gathered(together: BatchedSession, model: Model, calls: list[dict]) -> list:
    """Make the first call, all others while it runs, in order; give what came of each."""
    made: list = [None] * len(calls)

    def ask(index: int) -> None:
        try:
            made[index] = together.run(calls[index])
        except ModelError as error:
            made[index] = error

    threads = [Thread(target=ask, args=(index,)) for index in range(len(calls))]
    threads[0].start()
    assert model.begun.wait(30)
    for number, thread in enumerate(threads[1:], 1):
        thread.start()
        while len(together._waiting) < number and thread.is_alive():
            pass
    model.go_on.set()
    for thread in threads:
        thread.join()
    return made


def test_one_call_runs_at_once_and_is_filled_up() -> None:
    model = Model()
    model.go_on.set()
    doubled, summed = BatchedSession(model).run(rows(1, 5))
    assert doubled[:, 0].tolist() == [2, 4, 6, 8, 10]
    assert summed.tolist() == [3, 6, 9, 12, 15]
    assert model.sizes == [16]


def test_those_that_wait_go_together_and_get_their_own() -> None:
    model = Model()
    calls = [rows(0, 1), rows(100, 7), rows(200, 30), rows(300, 20), rows(400, 9)]
    made = gathered(BatchedSession(model), model, calls)
    for call, (doubled, summed) in zip(calls, made, strict=True):
        np.testing.assert_array_equal(doubled, call["pictures"] * 2)
        np.testing.assert_array_equal(summed, call["pictures"].sum(axis=1))
        assert doubled.base is None
    # The first alone; 7, 30 and 20 rows fill one run, to which 9 more would not fit.
    assert model.sizes == [1, 64, 16]


def test_other_shapes_and_kinds_run_apart() -> None:
    model = Model()
    calls = [
        rows(0, 1),
        rows(1, 2),
        rows(2, 2, width=4),
        {"pictures": rows(3, 2)["pictures"].astype(np.uint8)},
    ]
    made = gathered(BatchedSession(model), model, [*calls, rows(4, 2)])
    assert [one[0].shape for one in made] == [(1, 3), (2, 3), (2, 4), (2, 3), (2, 3)]
    assert made[3][0].dtype == np.uint8
    assert model.sizes == [1, 4, 4, 4]


def test_a_call_that_fails_takes_no_other_with_it() -> None:
    model = Model()
    made = gathered(BatchedSession(model), model, [rows(0, 1), rows(20, 3), rows(12, 2), rows(30, 4)])
    assert made[1][0][:, 0].tolist() == [40, 42, 44]
    assert made[3][0][:, 0].tolist() == [60, 62, 64, 66]
    assert str(made[2]) == "It does not like thirteen."


def test_more_rows_than_a_run_has_go_as_they_are() -> None:
    model = Model()
    model.go_on.set()
    doubled, _ = BatchedSession(model).run(rows(100, 70))
    assert len(doubled) == 70
    assert model.sizes == [70]


def test_only_sizes_that_are_known_are_met() -> None:
    model = Model()
    model.go_on.set()
    together = BatchedSession(model)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda count: together.run(rows(count * 100, count)), range(1, 41)))
    for count, (doubled, _) in enumerate(made, 1):
        assert doubled[:, 0].tolist() == [2 * (count * 100 + row) for row in range(count)]
    assert set(model.sizes) <= set(SIZES)


@pytest.mark.parametrize(
    ("name", "together"),
    [("tags", True), ("yunet", True), ("opennsfw", True), ("transnetv2", False), ("silero-vad", False)],
)
def test_models_of_pictures_go_together(name: str, together: bool) -> None:
    native = runtime._open(models.find_model(name).path, "cpu", 1)
    assert is_batchable(native.get_inputs(), native.get_outputs()) is together


def as_on_a_gpu(name: str) -> OnnxSession:
    """A real model, on the CPU but taken for one on a GPU."""
    path = models.find_model(name).path
    native = runtime._open(path, "cpu", 1)
    return OnnxSession(
        name, path, Device("cuda", "cuda"), native, lambda path, device: runtime._open(path, device, 1)
    )


@pytest.mark.parametrize("name", ["tags", "yunet", "opennsfw"])
def test_real_models_say_the_same_together_as_alone(name: str) -> None:
    alone, shared = Runtime("cpu", 1).session(name), as_on_a_gpu(name)
    size = (96, 128) if name == "yunet" else (224, 224)
    random = np.random.default_rng(1)
    calls = [{"pictures": random.integers(0, 256, (count, *size, 3), np.uint8)} for count in (1, 3, 2, 4, 1)]
    with ThreadPoolExecutor(len(calls)) as pool:
        made = list(pool.map(shared.run, calls))
    for call, outputs in zip(calls, made, strict=True):
        for ours, theirs in zip(outputs, alone.run(call), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)
    assert shared.device.used == "cuda"


@pytest.mark.skipif(not runtime.gpu.nvidia_gpus(), reason="no NVIDIA GPU")
@pytest.mark.parametrize("name", ["tags", "yunet", "opennsfw"])
def test_a_real_gpu_says_the_same(name: str) -> None:
    session = Runtime("cuda").session(name)
    if session.device.used != "cuda":
        pytest.skip(str(session.device.reason))
    size = (96, 128) if name == "yunet" else (224, 224)
    pictures = {"pictures": np.random.default_rng(1).integers(0, 256, (5, *size, 3), np.uint8)}
    for ours, theirs in zip(
        session.run(pictures), Runtime("cpu", 1).session(name).run(pictures), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=0.05, atol=0.02)


def test_pictures_that_a_model_cannot_take_are_an_error() -> None:
    with pytest.raises(ModelError, match="'tags' failed"):
        as_on_a_gpu("tags").run({"pictures": np.zeros((2, 10, 10, 3), np.uint8)})


def test_a_gpu_gets_more_pictures_at_once() -> None:
    shared = as_on_a_gpu("tags")
    assert batch_size(shared, 16) == ON_GPU == SIZES[-1]
    assert batch_size(Runtime("cpu").session("tags"), 16) == 16


class Failing:
    """A session on a provider that fails when it runs."""

    def __init__(self, provider: str, error: str = "the engine could not be built") -> None:
        self.provider, self.error = provider, error

    def get_providers(self) -> list[str]:
        return [self.provider, "CPUExecutionProvider"]

    def get_inputs(self) -> list:
        return []

    get_outputs = get_inputs

    def run(self, outputs, inputs):
        if self.error:
            raise RuntimeError(self.error)
        return [np.ones(1)]


def test_tensorrt_leaves_to_cuda_and_cuda_to_the_cpu() -> None:
    opened: list[str] = []

    def opener(path: str, device: str) -> Failing:
        opened.append(device)
        provider = {"cuda": "CUDAExecutionProvider", "cpu": "CPUExecutionProvider"}[device]
        return Failing(provider, "out of memory" if device == "cuda" and len(opened) == 1 else "")

    session = OnnxSession(
        "toy", "", Device("tensorrt", "tensorrt"), Failing("TensorrtExecutionProvider"), opener
    )
    session.run({"pictures": np.zeros((1, 2))})
    assert opened == ["cuda", "cpu"]
    assert tuple(session.device.in_english().values()) == (
        "tensorrt",
        "cpu",
        "the memory ran out on CUDA, so the CPU goes on",
    )
    opened.append("")
    again = OnnxSession(
        "toy", "", Device("tensorrt", "tensorrt"), Failing("TensorrtExecutionProvider"), opener
    )
    again.run({"pictures": np.zeros((1, 2))})
    assert tuple(again.device.in_english().values()) == (
        "tensorrt",
        "cuda",
        "the model failed on TensorRT, so CUDA goes on",
    )


def test_tensorrt_that_does_not_start_gives_way_to_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "unavailable_reason", lambda device: "")
    made = runtime.open_session("tensorrt", "", lambda path, device: Failing("CUDAExecutionProvider"))[1]
    assert tuple(made.in_english().values()) == (
        "tensorrt",
        "cuda",
        "the TensorRT libraries are missing or too old, so CUDA is used",
    )


def test_tensorrt_is_only_for_those_who_ask_and_keeps_its_engines(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    assert "tensorrt" not in runtime._candidates("auto")
    opened: list[tuple] = []
    monkeypatch.setattr(
        runtime, "_open", lambda *how: opened.append(how) or Failing("TensorrtExecutionProvider")
    )
    monkeypatch.setattr(runtime, "unavailable_reason", lambda device: "")
    session = Runtime("tensorrt", 2, tmp_path / "engines").session("tags")
    assert session.device == Device("tensorrt", "tensorrt")
    ((_, device, threads, kept),) = opened
    assert (device, threads) == ("tensorrt", 2)
    assert kept["trt_engine_cache_path"] == str(tmp_path / "engines")
    assert (tmp_path / "engines").is_dir()


@pytest.mark.parametrize("device", ["cuda", "tensorrt"])
def test_libraries_that_are_missing_print_nothing_on_stdout(device: str) -> None:
    if runtime.PROVIDERS[device] not in runtime._onnxruntime().get_available_providers():
        pytest.skip(f"this onnxruntime has no {device}")
    path = str(resources.path("models", "_probe", "model.onnx"))
    code = f"from inference.runtime import runtime; runtime._open({path!r}, {device!r}, 1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ""
