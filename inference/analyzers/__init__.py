"""The analyzers, one file each. A new file here is found by itself."""

import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from inspect import isabstract
from types import ModuleType

from inference.contract.analyzer import Analyzer


def analyzers() -> dict[str, type[Analyzer]]:
    """Give every analyzer by key, in the order of their lanes. The files are imported at the first call."""
    return dict(_found())


def dependencies(keys: Iterable[str]) -> list[str]:
    """Give the keys and all they use, the used before the user. Raise ValueError at an unknown key."""
    known = analyzers()
    done: dict[str, None] = {}
    wanted = sorted(dict.fromkeys(keys), key=lambda key: known[key].order if key in known else 0)
    for key in wanted:
        _visit(key, known, done, ())
    return list(done)


def _visit(key: str, known: dict[str, type[Analyzer]], done: dict[str, None], path: tuple[str, ...]) -> None:
    if key in done:
        return
    if key not in known:
        raise ValueError(f"There is no analyzer {key!r}; there are {', '.join(known)}.")
    if key in path:
        raise ValueError(f"Analyzers use each other in a circle: {' -> '.join((*path, key))}.")
    for used in known[key].uses:
        _visit(used, known, done, (*path, key))
    done[key] = None


@cache
def _found() -> tuple[tuple[str, type[Analyzer]], ...]:
    by_key: dict[str, type[Analyzer]] = {}
    for file in pkgutil.iter_modules(__path__, f"{__name__}."):
        for analyzer in _analyzers(import_module(file.name)):
            other = by_key.setdefault(analyzer.key, analyzer)
            if other is not analyzer:
                raise ValueError(
                    f"{other.__module__} and {analyzer.__module__} share the key {analyzer.key!r}."
                )
    return tuple(sorted(by_key.items(), key=lambda item: (item[1].order, item[0])))


def _analyzers(module: ModuleType) -> Iterator[type[Analyzer]]:
    for thing in vars(module).values():
        if not isinstance(thing, type) or not issubclass(thing, Analyzer) or isabstract(thing):
            continue
        if thing.__module__ == module.__name__:
            yield thing
