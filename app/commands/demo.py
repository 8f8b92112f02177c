"""`rushes demo`: the main job on one clip, summed up, written and shown."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

import resources
from app.batch import analyze_one
from app.commands.analyze import GOOD, interrupt_event
from app.commands.progress import ProgressBars
from app.commands.window import has_display
from app.config import Settings, folders
from app.document import Document
from app.errors import RushesError
from app.export import exporter_for, select_content, write
from app.extras import GUI, unmet
from app.media.location import Location, LocationLike
from app.pipeline import AnalysisOptions, Done
from app.store import open_store
from app.summary import device_words, in_one_line, sections
from inference.runtime.runtime import Runtime
from resources.messages import Message, msg

CLIP = "rushes-demo.mp4"
WIDTH = 1600
"""Pixels of the picture that is drawn where there is no display."""


def run_demo(clip: LocationLike | None, out: Path, settings: Settings, *, window: bool) -> int:
    """Analyze the clip, print a summary, write JSON, CSV and a picture of the timeline; open the window."""
    console = Console(highlight=False, soft_wrap=True)
    location = Location.of(clip or resources.path("demo", CLIP))
    console.print(f"Analyzing [bold]{escape(in_one_line(location.name))}[/] …")
    with open_store() as store, interrupt_event() as canceled, ProgressBars(1) as bars:
        options = AnalysisOptions(
            previews=True,
            commercial=settings.commercial,
            params=settings.params,
            decoding=settings.decoding,
        )
        runtime = Runtime(settings.device, settings.threads, folders().engines)
        result = analyze_one(location, store, runtime, options, canceled, bars.tell)
    if result.status == "cancelled":
        return 130
    if result.document is None or result.done is None:
        raise result.error or RushesError(msg("The clip could not be analyzed."))
    _sum_up(console, result.document, result.done, result.notes)
    for name in ("json", "csv"):
        console.print(f"[bold]Written[/]     {escape(str(_write(result.document, name, out)))}")
    lacking = unmet(GUI)
    seen = window and not lacking and has_display()
    if lacking:
        console.print(f"[bold]Timeline[/]    not drawn. {escape(f'{lacking.message} {lacking.hint}')}")
    elif not seen:
        from app.gui.timeline.render import render_timeline  # noqa: PLC0415 (Qt only where something is drawn)

        picture = out / f"{location.stem}.png"
        render_timeline(result.document, picture, WIDTH)
        console.print(f"[bold]Timeline[/]    {escape(str(picture))} (no display for a window)")
    if result.error is not None:
        raise result.error
    if seen:
        from app.gui.shell.application import run  # noqa: PLC0415 (Qt only where there is a window)

        console.print("Opening the window; close it to end.")
        return run([location], settings)
    return 0 if result.status in GOOD else 1


def _sum_up(console: Console, document: Document, done: Done, notes: list[Message]) -> None:
    for title, lines in sections(document):
        for number, line in enumerate(lines):
            console.print(f"[bold]{title if number == 0 else '':<12}[/]{escape(line)}")
    for note in notes:
        console.print(f"[yellow]{'Note':<12}{escape(str(note))}[/]")
    console.print(f"[bold]{'Device':<12}[/]{escape(device_words(done.device or document.device))}")
    wall = done.seconds["wall"]
    took = (
        "taken from the store"
        if done.status == "cached"
        else f"{wall:.1f} s for {document.duration:.1f} s of media"
    )
    console.print(f"[bold]{'Time':<12}[/]{took}")


def _write(document: Document, name: str, out: Path) -> Path:
    exporter = exporter_for(name)
    (target,) = write(exporter, select_content(document), out / (document.location.stem + exporter.suffix))
    return target
