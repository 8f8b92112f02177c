"""Decode once, feed every analyzer, store what they give, tell the caller."""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

from app.document import combine_devices
from app.errors import Canceled, MediaError, RushesError
from app.logs import logger
from app.media.delivery import DecodedBatch
from app.media.location import LocationLike
from app.media.types import MediaInfo
from app.pipeline.analyzer_run import AnalyzerRun
from app.pipeline.decode_stream import DecodeStream
from app.pipeline.events import Done, Event, Finished, Note, Opened, Progress
from app.pipeline.planning import FIRST_LOOK, AnalysisOptions, Plan, plan
from app.search.indexing import index_or_log
from app.store import Store
from inference.analyzers import ANALYZERS
from inference.contract.analyzer import ON_GPU, Engine
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.errors import ModelError
from inference.contract.presentation import Role
from inference.contract.types import AudioSpec, Chunk, FrameSpec, MeterSpec, RawSpec
from resources.language import mark
from resources.messages import Label, Message, msg

PICTURES = mark("pictures")
SOUND = mark("sound")

INSTEAD = msg(
    "So no feeling is named in speech. What still tells of feeling: vocal bursts (laughs, cries, screams), "
    "prosody (how excited a voice is against its usual) and the mood of music."
)

log = logger(__name__)


def analyze(
    place: LocationLike,
    store: Store,
    engine: Engine,
    options: AnalysisOptions | None = None,
    canceled: threading.Event | None = None,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> Generator[Event]:
    """Analyze one file: `Opened` first, `Done` last, and in between what comes to be known.

    Raises MediaError if the file cannot be read at all, UsageError if what was asked for does not exist, and
    Canceled once `canceled` is set. What is finished by then is stored; the rest is as if never begun.
    """
    started = time.perf_counter()
    work = plan(place, store, options or AnalysisOptions(), analyzers)
    yield Opened(work.document, tuple(task.key for task in work.todo))
    if any(task.fast for task in work.todo):
        yield Note(FIRST_LOOK)
    if work.left_out:
        yield from _without(work)
    if not work.tasks and not work.left_out:
        yield Note(
            msg(
                "Nothing to analyze: {name} has no {stream}.",
                name=work.document.location.name,
                stream=_missing(work.document.media),
            )
        )
    if not (work.pictures or work.sound):
        runs = [work.document.runs[task.key] for task in work.tasks]
        devices = [run.device for run in runs if run.models]
        wall = time.perf_counter() - started
        index_or_log(store, work.document.stored, analyzers)
        status = "cached" if work.tasks else "done"
        yield Done(status, combine_devices(devices) if devices else None, {"wall": wall})
        return
    making = AnalysisRun(work, store, engine, options or AnalysisOptions(), canceled or threading.Event())
    try:
        yield from making.events()
    finally:
        making.close()
    index_or_log(store, work.document.stored, analyzers)
    yield making.done(started)


def _without(work: Plan) -> Iterator[Note]:
    """Say what was left out for its license, and what there is instead where it told of feeling."""
    *others, last = [Label(kind.title) for kind in work.left_out]
    if others:
        several = msg(
            "{analyzers} and {last} were left out: their weights are not for commercial use.",
            analyzers=tuple(others),
            last=last,
        )
        yield Note(several)
    else:
        yield Note(msg("{analyzer} was left out: its weights are not for commercial use.", analyzer=last))
    known = work.document.analyzers
    lost, left = (
        any(known.fills(one.key, Role.MOOD) for one in those) for those in (work.left_out, work.tasks)
    )
    if lost and not left:
        yield Note(INSTEAD)


def _missing(media: MediaInfo) -> Message:
    return msg("sound") if media.video else msg("picture")


class AnalysisRun:
    """The work on one file while it goes on."""

    def __init__(
        self, work: Plan, store: Store, engine: Engine, options: AnalysisOptions, canceled: threading.Event
    ) -> None:
        self._work = work
        self._canceled = canceled
        self._notes: deque[Message] = deque()
        self._told: list[Message] = []
        self._errors: list[RushesError] = []
        self._feeds: list[DecodeStream] = []
        self._started = time.monotonic()
        source = work.document.media.source(options.audio_track)
        self._lives = [AnalyzerRun(task, work, store, engine, source) for task in work.todo]
        self._options = options
        self._engine = engine

    def events(self) -> Iterator[Event]:
        for live in self._lives:
            yield from self._guarded(live, live.begin)
        self._open_feeds()
        while feed := min((f for f in self._feeds if not f.ended), key=lambda f: f.reached, default=None):
            delivery = self._take(feed)
            if self._canceled.is_set():
                raise Canceled
            if delivery is None:
                yield from self._end(feed)
            else:
                yield from self._deliver(delivery)
                yield self._progress()
            yield from self._new_notes()
        self._work.previews.save()
        yield from self._new_notes()

    def done(self, started: float) -> Done:
        """Sum up."""
        runs = {run.analyzer: run for run in self._work.document.runs.values()}
        runs |= {live.task.key: live.run for live in self._lives if live.run is not None}
        devices = [runs[t.key].device for t in self._work.tasks if t.key in runs and runs[t.key].models]
        seconds = {live.task.key: live.seconds for live in self._lives}
        seconds["wall"] = time.perf_counter() - started
        error = self._errors[0] if self._errors else None
        return Done(
            "failed" if error else "done", combine_devices(devices) if devices else None, seconds, error
        )

    def close(self) -> None:
        """Stop the decoders and take back what is unfinished."""
        for feed in self._feeds:
            feed.close()
        for live in self._lives:
            live.drop()

    def _open_feeds(self) -> None:
        from app.media.decode import BATCH, read_pictures, read_sound  # noqa: PLC0415 (a file that is stored is not decoded)

        media, previews, options = self._work.document.media, self._work.previews, self._options
        wants = list(dict.fromkeys(live.want for live in self._lives if not live.failed))
        frames = [want for want in wants if isinstance(want, FrameSpec)]
        sounds = [want for want in wants if isinstance(want, AudioSpec | MeterSpec | RawSpec)]
        warn = self._notes.append
        if frames or previews.thumbs_wanted:
            previews.thumbs_fed = True
            scaler = self._engine.scaler()
            self._feeds.append(
                DecodeStream(
                    PICTURES,
                    lambda stop: read_pictures(
                        media,
                        frames,
                        stop=stop,
                        warn=warn,
                        thumbs=previews.thumb_builder,
                        batch=ON_GPU if scaler else BATCH,
                        fast=options.fast,
                        scaler=None if options.decoding == "cpu" else scaler,
                    ),
                )
            )
        if sounds or previews.peaks_wanted:
            previews.peaks_fed = True
            self._feeds.append(
                DecodeStream(
                    SOUND,
                    lambda stop: read_sound(
                        media,
                        sounds,
                        audio_track=options.audio_track,
                        stop=stop,
                        warn=warn,
                        peaks=previews.peak_builder,
                    ),
                )
            )

    def _take(self, feed: DecodeStream) -> DecodedBatch | None:
        try:
            return feed.take(self._canceled)
        except MediaError as error:
            trouble = error
        except Exception as error:
            log.exception("decoder failed", path=str(self._work.document.location), stream=feed.name)
            trouble = MediaError(
                msg("The {stream} cannot be read: {error}.", stream=Message(feed.name), error=str(error)),
                msg("Play the file to see if it is whole."),
            )
        if not any(other.delivered for other in self._feeds) and all(f.ended for f in self._feeds):
            raise trouble
        kept = msg("{trouble} What came before is kept.", trouble=trouble.message)
        self._notes.append(kept if feed.delivered else trouble.message)
        return None

    def _deliver(self, delivery: DecodedBatch) -> Iterator[Chunk]:
        for live in self._lives:
            if live.want == delivery.spec and not live.failed:
                yield from self._guarded(live, lambda live=live: live.feed(delivery.batch, self._made))

    def _end(self, feed: DecodeStream) -> Iterator[Event]:
        notes = [*self._told, *self._notes]
        for live in self._lives:
            if live.task.pictures is (feed.name == PICTURES) and not live.failed:
                yield from self._guarded(live, lambda live=live: live.finish(self._made, notes))
                if live.run is not None:
                    yield Finished(live.run)

    @property
    def _made(self) -> Mapping[str, AnalyzerRun]:
        return {live.task.key: live for live in self._lives}

    def _guarded(self, live: AnalyzerRun, step: Callable[[], Iterable[Chunk]]) -> Iterator[Chunk]:
        """Let a step of one analyzer fail without taking the others with it."""
        try:
            yield from step()
        except ModelError as error:
            trouble = RushesError(error.message, error.hint)
        except (RushesError, GeneratorExit):
            raise
        except Exception as error:
            log.exception("analyzer failed", path=str(self._work.document.location), analyzer=live.task.key)
            trouble = RushesError(
                msg(
                    "{analyzer}: the analysis failed ({error}).",
                    analyzer=Label(live.task.analyzer.title),
                    error=str(error),
                ),
                msg("The log has the details: rushes doctor shows where it is."),
            )
        else:
            return
        live.failed = True
        self._errors.append(trouble)

    def _progress(self) -> Progress:
        duration = self._work.document.duration
        share = min(1.0, min(f.reached for f in self._feeds) / duration) if duration > 0 else 0.0
        spent = time.monotonic() - self._started
        left = spent / share - spent if share > 0.02 else None
        slowest = min(self._feeds, key=lambda f: f.reached).name
        return Progress(share, left, slowest)

    def _new_notes(self) -> Iterator[Note]:
        while self._notes:
            text = self._notes.popleft()
            if text not in self._told:
                self._told.append(text)
                yield Note(text)
