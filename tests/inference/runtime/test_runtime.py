"""The runtime says where models really run, and falls back to the CPU when it must."""

import os
import subprocess
import sys
from threading import Thread

import numpy as np
import pytest

import resources
from inference.contract import models
from inference.contract.errors import ModelError
from inference.contract.types import Device
from inference.runtime import runtime
from inference.runtime.runtime import OnnxSession, Runtime
from inference.runtime.stdio_guard import redirect_native_stdout

ONES = {"picture": np.ones((1, 1, 8, 8), np.float32)}
GPU = "CUDAExecutionProvider"


class FakeSession:
    """An onnxruntime session that claims providers and fails as told."""

    def __init__(self, *providers, error=None):
        self.providers = providers
        self.error = error

    def get_providers(self):
        return [*self.providers, "CPUExecutionProvider"]

    def get_inputs(self):
        return []

    def get_outputs(self):
        return []

    def run(self, outputs, inputs):
        if self.error:
            raise self.error
        return [inputs["picture"] * 2]


@pytest.fixture
def probe_model(monkeypatch, tmp_path):
    folder = tmp_path / "models" / "probe"
    folder.mkdir(parents=True)
    weights = resources.path("models", "_probe", "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(weights)
    (folder / "card.md").write_text("", "utf-8")
    digest = models.hashlib.sha256(weights).hexdigest()
    texts = {
        "title": "Probe",
        "version": "1",
        "file": "model.onnx",
        "sha256": digest,
        "license": "",
        "source": "",
    }
    lines = [f'{key} = "{value}"' for key, value in texts.items()]
    (folder / "manifest.toml").write_text("\n".join([*lines, "commercial = true"]), "utf-8")
    monkeypatch.setattr(resources, "_ROOT", tmp_path)
    return folder


@pytest.fixture
def with_gpu(monkeypatch):
    monkeypatch.setattr(runtime, "unavailable_reason", lambda device: "")


def test_a_model_runs_on_the_cpu(probe_model):
    loaded = Runtime("cpu", threads=1)
    assert loaded.device.used == ""
    session = loaded.session("probe")
    assert session.run(ONES)[0][0, 0, 4, 4] == 9.0
    assert session.device == Device("cpu", "cpu")
    assert loaded.device == session.device


def test_a_session_is_loaded_once_for_all_threads(probe_model, monkeypatch):
    opened = []
    opener = runtime._open
    monkeypatch.setattr(runtime, "_open", lambda *what: opened.append(what) or opener(*what))
    shared = Runtime("cpu", 1)
    sessions = []
    threads = [Thread(target=lambda: sessions.append(shared.session("probe"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    assert len(set(map(id, sessions))) == 1


def test_a_missing_device_falls_back_and_says_why(probe_model, monkeypatch):
    monkeypatch.setattr(runtime.gpu, "nvidia_gpus", lambda: 0)
    device = Runtime("cuda", 1).session("probe").device
    assert tuple(device.in_english().values()) == (
        "cuda",
        "cpu",
        "no NVIDIA GPU was found, so the CPU is used",
    )


def test_a_build_without_the_provider_says_so(probe_model):
    if runtime.PROVIDERS["coreml"] in runtime._onnxruntime().get_available_providers():
        pytest.skip("this onnxruntime has CoreML")
    device = Runtime("coreml", 1).session("probe").device
    assert device.used == "cpu"
    assert "has no CoreML" in str(device.reason)


def test_a_provider_that_is_dropped_silently_is_noticed(with_gpu):
    native, device = runtime.open_session("cuda", "path", lambda path, device: FakeSession())
    assert device.used == "cpu"
    assert "rushes[cuda]" in str(device.reason)
    assert runtime.PROVIDERS["cpu"] in native.get_providers()


def test_a_provider_that_cannot_load_falls_back(with_gpu):
    def opener(path, device):
        if device == "cuda":
            raise RuntimeError("unsupported operator\nmore")
        return FakeSession()

    device = runtime.open_session("cuda", "path", opener)[1]
    assert tuple(device.in_english().values()) == (
        "cuda",
        "cpu",
        "CUDA could not load the model (unsupported operator), so the CPU is used",
    )


def test_a_gpu_that_works_is_used(with_gpu):
    assert runtime.open_session("auto", "", lambda *_: FakeSession(GPU))[1] == Device("auto", "cuda")


def test_a_model_whose_weights_want_the_cpu_gets_it(probe_model, with_gpu, monkeypatch):
    monkeypatch.setattr(
        runtime, "_open", lambda path, device, threads: FakeSession(*[GPU][: device == "cuda"])
    )
    assert Runtime("auto").session("probe").device.used == "cuda"
    with (probe_model / "manifest.toml").open("a") as manifest:
        manifest.write('\ndevice = "cpu"')
    device = Runtime("auto").session("probe").device
    assert (device.requested, device.used) == ("auto", "cpu")
    assert "Probe runs on the CPU" in str(device.reason)
    monkeypatch.setattr(runtime, "unavailable_reason", lambda device: "" if device == "cpu" else "no GPU")
    assert "Probe" not in str(Runtime("auto").session("probe").device.reason)


def test_a_gpu_that_fails_while_running_is_left_once():
    opened = []
    failing = FakeSession(GPU, error=RuntimeError("Failed to allocate memory for 1 GB"))
    session = OnnxSession(
        "toy", "path", Device("auto", "cuda"), failing, lambda *what: opened.append(what) or FakeSession()
    )
    assert session.run(ONES)[0][0, 0, 0, 0] == 2
    assert session.run(ONES)[0][0, 0, 0, 0] == 2
    assert opened == [("path", "cpu")]
    assert tuple(session.device.in_english().values()) == (
        "auto",
        "cpu",
        "the memory ran out on CUDA, so the CPU goes on",
    )


def test_a_model_that_fails_on_the_cpu_is_an_error(probe_model):
    session = Runtime("cpu", 1).session("probe")
    with pytest.raises(ModelError, match="'probe' failed"):
        session.run({"picture": np.ones((1, 2, 8, 8), np.float32)})


def test_what_cannot_be_loaded(probe_model):
    with pytest.raises(ModelError, match="missing"):
        Runtime("cpu").session("absent")
    (probe_model / "model.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="damaged"):
        Runtime("cpu").session("probe")


def test_a_file_that_is_no_network(probe_model, monkeypatch):
    (probe_model / "model.onnx").write_bytes(b"nothing")
    monkeypatch.setattr(models, "verify_model", lambda model: None)
    with pytest.raises(ModelError, match="cannot be loaded"):
        Runtime("cpu").session("probe")


def test_mixed_devices_are_told(probe_model):
    both = Runtime("auto", 1)
    both.session("probe")
    both._sessions["other"] = OnnxSession(
        "other", "", Device("auto", "cuda"), FakeSession(GPU), lambda *_: None
    )
    assert both.device.used == "cpu+cuda"


def test_an_unknown_device():
    with pytest.raises(ValueError, match="no device 'tpu'"):
        Runtime("tpu")


def test_every_provider_is_probed_by_running():
    probed = {device.requested: device for device in runtime.probe_providers()}
    assert set(probed) == set(runtime.PROVIDERS)
    assert probed["cpu"] == Device("cpu", "cpu")
    for name, device in probed.items():
        assert device.used == name or device.reason


def test_native_prints_stay_off_stdout():
    script = """
import os
from inference.runtime.stdio_guard import redirect_native_stdout
with redirect_native_stdout():
    os.write(1, b"native")
    print("python")
print("after")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "python\nafter\n"
    assert done.stderr == "native"


def test_what_a_library_prints_in_python_stays_off_stdout_and_other_threads_print():
    script = """
from threading import Thread
from inference.runtime.stdio_guard import redirect_native_stdout
from resources.messages import Message
with redirect_native_stdout(python_too=True):
    print("library", flush=True)
    other = Thread(target=print, args=("other",))
    other.start()
    other.join()
print("after")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "other\nafter\n"
    assert done.stderr == "library\n"


def test_without_stdout_nothing_breaks(monkeypatch):
    def refuse(descriptor):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "dup", refuse)
    with redirect_native_stdout():
        pass


def test_onnxruntime_keeps_nothing_about_the_user_and_sends_nothing(tmp_path):
    script = "from inference.runtime.runtime import probe_providers; print(probe_providers()[-1].used)"
    left = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    homes = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME"), str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", script], env={**left, **homes}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "cpu"
    assert list(tmp_path.rglob("*")) == []


def test_onnxruntime_is_not_imported_before_a_model_is_asked_for():
    script = "import sys; from inference.runtime.runtime import Runtime; Runtime()"
    shown = f"{script}; print('onnxruntime' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
