"""`rushes find`."""

import json

from rich.console import Console
from rich.markup import escape

from app.config import Settings
from app.search import SearchHit, SearchResult, parse_query, search
from app.search.indexing import excluded_analyzers, refresh
from app.store import Store, open_store
from app.summary import in_one_line
from resources.clock import clock

LONGEST = 60
"""Characters of a label, such as what is said, that a line has room for."""


SHOWN = 4
"""Labels of a stretch that stand in its line."""


def find_results(text: str, limit: int, settings: Settings, *, as_json: bool) -> int:
    """Print the stretches that a query means; give the exit status, which is 1 if there are none."""
    query = parse_query(text)
    with open_store() as store:
        _bring_in_step(store)
        found = search(store, query, without=excluded_analyzers(commercial=settings.commercial), most=limit)
    if as_json:
        for stretch in found.stretches:
            print(json.dumps(_row(stretch), allow_nan=False))  # noqa: T201
    else:
        _print(found)
    return 0 if found.stretches else 1


def _bring_in_step(store: Store) -> None:
    said = Console(stderr=True)
    with said.status("Bringing the index in step …") as status:
        refresh(
            store,
            tell=lambda done, all_: status.update(f"Bringing the index in step: {done} of {all_} files …"),
        )


def _row(stretch: SearchHit) -> dict[str, object]:
    return {
        "path": str(stretch.location),
        "start": round(stretch.start, 6),
        "end": round(stretch.end, 6),
        "score": round(stretch.score, 5),
        "labels": [{"track": segment.track, "label": segment.label} for segment in stretch.segments],
    }


def _print(found: SearchResult) -> None:
    out = Console(highlight=False, soft_wrap=True)
    if not found.stretches:
        out.print("Nothing was found.")
        return
    rows = [
        (in_one_line(s.location.name), clock(s.start, 0.1), clock(s.end, 0.1), f"{s.score:.2f}", _labels(s))
        for s in found.stretches
    ]
    titles = ("file", "start", "end", "score", "found")
    widths = [max(len(row[column]) for row in (titles, *rows)) for column in range(len(titles))]
    out.print(f"[bold]{_line(titles, widths)}[/]")
    for row in rows:
        out.print(escape(_line(row, widths)))
    if found.more:
        out.print(f"[dim]There are more: these are the first {len(rows)}; --limit shows others.[/]")


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    name, start, end, score, labels = cells
    return f"{name:<{widths[0]}}  {start:>{widths[1]}}  {end:>{widths[2]}}  {score:>{widths[3]}}  {labels}"


def _labels(stretch: SearchHit) -> str:
    found = list(dict.fromkeys(f"{segment.track}: {_short(segment.label)}" for segment in stretch.segments))
    return " · ".join(found[:SHOWN] + ([f"{len(found) - SHOWN} more"] if len(found) > SHOWN else []))


def _short(label: str) -> str:
    whole = in_one_line(label)
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"
