"""Which analyzers there are, and what stands between them."""

from collections.abc import Iterable, Mapping

from inference.contract.analyzer import Analyzer
from inference.contract.registry import Registry


class AnalyzerRegistry(Registry[Analyzer]):
    """Analyzers by key, in the order of their lanes."""

    def __init__(self, kinds: Iterable[type[Analyzer]] = (), *, package: str = "", group: str = "") -> None:
        super().__init__(Analyzer, kinds, package=package, group=group)

    def dependencies(self, keys: Iterable[str]) -> list[str]:
        """Give the keys and all they use, the used before the user. Raise ValueError at an unknown key."""
        done: dict[str, None] = {}
        wanted = sorted(dict.fromkeys(keys), key=lambda key: self[key].order if key in self else 0)
        for key in wanted:
            self._visit(key, done, ())
        return list(done)

    def fault(self, kind: type[Analyzer], known: Mapping[str, type[Analyzer]]) -> str:
        """Say which declaration a class lacks, or which track another one makes already."""
        if reason := super().fault(kind, known):
            return reason
        if lacks := [name for name in ("title", "version", "makes") if not hasattr(kind, name)]:
            return f"{kind.__module__}.{kind.__qualname__} does not declare {', '.join(lacks)}."
        taken = {spec.key: other.key for other in known.values() for spec in other.makes}
        for spec in kind.makes:
            if spec.key in taken:
                return f"The track {spec.key!r} is made by {taken[spec.key]!r} already."
        return ""

    def unmet(self, kind: type[Analyzer], known: Mapping[str, type[Analyzer]]) -> str:
        """Say which analyzer a class uses that is not there."""
        missing = [key for key in kind.uses if key not in known]
        return f"It uses {', '.join(map(repr, missing))}, which is not there." if missing else ""

    def _visit(self, key: str, done: dict[str, None], path: tuple[str, ...]) -> None:
        if key in done:
            return
        if key not in self:
            raise ValueError(f"There is no analyzer {key!r}; there are {', '.join(self)}.")
        if key in path:
            raise ValueError(f"Analyzers use each other in a circle: {' -> '.join((*path, key))}.")
        for used in self[key].uses:
            self._visit(used, done, (*path, key))
        done[key] = None
