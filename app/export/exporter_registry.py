"""Which formats can be written."""

from collections.abc import Mapping

from app.export.exporter import Exporter
from inference.contract.registry import Registry

_DECLARED = ("suffix", "title", "purpose")


class ExporterRegistry(Registry[Exporter]):
    """Exporters by the names of their formats, in alphabetical order."""

    def __init__(self, *, package: str = "", group: str = "") -> None:
        super().__init__(Exporter, package=package, group=group, key="name")

    def fault(self, kind: type[Exporter], known: Mapping[str, type[Exporter]]) -> str:
        """Say what a class does not declare."""
        if reason := super().fault(kind, known):
            return reason
        if lacks := [name for name in _DECLARED if not isinstance(getattr(kind, name, None), str)]:
            return f"{kind.__module__}.{kind.__qualname__} does not declare {', '.join(lacks)}."
        return "" if kind.suffix.startswith(".") else f"Its suffix {kind.suffix!r} does not begin with a dot."
