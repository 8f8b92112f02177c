"""Whether a file is decoded where models run is chosen for each analysis; what is found stays the same."""

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.document import Document, load_document
from app.media import decode, device
from app.media.device import OffDeviceError
from app.pipeline import AnalysisOptions, Done, Note, Opened, analyze
from app.store import Store, open_store
from inference.contract.analyzer import ON_GPU
from inference.runtime.runtime import Runtime, make_scaler
from inference.runtime.scaler import Scaler
from resources.messages import Message
from tests import footage
from tests.app.media.test_device import decoded, nv12
from tests.app.pipeline.fakes import DEMO, NoSessions


class WithGpu(NoSessions):
    """Says that there is a GPU."""

    def __init__(self, scaler: Scaler) -> None:
        self._scaler = scaler

    def scaler(self) -> Scaler:
        return self._scaler


@pytest.mark.parametrize(
    ("decoding", "gpu", "expected"),
    [
        ("auto", False, (decode.BATCH, False)),
        ("cpu", False, (decode.BATCH, False)),
        ("auto", True, (ON_GPU, True)),
        ("cpu", True, (ON_GPU, False)),
    ],
)
def test_where_a_file_is_decoded(
    store: Store, analyzers, monkeypatch: pytest.MonkeyPatch, decoding: str, gpu: bool, expected
) -> None:
    asked: list[tuple[int, bool]] = []
    real = decode.read_pictures

    def reading(*args, batch, scaler, **kwargs):
        asked.append((batch, scaler is not None))
        return real(*args, batch=batch, **kwargs)

    monkeypatch.setattr(decode, "read_pictures", reading)
    engine = WithGpu(make_scaler("cpu")) if gpu else NoSessions()
    *_, done = analyze(DEMO, store, engine, AnalysisOptions(decoding=decoding), analyzers=analyzers)
    assert isinstance(done, Done)
    assert asked == [expected]


class Pretended(Runtime):
    """Models on the CPU, and a scaler as if on a GPU."""

    def scaler(self) -> Scaler:
        return make_scaler("cpu")


def analyzed(path: Path, store: Store, engine: Runtime) -> tuple[Document, list[str]]:
    events = list(analyze(path, store, engine, AnalysisOptions(only=("shots", "tags")), threading.Event()))
    assert isinstance(events[0], Opened)
    document = load_document(store, events[0].document.stored)
    return document, [str(event.text) for event in events if isinstance(event, Note)]


@pytest.mark.parametrize("fails_at", [None, 40])
def test_what_is_found_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int | None
) -> None:
    path = tmp_path / "clip.mp4"
    cuts = footage.cuts(path, (40, 30, 50), Fraction(25), size=(320, 180))
    frames = decoded(path)

    def pictures(info, video, stop, effort, scaler):
        for number, frame in enumerate(frames[:fails_at]):
            yield number / 25, nv12(frame)
        if fails_at:
            raise OffDeviceError(Message("the GPU could not decode what is at 1.6 s"))

    with open_store(tmp_path / "cpu.sqlite") as store:
        expected, none = analyzed(path, store, Runtime("cpu", 1))
    monkeypatch.setattr(device, "device_pictures", pictures)
    with open_store(tmp_path / "gpu.sqlite") as store:
        made, notes = analyzed(path, store, Pretended("cpu", 1))
    assert none == []
    assert notes == (
        ["The picture was decoded on the CPU: the GPU could not decode what is at 1.6 s."] if fails_at else []
    )
    for key, track in expected.tracks.items():
        np.testing.assert_array_equal(made.tracks[key].times, track.times)
        if key == "shots":
            np.testing.assert_allclose(made.tracks[key].values, track.values, atol=0.02)
    starts = [segment.start for segment in made.segments() if segment.track == "shots"]
    assert starts == pytest.approx([0.0, *cuts])
