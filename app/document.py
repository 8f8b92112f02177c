"""What is known of one media file: its streams, tracks, segments and the user's edits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.edits import Edit, EditedSegments, Marker, apply, correct, limits, markers_of, read_edits
from app.errors import UsageError
from app.media.location import Location, LocationLike
from app.media.peaks import Peaks
from app.media.thumbs import Thumbs
from app.media.types import MediaInfo
from app.store import Store, StoredMedia, StoredRun
from inference.analyzers import analyzers, dependencies
from inference.contract.analyzer import Analyzer
from inference.contract.models import find_model
from inference.contract.track import Track
from inference.contract.types import Device, Segment, Thresholds, TrackKind, TrackSpec
from inference.speech.baseline import MARKED
from resources.messages import Message, join


@dataclass(slots=True)
class Document:
    """One file's results. Tracks grow while an analysis runs; segments are made from them when asked for.

    media: the file's streams, times and size. fingerprint: of its content, by which it is known again
    wherever it is. stored: the store's record of it. tracks: scores as they were stored, by key. runs: by the
    analyzer's key, with what version, parameters, models and device they were made. edits: what the user
    changed, in the order of doing. related: tracks that are shown in place of those that were stored, seen
    against the whole file and what the user marked. peaks, thumbs: waveform and thumbnails, where they are.

    >>> import rushes
    >>> document = rushes.analyze("demo.mp4", only="shots", fast=True)
    >>> document.media.video.width, document.media.video.height, round(document.duration, 1)
    (640, 360, 19.4)
    >>> [shot.start for shot in document.segments() if shot.track == "shots"][:2]
    [0.0, 2.4]
    >>> document.runs["shots"].params["fast"]
    1
    """

    media: MediaInfo
    fingerprint: str
    stored: StoredMedia
    tracks: dict[str, Track] = field(default_factory=dict[str, Track])
    runs: dict[str, StoredRun] = field(default_factory=dict[str, StoredRun])
    edits: list[Edit] = field(default_factory=list[Edit])
    related: dict[str, Track] = field(default_factory=dict[str, Track])
    peaks: Peaks | None = None
    thumbs: Thumbs | None = None

    @property
    def location(self) -> Location:
        return self.media.location

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.media.duration

    @property
    def notes(self) -> list[Message]:
        """What the runs had to say about the file, each thing once."""
        return list(dict.fromkeys(note for run in self.runs.values() for note in run.notes))

    @property
    def device(self) -> Device | None:
        """Where the models of the runs ran, or None if none was run."""
        used = [run.device for run in self.runs.values() if run.models]
        return combine_devices(used) if used else None

    def add_run(self, run: StoredRun, tracks: Iterable[Track]) -> None:
        """Take in one analyzer's finished work."""
        self.runs[run.analyzer] = run
        self.tracks.update({track.spec.key: track for track in tracks})

    @property
    def shown(self) -> dict[str, Track]:
        """Tracks as a user sees them, by key."""
        return {key: self.related.get(key, track) for key, track in self.tracks.items()}

    def relate(self) -> None:
        """See the scores of finished analyzers against the whole file and what the user marked."""
        marks = self.marks
        view = {key: track for key, track in self.tracks.items() if track.spec.kind is not TrackKind.VECTOR}
        self.related = {}
        known = analyzers()
        for key in dependencies(key for key in self.runs if key in known):
            if key in self.runs and all(self._is_there(spec) for spec in known[key].makes):
                self.related.update(known[key].relate({**view, **self.related}, marks))

    def _is_there(self, spec: TrackSpec) -> bool:
        return spec.kind is TrackKind.VECTOR or spec.key in self.tracks

    @property
    def marks(self) -> list[Segment]:
        """Stretches that the user marked for analyzers to see scores against."""
        return [segment for segment in apply([], self.edits) if segment.track == MARKED]

    @property
    def limits(self) -> dict[str, dict[str, float]]:
        """Thresholds that the user set for this file, by analyzer and name."""
        return limits(self.edits)

    @property
    def markers(self) -> list[Marker]:
        """The user's notes and markers, sorted by start."""
        return markers_of(apply([], self.edits))

    def derive(self, thresholds: Mapping[str, Thresholds] | None = None) -> dict[str, list[Segment]]:
        """Derive the segments of each analyzer that the tracks here allow, without the user's edits."""
        self.relate()
        return {
            key: self.derive_one(analyzer, (thresholds or {}).get(key, {}))
            for key, analyzer in analyzers().items()
            if all(self._is_there(spec) for spec in analyzer.makes)
        }

    def derive_one(self, analyzer: type[Analyzer], thresholds: Thresholds) -> list[Segment]:
        """Derive the segments of one analyzer from the tracks as they are shown."""
        return list(analyzer.derive(self.shown, {**analyzer.thresholds, **thresholds}, self.duration))

    def corrected(self, thresholds: Mapping[str, Thresholds] | None = None) -> EditedSegments:
        """Derive every segment under the user's thresholds and edits, and tell which are the user's."""
        wanted = {key: {**self.limits.get(key, {}), **(thresholds or {}).get(key, {})} for key in analyzers()}
        made = self.derive(wanted)
        return correct([segment for those in made.values() for segment in those], self.edits)

    def segments(
        self, thresholds: Mapping[str, Thresholds] | None = None, *, edited: bool = True
    ) -> list[Segment]:
        """Derive every segment that the tracks here allow, with the user's edits, sorted by start."""
        if edited:
            return self.corrected(thresholds).segments
        return sorted(segment for those in self.derive(thresholds).values() for segment in those)


def combine_devices(devices: Iterable[Device]) -> Device:
    """Sum up where several models ran."""
    different = list(dict.fromkeys(devices))
    used = "+".join(dict.fromkeys(device.used for device in different if device.used))
    return Device(different[0].requested, used, join(dict.fromkeys(device.reason for device in different)))


def is_commercial(analyzer: type[Analyzer]) -> bool:
    """Say whether all of its weights, and of those whose tracks it reads, allow commercial use."""
    known = analyzers()
    return all(find_model(name).commercial for name in analyzer.models) and all(
        is_commercial(known[key]) for key in analyzer.uses if key in known
    )


def load_document(
    store: Store,
    media: StoredMedia,
    *,
    vectors: bool = False,
    commercial: bool = False,
    only: Collection[str] | None = None,
    zoom: bool = True,
) -> Document:
    """Read what the store has of a file.

    vectors: its embeddings too, which are large. commercial: not what rests on weights that are not for
    commercial use. only: the keys of the tracks that are wanted, where it is not all of them. zoom: for
    views, which takes more memory; otherwise there are only the channels from which segments are derived.
    """
    document = Document(
        MediaInfo.from_json({**media.info, "path": str(media.location)}), media.fingerprint, media
    )
    known = analyzers()
    for run in store.runs(media):
        # What another version made has other channels, or means something else by them.
        if run.analyzer not in known or run.version != known[run.analyzer].version:
            continue
        if not commercial or is_commercial(known[run.analyzer]):
            document.runs[run.analyzer] = run
    read_tracks(store, document, vectors=vectors, only=only, zoom=zoom)
    document.edits = read_edits(store.edits(media))
    return document


def read_tracks(
    store: Store,
    document: Document,
    *,
    vectors: bool = False,
    only: Collection[str] | None = None,
    zoom: bool = True,
) -> None:
    """Read the scores of a document's runs, as `load` does."""
    known = analyzers()
    channels = None if zoom else _read_channels(known.values())
    for run in document.runs.values():
        if only is None or any(spec.key in only for spec in known[run.analyzer].makes):
            document.add_run(run, store.tracks(run, vectors=vectors, only=only, zoom=zoom, channels=channels))


def _read_channels(analyzers: Iterable[type[Analyzer]]) -> dict[str, set[str]]:
    """Give, of the wide tracks, the channels that analyzers read."""
    read: dict[str, set[str]] = {}
    for analyzer in analyzers:
        for key, channels in analyzer.reads.items():
            read.setdefault(key, set()).update(channels)
    return read


def find_media(store: Store, place: LocationLike) -> StoredMedia:
    """Give the media at a place. Raise UsageError if it was never analyzed, or has changed since."""
    media = store.known(Location.of(place).canonical())
    if media is None:
        raise UsageError(
            f"There are no results for {place}.",
            "Analyze it first: rushes analyze, or open it in the window.",
        )
    return media
