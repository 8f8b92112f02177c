"""Every command: what the help says of it, what it takes, and what it does."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.options import CommandParser, integer_from

if TYPE_CHECKING:
    from app.config import Settings
    from app.media.location import Location

REPORT_SECTIONS = "compare, screen, pace, sound, delivery, advisory, notes, provenance"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what the help says of it, what it takes, and what it does; `run` gives the exit status."""

    about: str
    declare: Callable[[CommandParser], None]
    run: Callable[[Any], int]


def _analyze_options(options: CommandParser) -> None:
    options.files()
    options.names(
        "--only",
        "Comma-separated analyzers, e.g. tags,shots. Only on request: advisory, speech_quality (slow), "
        "sentiment_light (fast, weak).",
    )
    options.models()
    options.add_argument("--jobs", type=integer_from(1), metavar="N", help="Files at a time.")
    options.switch(
        "--isolate",
        "Analyze in processes apart, one for each of --jobs: a file that crashes a decoder takes no other "
        "one with it. Each process loads the models for itself.",
    )
    options.switch("--force", "Analyze again even what is stored.")
    options.switch(
        "--fast",
        "A first look: fewer pictures, decoded roughly; cuts to a few frames; no dissolves, words, moods or "
        "speakers. It never replaces a whole analysis.",
    )
    options.add_argument(
        "--recursive",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="Search folders in folders (the default).",
    )
    options.add_argument(
        "--audio-track",
        type=integer_from(1),
        default=1,
        metavar="N",
        help="Audio track to listen to, from 1.",
    )
    options.switch("--json", "Print a JSON object for each file.")


def _analyze(given: Any) -> int:
    from app.commands.analyze import AnalyzeRequest, analyze_files

    request = AnalyzeRequest(
        _locations(given),
        given.only,
        given.force,
        given.recursive,
        given.audio_track - 1,
        given.json,
        given.fast,
        given.isolate,
    )
    return analyze_files(request, _settings(given))


def _formats() -> str:
    """List the formats that are installed, by category."""
    from app.export import EXPORTERS, Category

    named = {one: [name for name in EXPORTERS if EXPORTERS[name].category is one] for one in Category}
    listed = " ".join(f"{one}: {', '.join(names)}." for one, names in named.items() if names)
    return listed.replace("%", "%%")


def _export_options(options: CommandParser) -> None:
    options.files()
    options.needed("-f", "--format", metavar="FORMAT", help=_formats())
    options.names("--tracks", "Comma-separated tracks to export, e.g. tags,faces.")
    options.add_argument(
        "--min-score", type=float, metavar="X", help="Leave out segments with a lower score."
    )
    about = "Of the first frame, where the file has none or a wrong one; ; is drop-frame."
    options.add_argument("--timecode", metavar="HH:MM:SS:FF", help=about)
    options.add_argument(
        "-o", "--out", type=Path, metavar="PATH", help="File or folder to write; - is stdout."
    )
    options.license()


def _export(given: Any) -> int:
    from app.commands.export import ExportRequest, export_files

    request = ExportRequest(
        _locations(given), given.format, given.tracks, given.min_score, given.timecode, given.out
    )
    return export_files(request, _settings(given))


def _report_options(options: CommandParser) -> None:
    options.files()
    about = "One .pdf or .html for all files, or a folder for one of each by file."
    options.needed("-o", "--out", type=Path, metavar="PATH", help=about)
    options.add_argument("--title", default="", help="Report title; the file name by default.")
    options.add_argument(
        "--logo", type=Path, metavar="FILE", help="PNG, JPEG or SVG logo for the first page."
    )
    options.add_argument(
        "--color",
        default="#2f6db5",
        metavar="#RRGGBB",
        help="Accent color of lines and charts; #2f6db5 by default.",
    )
    options.renamed("--colour", "--color")
    options.add_argument("--paper", default="a4", help="Of the PDF: a4 (the default) or letter.")
    options.names("--sections", f"By commas: {REPORT_SECTIONS}. provenance always comes.")
    options.add_argument("--language", help="en or zh_CN; from the settings by default.")
    options.license()


def _report(given: Any) -> int:
    from app.commands.report import ReportRequest, report_files

    request = ReportRequest(
        _locations(given),
        given.out,
        given.title,
        given.logo,
        given.color,
        given.paper,
        given.sections,
        given.language,
    )
    return report_files(request, _settings(given))


def _open_options(options: CommandParser) -> None:
    options.files(least=0)
    options.models()


def _open(given: Any) -> int:
    from app.commands.window import open_files

    return open_files(_locations(given), _settings(given))


def _list_options(options: CommandParser) -> None:
    options.switch("--json", "Print a JSON object for each file.")


def _list(given: Any) -> int:
    from app.commands.inform import list_media

    return list_media(as_json=given.json)


def _find_options(options: CommandParser) -> None:
    about = "Words that overlap in time, \"a phrase\", or, track:label, >0.6, e.g. 'laughter and dog'."
    options.words("query", "QUERY", about, least=1, most=1)
    options.add_argument(
        "--limit",
        type=integer_from(1),
        default=500,
        metavar="N",
        help="Maximum number of results; 500 by default.",
    )
    options.license()
    options.switch("--json", "Print a JSON object for each result.")


def _find(given: Any) -> int:
    from app.commands.find import find_results

    return find_results(given.query[0], given.limit, _settings(given), as_json=given.json)


def _demo_options(options: CommandParser) -> None:
    about = "Your own file; by default the clip that comes along."
    options.words("clip", "CLIP", about, most=1)
    options.add_argument(
        "-o",
        "--out",
        type=Path,
        default=Path("rushes-demo"),
        metavar="FOLDER",
        help="Folder for the results; rushes-demo by default.",
    )
    options.add_argument(
        "--window",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="Open the window where there is a display (the default).",
    )
    options.models()


def _demo(given: Any) -> int:
    from app.commands.demo import run_demo

    return run_demo(
        _location(given.clip[0]) if given.clip else None, given.out, _settings(given), window=given.window
    )


def _doctor_options(options: CommandParser) -> None:
    options.switch("--bench", "Time each device that works, on the demo's clip, instead.")
    options.switch("--json", "Print one JSON object.")


def _doctor(given: Any) -> int:
    if given.bench:
        from app.commands.benchmark import compare_devices

        return compare_devices(as_json=given.json)
    from app.commands.inform import examine_installation

    return examine_installation(as_json=given.json)


def _models_options(options: CommandParser) -> None:
    options.words("name", "NAME", "A model, to read its card.", most=1)
    options.switch("--json", "Print a JSON object for each model.")


def _models(given: Any) -> int:
    from app.commands.inform import list_models

    return list_models(given.name[0] if given.name else None, as_json=given.json)


def _help_options(options: CommandParser) -> None:
    from resources.language import LANGUAGES

    options.words("topic", "TOPIC", "A page of the handbook; without one, the topics are listed.", most=1)
    about = "Language of the page; by default the settings say."
    options.add_argument("--language", choices=tuple(LANGUAGES), help=about)


def _help(given: Any) -> int:
    from app.commands.handbook import show_page, show_topics

    language = given.language or _settings(given).language
    return show_page(given.topic[0], language) if given.topic else show_topics(language)


def _location(word: str) -> "Location":
    from app.media.location import Location

    return Location.of(word)


def _locations(given: Any) -> "list[Location]":
    return [_location(word) for word in given.paths]


def _settings(given: Any) -> "Settings":
    """Give the settings of the file with those that the command line gave."""
    from dataclasses import replace

    from app.config import load_settings

    named = {name: getattr(given, name, None) for name in ("device", "threads", "jobs", "license")}
    return replace(load_settings(), **{name: value for name, value in named.items() if value is not None})


COMMANDS = {
    "analyze": Command(
        "Analyze files and folders. What is stored already is not done again.", _analyze_options, _analyze
    ),
    "export": Command(
        "Write the results of files and folders that were analyzed in another format.",
        _export_options,
        _export,
    ),
    "report": Command(
        "Write a report of analyzed files: what is on screen, pace, sound, delivery, where it comes from.",
        _report_options,
        _report,
    ),
    "open": Command("Open the window.", _open_options, _open),
    "list": Command("List the files that have results.", _list_options, _list),
    "find": Command(
        "Search all analyzed files. Exit status 1 if nothing is found.",
        _find_options,
        _find,
    ),
    "demo": Command(
        "Show the main job on a short clip: analyze, sum up, write the results, open the window.",
        _demo_options,
        _demo,
    ),
    "doctor": Command(
        "Report versions, devices that really work, models, folders and codecs.", _doctor_options, _doctor
    ),
    "models": Command(
        "List the models with their licenses, or print the card of one.", _models_options, _models
    ),
    "help": Command("Show a page of the handbook, or list its topics.", _help_options, _help),
}
