"""Where our CPU time goes: packets, decoder, conversion, sound, loading, analyzers, store.

The decoder's threads are FFmpeg's own, so passes of growing depth are measured and subtracted. Models run on
the thread that asks (one thread each), so what an analyzer or the store takes is that thread's CPU time.
"""

import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time, thread_time
from typing import Any

from app.media.damage import DamageCounter
from app.media.decode import read_pictures, read_sound
from app.media.info import probe
from app.media.opening import open_media
from app.media.packets import DecodeEffort, demux
from app.media.pictures import decode_effort
from app.media.recovery import recovered_pictures
from app.media.types import MediaInfo
from app.pipeline import AnalysisOptions, analyze
from app.pipeline.planning import Task, plan
from app.store import open_store
from app.store.writing import RunWriter
from inference.analyzers import ANALYZERS
from inference.contract.types import AudioSpec, FrameSpec, MeterSpec, RawSpec
from inference.runtime.runtime import OnnxSession, Runtime
from resources.messages import NOTHING, Message

NETWORKS = "networks, in the analyzers"


@dataclass(frozen=True, slots=True)
class Stages:
    """Seconds of CPU: of each stage, of the networks within the analyzers, and of one whole analysis."""

    parts: dict[str, float]
    networks: float
    whole: float

    @property
    def rest(self) -> float:
        """What no stage accounts for."""
        return self.whole - sum(self.parts.values())


def stages(path: Path, options: AnalysisOptions) -> Stages:
    """Measure one analysis of a file by stage. It decodes the file several times."""
    info = probe(path)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "plan.sqlite") as store:
        tasks = plan(path, store, options).todo
    made: dict[str, float] = {"demux": cpu(lambda: drain(_packets(path)))}
    if info.video and any(task.pictures for task in tasks):
        made |= _picture_stages(info, tasks, fast=options.fast, demuxing=made["demux"])
    if info.audio and not all(task.pictures for task in tasks):
        made["sound"] = cpu(lambda: _sound(info, tasks))
    return _analysis_stages(path, options, tasks, made)


def _picture_stages(
    info: MediaInfo, tasks: Iterable[Task], *, fast: bool, demuxing: float
) -> dict[str, float]:
    wants = [task.want for task in tasks]
    specs = [want for want in wants if isinstance(want, FrameSpec)]
    decoded = cpu(lambda: _frames(info, specs, fast=fast))
    stop = threading.Event()
    converted = cpu(lambda: drain(read_pictures(info, specs, stop=stop, warn=_unheard, fast=fast)))
    return {"decode": max(0.0, decoded - demuxing), "convert": max(0.0, converted - decoded)}


def _frames(info: MediaInfo, specs: list[FrameSpec], *, fast: bool) -> None:
    if info.video is None:
        return
    effort = decode_effort(info.video, specs) if fast else DecodeEffort.WHOLE
    stop, damage = threading.Event(), DamageCounter(_unheard, NOTHING)
    drain(recovered_pictures(info, info.video, stop, damage, effort))


def _sound(info: MediaInfo, tasks: Iterable[Task]) -> None:
    specs = [task.want for task in tasks if isinstance(task.want, AudioSpec | MeterSpec | RawSpec)]
    drain(read_sound(info, specs, stop=threading.Event(), warn=_unheard))


def _analysis_stages(
    path: Path, options: AnalysisOptions, tasks: Iterable[Task], before: dict[str, float]
) -> Stages:
    """Analyze with every analyzer, network and writer under a clock."""
    taken: dict[str, float] = {}
    networks: dict[str, float] = {}
    runtime = Runtime("cpu", 1)
    names = dict.fromkeys(name for task in tasks for name in task.models)
    loading = cpu(lambda: drain(runtime.session(name) for name in names))
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "b.sqlite") as store,
        ExitStack() as on,
    ):
        for key, kind in ANALYZERS.items():
            for step in ("feed", "finish"):
                on.enter_context(_replaced(kind, step, _timed_steps(getattr(kind, step), key, taken)))
        for step in ("flush", "finish"):
            on.enter_context(_replaced(RunWriter, step, _timed(getattr(RunWriter, step), "store", taken)))
        on.enter_context(_replaced(OnnxSession, "run", _timed(OnnxSession.run, NETWORKS, networks)))
        whole = cpu(lambda: drain(analyze(path, store, runtime, options)))
    return Stages({**before, "loading": loading, **taken}, networks.get(NETWORKS, 0.0), whole + loading)


@contextmanager
def _replaced(owner: type, name: str, other: Callable[..., Any]) -> Generator[None]:
    had, before = name in vars(owner), getattr(owner, name)
    setattr(owner, name, other)
    try:
        yield
    finally:
        if had:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


def _timed(call: Callable[..., Any], name: str, taken: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        before = thread_time()
        try:
            return call(*args, **kwargs)
        finally:
            taken[name] = taken.get(name, 0.0) + thread_time() - before

    return timed


def _timed_steps(call: Callable[..., Any], name: str, taken: dict[str, float]) -> Callable[..., Any]:
    """Time a generator's steps, but not what its taker does between them."""

    def timed(*args: Any, **kwargs: Any) -> Iterator[Any]:
        before = thread_time()
        for chunk in call(*args, **kwargs):
            taken[name] = taken.get(name, 0.0) + thread_time() - before
            yield chunk
            before = thread_time()
        taken[name] = taken.get(name, 0.0) + thread_time() - before

    return timed


def _packets(path: Path) -> Iterator[Any]:
    with open_media(path) as container:
        yield from demux(container, *container.streams)


def cpu(work: Callable[[], None]) -> float:
    """Seconds of CPU that this process takes for some work."""
    before = process_time()
    work()
    return process_time() - before


def drain(things: Iterable[Any]) -> None:
    """Take everything and keep nothing."""
    for _ in things:
        pass


def _unheard(_text: Message) -> None:
    pass
