"""What scales on a GPU, run on the CPU: the weights, the colors, planes at an address, and failing."""

import ctypes

import numpy as np
import pytest

from inference.contract.errors import ModelError
from inference.contract.picture_scaler import Plane, Planes, ScaleTarget
from inference.contract.types import Scaling
from inference.runtime import gpu, scaling
from inference.runtime.runtime import Runtime, make_scaler

WANTED = ScaleTarget(8, 6, Scaling.AREA, "bt709", full=True, left=False)


def in_memory(picture: np.ndarray) -> Plane:
    return Plane(picture.ctypes.data, *picture.shape)


@pytest.mark.parametrize("how", list(Scaling))
@pytest.mark.parametrize(("source", "target"), [(90, 27), (27, 90), (64, 64), (1, 5), (5, 1), (7, 3)])
def test_weights_keep_what_is_the_same_everywhere(how, source, target):
    made = scaling.scaling_weights(source, target, how)
    assert made.shape == (target, source)
    np.testing.assert_allclose(made.sum(axis=1), 1, atol=1e-6)
    if source == target:
        np.testing.assert_allclose(made, np.eye(source), atol=1e-6)


def test_area_is_the_mean_of_what_is_covered():
    ramp = np.arange(30.0)
    np.testing.assert_allclose(
        scaling.scaling_weights(30, 10, Scaling.AREA) @ ramp, np.arange(10) * 3 + 1, atol=1e-5
    )
    shares = scaling.scaling_weights(5, 2, Scaling.AREA)
    np.testing.assert_allclose(shares, [[0.4, 0.4, 0.2, 0, 0], [0, 0, 0.2, 0.4, 0.4]], atol=1e-6)


@pytest.mark.parametrize("deep", [False, True])
def test_filling_at_the_end_of_lines_counts_for_nothing(deep):
    random = np.random.default_rng(1)
    dtype, most = (np.uint16, 1 << 16) if deep else (np.uint8, 1 << 8)
    luma, chroma = random.integers(0, most, (24, 40), dtype), random.integers(0, most, (12, 40), dtype)
    pictures = []
    for filling in (0, 255):
        for plane in (luma, chroma):
            plane[:, 32:] = filling
        there = [in_memory(np.ascontiguousarray(plane).view(np.uint8)) for plane in (luma, chroma)]
        planes = Planes(*there, width=32, deep=deep)
        pictures.append(make_scaler("cpu").job(planes, WANTED)(planes))
    np.testing.assert_array_equal(*pictures)
    assert pictures[0].shape == (6, 8, 3)
    assert pictures[0].std() > 10


def test_a_job_serves_picture_after_picture():
    gray = np.full((6, 16), 128, np.uint8)
    lumas = [np.full((12, 16), level, np.uint8) for level in (0, 100, 255)]
    made = [Planes(in_memory(luma), in_memory(gray), 16) for luma in lumas]
    job = make_scaler("cpu").job(made[0], WANTED)
    assert [job(planes).mean() for planes in made] == [0, 100, 255]


def test_a_device_that_fails_says_so_once_and_for_all():
    scaler = make_scaler("cpu")
    gray = np.full((12, 16), 128, np.uint8)
    planes = Planes(in_memory(gray), in_memory(gray[:6]), 16)
    job = scaler.job(planes, WANTED)
    other = Planes(in_memory(gray[:4]), in_memory(gray[:2]), 16)
    with pytest.raises(ModelError, match="could not scale a picture"):
        job(other)
    assert "could not scale a picture" in str(scaler.lost)


def test_only_an_nvidia_gpu_gets_one(monkeypatch):
    monkeypatch.setattr(gpu, "nvidia_gpus", lambda: 0)
    assert [Runtime(device).scaler() for device in ("auto", "cpu", "cuda", "tensorrt")] == [None] * 4
    monkeypatch.setattr(gpu, "nvidia_gpus", lambda: 1)
    assert Runtime("cpu").scaler() is None


def test_a_gpu_that_does_not_start_gets_none(monkeypatch, caplog):
    if gpu.nvidia_gpus():
        pytest.skip("there is a GPU here")
    monkeypatch.setattr(gpu, "nvidia_gpus", lambda: 1)
    runtime = Runtime("auto")
    assert runtime.scaler() is None
    assert runtime.scaler() is None
    assert [record.message for record in caplog.records if "scaled" in record.message] == [
        "pictures are not scaled on the GPU: the CUDA libraries are missing or too old (install rushes[cuda])"
    ]


class Driver:
    """Notes what is called, in order; fails where it is told to."""

    def __init__(self, failing: str = "") -> None:
        self.called: list[str] = []
        self.failing = failing

    def __getattr__(self, name: str):
        def call(*args: object) -> int:
            self.called.append(name)
            if name == "cuStreamSynchronize":
                assert args == (None,)  # the default stream
            return 719 if name == self.failing else 0

        return call


def test_the_decoder_is_waited_for_in_the_context_that_it_works_in(monkeypatch):
    driver = Driver()
    monkeypatch.setattr(gpu, "_driver", lambda: driver)
    monkeypatch.setattr(gpu, "_primary_context", lambda: ctypes.c_void_p(1))
    gpu.wait_for_decoder()
    assert driver.called == ["cuCtxPushCurrent_v2", "cuStreamSynchronize", "cuCtxPopCurrent_v2"]
    monkeypatch.setattr(gpu, "_driver", lambda: Driver("cuStreamSynchronize"))
    with pytest.raises(OSError, match="error 719"):
        gpu.wait_for_decoder()


@pytest.mark.skipif(not gpu.nvidia_gpus(), reason="no NVIDIA GPU")
def test_on_a_gpu_it_makes_the_same():
    scaler = Runtime("cuda").scaler()
    if scaler is None:
        pytest.skip("CUDA does not start here")
    gpu.wait_for_decoder()
    random = np.random.default_rng(1)
    luma, chroma = random.integers(0, 256, (24, 32), np.uint8), random.integers(0, 256, (12, 32), np.uint8)
    ours = Planes(in_memory(luma), in_memory(chroma), 32)
    there = [scaler._resident(plane) for plane in (luma, chroma)]
    first, second = (Plane(one.data_ptr(), *one.shape()) for one in there)
    theirs = Planes(first, second, 32)
    expected = make_scaler("cpu").job(ours, WANTED)(ours)
    made = scaler.job(theirs, WANTED)(theirs)
    assert np.abs(made.astype(int) - expected).max() <= 1
