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
from inference.analyzers import ANALYZERS
from inference.contract.analyzer import Analyzer
from inference.contract.analyzer_registry import AnalyzerRegistry, declared
from inference.contract.models import find_model
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Device, Segment, Thresholds, TrackKind, TrackSpec
from resources.messages import Message, join, msg


@dataclass(slots=True)
class Document:
    """One file's results. Tracks grow while an analysis runs; segments are made from them when asked for.

    media: the file's streams, times and size. fingerprint: of its content, by which it is known again
    wherever it is. stored: the store's record of it. tracks: scores as they were stored, by key. runs: by the
    analyzer's key, with what version, parameters, models and device they were made. edits: what the user
    changed, in the order of doing. related: tracks that are shown in place of those that were stored, seen
    against the whole file and what the user marked. peaks, thumbs: waveform and thumbnails, where they are.
    analyzers: those that are known, which say what tracks are about.

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
    analyzers: AnalyzerRegistry = ANALYZERS

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
    def there(self) -> set[str]:
        """Keys of the tracks that are here, or that a finished run has made."""
        made = (
            spec.key for key in self.runs if key in self.analyzers for spec in declared(self.analyzers[key])
        )
        return {*made, *self.tracks}

    def ran(self, *roles: Role) -> bool:
        """Say whether an analyzer that fills any of these roles has finished."""
        return any(self.analyzers.fills(key, *roles) for key in self.runs)

    def track(self, role: Role) -> Track | None:
        """Give the track that counts for a role, as a user sees it, or None if there is none."""
        key = self.analyzers.first(role, self.tracks)
        return None if key is None else self.related.get(key, self.tracks[key])

    def of(self, role: Role, segments: Iterable[Segment]) -> list[Segment]:
        """Give those of the segments that count for a role."""
        return self.analyzers.segments_of(role, segments, self.there)

    @property
    def shown(self) -> dict[str, Track]:
        """Tracks as a user sees them, by key."""
        return {key: self.related.get(key, track) for key, track in self.tracks.items()}

    def relate(self) -> None:
        """See the scores of finished analyzers against the whole file and what the user marked."""
        marks = self.marks
        view = {key: track for key, track in self.tracks.items() if track.spec.kind is not TrackKind.VECTOR}
        self.related = {}
        known = self.analyzers
        for key in known.dependencies(key for key in self.runs if key in known):
            if key in self.runs and all(self._is_there(spec) for spec in known[key].makes):
                seen = known.with_roles({**view, **self.related})
                self.related.update(known[key].relate(seen, marks))

    def _is_there(self, spec: TrackSpec) -> bool:
        return spec.kind is TrackKind.VECTOR or spec.key in self.tracks

    @property
    def marks(self) -> list[Segment]:
        """Stretches that the user marked for analyzers to see scores against."""
        tracks = self.analyzers.tracks_of(Role.BASELINE)
        return [segment for segment in apply([], self.edits) if segment.track in tracks]

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
            for key, analyzer in self.analyzers.items()
            if all(self._is_there(spec) for spec in analyzer.makes)
        }

    def derive_one(self, analyzer: type[Analyzer], thresholds: Thresholds) -> list[Segment]:
        """Derive the segments of one analyzer from the tracks as they are shown."""
        tracks = self.analyzers.with_roles(self.shown)
        return list(analyzer.derive(tracks, {**analyzer.thresholds, **thresholds}, self.duration))

    def corrected(self, thresholds: Mapping[str, Thresholds] | None = None) -> EditedSegments:
        """Derive every segment under the user's thresholds and edits, and tell which are the user's."""
        limits, given = self.limits, thresholds or {}
        wanted = {key: {**limits.get(key, {}), **given.get(key, {})} for key in self.analyzers}
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


def is_commercial(analyzer: type[Analyzer], analyzers: AnalyzerRegistry = ANALYZERS) -> bool:
    """Say whether all of its weights, and of those whose tracks it reads, allow commercial use."""
    return all(find_model(name).commercial for name in analyzer.models) and all(
        is_commercial(analyzers[key], analyzers) for key in analyzers.used_by(analyzer)
    )


def load_document(
    store: Store,
    media: StoredMedia,
    *,
    vectors: bool = False,
    commercial: bool = False,
    only: Collection[str] | None = None,
    zoom: bool = True,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> Document:
    """Read what the store has of a file.

    vectors: its embeddings too, which are large. commercial: not what rests on weights that are not for
    commercial use. only: the keys of the tracks that are wanted, where it is not all of them. zoom: for
    views, which takes more memory; otherwise there are only the channels from which segments are derived.
    """
    document = Document(
        MediaInfo.from_json({**media.info, "path": str(media.location)}),
        media.fingerprint,
        media,
        analyzers=analyzers,
    )
    for run in store.runs(media):
        # What another version made has other channels, or means something else by them.
        if run.analyzer not in analyzers or run.version != analyzers[run.analyzer].version:
            continue
        if not commercial or is_commercial(analyzers[run.analyzer], analyzers):
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
    known = document.analyzers
    channels = None if zoom else _read_channels(known)
    for run in document.runs.values():
        if only is None or any(spec.key in only for spec in known[run.analyzer].makes):
            document.add_run(run, store.tracks(run, vectors=vectors, only=only, zoom=zoom, channels=channels))


def _read_channels(analyzers: AnalyzerRegistry) -> dict[str, set[str]]:
    """Give, of the wide tracks, the channels that analyzers read."""
    read: dict[str, set[str]] = {}
    for analyzer in analyzers.values():
        for what, channels in analyzer.reads.items():
            for key in analyzers.tracks_of(what) if isinstance(what, Role) else (what,):
                read.setdefault(key, set()).update(channels)
    return read


def find_media(store: Store, place: LocationLike) -> StoredMedia:
    """Give the media at a place. Raise UsageError if it was never analyzed, or has changed since."""
    media = store.known(Location.of(place).canonical())
    if media is None:
        raise UsageError(
            msg("There are no results for {path}.", path=str(place)),
            msg("Analyze it first: rushes analyze, or open it in the window."),
        )
    return media
