"""Classes by key: those in a package's own modules, and those that other packages offer by entry points."""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from inspect import isabstract
from typing import Any, Generic, TypeVar

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Plugin:
    """An entry point of another package.

    name: the entry point's. target: what it points to, as `module:attribute`. package, version: of the
    distribution that declares it, empty where that is unknown. key: under which the registry has it.
    reason: why it was left out, empty if it works.
    """

    name: str
    target: str
    package: str = ""
    version: str = ""
    key: str = ""
    reason: str = ""


@dataclass(slots=True)
class _Contents(Generic[C]):
    """What a registry holds once it has looked."""

    by_key: dict[str, type[C]]
    plugins: list[Plugin] = field(default_factory=list[Plugin])
    broken: list[Plugin] = field(default_factory=list[Plugin])


class Registry(Mapping[str, type[C]]):
    """The concrete subclasses of `base` by key, in order. They are imported when the first is asked for.

    kinds: classes that are simply there. package: one whose modules are searched; what is wrong in them is
    raised. group: of entry points, each of which points to a class. A broken plug-in never raises: it is left
    out and told of in `broken`. key, order: names of the class attributes that hold the key (a text) and the
    place (a number, 0 where there is none); those in the same place stand by key.
    """

    def __init__(
        self,
        base: type[C],
        kinds: Iterable[type[C]] = (),
        *,
        package: str = "",
        group: str = "",
        key: str = "key",
        order: str = "order",
    ) -> None:
        self.base = base
        self.package = package
        self.group = group
        self._key = key
        self._order = order
        self._contents: _Contents[C] | None = None
        self._added: list[type[C]] = []
        for kind in kinds:
            self._check(kind, {self.key_of(other): other for other in self._added})
            self._added.append(kind)

    def __getitem__(self, key: str) -> type[C]:
        return self._known.by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known.by_key)

    def __len__(self) -> int:
        return len(self._known.by_key)

    # It is an object that is handed around, and no value: two of them are not the same.
    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __getstate__(self) -> dict[str, Any]:
        # Another process looks for itself: what was found there may hold what cannot be sent.
        return {**self.__dict__, "_contents": None}

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """The entry points of other packages that work."""
        return tuple(self._known.plugins)

    @property
    def broken(self) -> tuple[Plugin, ...]:
        """The entry points of other packages that were left out, each with the reason."""
        return tuple(self._known.broken)

    def add(self, kind: type[C]) -> type[C]:
        """Take in one more class and give it back, so that it can decorate. Raise ValueError if it cannot be.

        It is known in this process and in those that are given this registry.
        """
        self._check(kind, self._known.by_key)
        self._added.append(kind)
        self._known.by_key = self._sorted({**self._known.by_key, self.key_of(kind): kind})
        return kind

    def key_of(self, kind: type[C]) -> str:
        """Give the key under which a class stands."""
        key = getattr(kind, self._key, "")
        return key if isinstance(key, str) else ""

    def fault(self, kind: type[C], known: Mapping[str, type[C]]) -> str:
        """Say why a class cannot stand beside those that are known; nothing if it can."""
        key = self.key_of(kind)
        if not key:
            return f"{_full_name(kind)} has no {self._key!r}."
        if key in known:
            return f"{_full_name(kind)} has the key {key!r}, which is taken by {_full_name(known[key])}."
        return ""

    def unmet(self, kind: type[C], known: Mapping[str, type[C]]) -> str:
        """Say what a class needs that is not among all that are known; nothing if it has all."""
        del kind, known
        return ""

    @property
    def _known(self) -> _Contents[C]:
        if self._contents is None:
            self._contents = self._found()
        return self._contents

    def _found(self) -> _Contents[C]:
        by_key: dict[str, type[C]] = {}
        for kind in (*self._own(), *self._added):
            self._check(kind, by_key)
            by_key[self.key_of(kind)] = kind
        contents = _Contents(by_key)
        if self.group:
            for point in sorted(entry_points(group=self.group), key=lambda one: (one.name, one.value)):
                self._load(point, contents)
        contents.by_key = self._sorted(by_key)
        self._drop_unmet(contents)
        return contents

    def _own(self) -> Iterator[type[C]]:
        """Give the concrete classes that stand in the package's modules, each where it is defined."""
        if not self.package:
            return
        for file in pkgutil.iter_modules(import_module(self.package).__path__, f"{self.package}."):
            for thing in vars(import_module(file.name)).values():
                if self._fits(thing) and thing.__module__ == file.name:
                    yield thing

    def _load(self, point: EntryPoint, contents: _Contents[C]) -> None:
        try:
            thing = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 (another's module may fail in any way)
            contents.broken.append(_plugin(point, reason=f"{type(error).__name__}: {error}"))
            return
        if not self._fits(thing):
            reason = f"{point.value} is no class of {_full_name(self.base)} that can be made."
        else:
            reason = self.fault(thing, contents.by_key)
        if reason:
            contents.broken.append(_plugin(point, reason=reason))
            return
        contents.by_key[self.key_of(thing)] = thing
        contents.plugins.append(_plugin(point, key=self.key_of(thing)))

    def _drop_unmet(self, contents: _Contents[C]) -> None:
        """Leave out the plug-ins that need what is not there, and then those that needed them."""
        while True:
            for plugin in contents.plugins:
                if reason := self.unmet(contents.by_key[plugin.key], contents.by_key):
                    break
            else:
                return
            del contents.by_key[plugin.key]
            contents.plugins.remove(plugin)
            contents.broken.append(replace(plugin, key="", reason=reason))

    def _fits(self, thing: object) -> bool:
        return isinstance(thing, type) and issubclass(thing, self.base) and not isabstract(thing)

    def _check(self, kind: type[C], known: Mapping[str, type[C]]) -> None:
        if reason := self.fault(kind, known):
            raise ValueError(reason)

    def _sorted(self, by_key: Mapping[str, type[C]]) -> dict[str, type[C]]:
        return dict(sorted(by_key.items(), key=lambda item: (getattr(item[1], self._order, 0), item[0])))


def _plugin(point: EntryPoint, *, key: str = "", reason: str = "") -> Plugin:
    package = point.dist.name if point.dist is not None else ""
    version = point.dist.version if point.dist is not None else ""
    return Plugin(point.name, point.value, package, version, key, reason)


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
