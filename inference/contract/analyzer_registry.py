"""Which analyzers there are, and what stands between them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from inference.contract.analyzer import Analyzer
from inference.contract.presentation import Role, SegmentTrack
from inference.contract.registry import Registry
from inference.contract.track import Track
from inference.contract.types import Segment, TrackSpec

Declared = TrackSpec | SegmentTrack


class AnalyzerRegistry(Registry[Analyzer]):
    """Analyzers by key, in the order of their lanes; and who makes which track, and what it is about."""

    def __init__(self, kinds: Iterable[type[Analyzer]] = (), *, package: str = "", group: str = "") -> None:
        super().__init__(Analyzer, kinds, package=package, group=group)

    def dependencies(self, keys: Iterable[str]) -> list[str]:
        """Give the keys and all they use, the used before the user. Raise ValueError at an unknown key."""
        done: dict[str, None] = {}
        wanted = sorted(dict.fromkeys(keys), key=lambda key: self[key].order if key in self else 0)
        for key in wanted:
            if key not in self:
                raise ValueError(f"There is no analyzer {key!r}; there are {', '.join(self)}.")
            _visit(key, self, done, ())
        return list(done)

    def used_by(self, kind: type[Analyzer]) -> tuple[str, ...]:
        """Give the keys of the analyzers that one reads from. Raise ValueError if one is not there."""
        return _used(kind, self)

    def tracks_of(self, role: Role) -> tuple[str, ...]:
        """Give the keys of the tracks of a role, the one that counts first where it is there."""
        return tuple(spec.key for _, spec in _declared(self) if spec.role is role)

    def role_of(self, track: str) -> Role | None:
        """Say what a track is about; None for one that nobody declares, or that has no role."""
        return next((spec.role for _, spec in _declared(self) if spec.key == track), None)

    def maker_of(self, track: str) -> type[Analyzer] | None:
        """Give the analyzer that makes a track, or whose key it is."""
        made = (kind for kind, spec in _declared(self) if spec.key == track)
        return next(made, self.get(track))

    def fills(self, key: str, *roles: Role) -> bool:
        """Say whether the analyzer of a key makes a track of one of these roles."""
        return key in self and any(spec.role in roles for spec in declared(self[key]))

    def first(self, role: Role, there: Collection[str]) -> str | None:
        """Give the key of the track that counts for a role among those that are there."""
        return next((key for key in self.tracks_of(role) if key in there), None)

    def segments_of(
        self, role: Role, segments: Iterable[Segment], there: Collection[str] = ()
    ) -> list[Segment]:
        """Give the segments of a role: of the track that counts among those that have any or are `there`."""
        segments = list(segments)
        key = self.first(role, {*there, *(segment.track for segment in segments)})
        return [segment for segment in segments if segment.track == key]

    def with_roles(self, tracks: Mapping[str, Track]) -> dict[str, Track]:
        """Give tracks by key and, beside, by role: what analyzers and those who ask for roles read."""
        by_role: dict[str, Track] = {}
        for _, spec in _declared(self):
            if spec.role is not None and spec.key in tracks:
                by_role.setdefault(spec.role, tracks[spec.key])
        return {**tracks, **by_role}

    def fault(self, kind: type[Analyzer], known: Mapping[str, type[Analyzer]]) -> str:
        """Say which declaration a class lacks, or which of its tracks cannot be called as they are."""
        if reason := super().fault(kind, known):
            return reason
        name = f"{kind.__module__}.{kind.__qualname__}"
        if lacks := [one for one in ("title", "version", "makes") if not hasattr(kind, one)]:
            return f"{name} does not declare {', '.join(lacks)}."
        taken = {spec.key: other.key for other, spec in _declared(known)}
        for spec in declared(kind):
            if spec.key in taken:
                return f"The track {spec.key!r} is made by {taken[spec.key]!r} already."
            if spec.key.partition(".")[0] != kind.key:
                return f"The track {spec.key!r} has to be called {kind.key!r}, or {kind.key}.something."
        return ""

    def unmet(self, kind: type[Analyzer], known: Mapping[str, type[Analyzer]]) -> str:
        """Say what a class uses that nothing makes, or that it needs itself."""
        try:
            waiting = list(_used(kind, known))
        except ValueError as error:
            return str(error)
        reached: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key == kind.key:
                return f"{kind.key!r} needs itself, through {', '.join(sorted(reached))}."
            if key not in reached:
                reached.add(key)
                with suppress(ValueError):  # what another one lacks is told of that one
                    waiting.extend(_used(known[key], known))
        return ""


def declared(kind: type[Analyzer]) -> tuple[Declared, ...]:
    """Give all tracks of an analyzer: those with scores, and those of segments alone."""
    return (*kind.makes, *kind.segment_tracks)


def _declared(known: Mapping[str, type[Analyzer]]) -> Iterator[tuple[type[Analyzer], Declared]]:
    for kind in known.values():
        for spec in declared(kind):
            yield kind, spec


def _used(kind: type[Analyzer], known: Mapping[str, type[Analyzer]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for used in kind.uses:
        if isinstance(used, Role):
            makers = (other.key for other, spec in _declared(known) if spec.role is used)
            key = next((key for key in makers if key != kind.key), None)
        else:
            key = used if used in known else None
        if key is None:
            raise ValueError(f"{kind.key!r} uses {str(used).removeprefix('role:')!r}, which nothing makes.")
        found[key] = None
    return tuple(found)


def _visit(
    key: str, known: Mapping[str, type[Analyzer]], done: dict[str, None], path: tuple[str, ...]
) -> None:
    if key in done:
        return
    if key in path:
        raise ValueError(f"Analyzers use each other in a circle: {' -> '.join((*path, key))}.")
    for used in _used(known[key], known):
        _visit(used, known, done, (*path, key))
    done[key] = None
