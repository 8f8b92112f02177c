"""The commands. Nothing heavy is imported before a command needs it."""

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.config import DeviceName, Licence, Settings
from app.errors import RushesError, UsageError

ABOUT = "Tells what is in your footage: shots, tags, faces, voices, sentiment, loudness. All on this machine."

app = typer.Typer(
    name="rushes",
    help=ABOUT,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Device = Annotated[
    DeviceName | None, typer.Option("--device", help="Where models run; by default the settings say.")
]
LicenceName = Annotated[
    Licence | None,
    typer.Option("--licence", help="commercial: leave out weights that are not for commercial use."),
]
Threads = Annotated[
    int | None, typer.Option(min=0, help="Threads of a model on the CPU; 0 lets onnxruntime choose.")
]
# What may not be read is one file's failure, not a usage error that stops the others: readable=False.
Files = Annotated[list[Path], typer.Argument(metavar="PATH...", readable=False, help="Files and folders.")]

FORMATS = (
    "Tables: csv, curves, xlsx, parquet, json. Captions and chapters: vtt, srt, chapters, vttmeta, youtube. "
    "Editing: resolve, cmx3600, xmeml, fcpxml, avid, otio, otioz. Archives: eaf, xmp, webanno. "
    "Picture of the shots: sheet."
)
REPORT_SECTIONS = "compare, screen, pace, sound, delivery, advisory, notes, provenance"


def run() -> None:
    """Run the command line; the process ends with its exit status."""
    _never_choke()
    try:
        app()
    except RushesError as error:
        _complain(error)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of stdout has gone; without this the interpreter complains when it flushes.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    finally:
        # Loading what writes the log takes longer than all of --help, so the first command does.
        if (logs := sys.modules.get("app.logs")) is not None:
            logs.stop_logging()


def _never_choke() -> None:
    """Let a name that the terminal's encoding lacks be printed in escapes instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"rushes {version('rushes')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Tells what is in your footage: shots, tags, faces, voices, sentiment, loudness. All on this machine."""
    del version  # its callback has answered and ended the process
    from app.logs import start_logging

    start_logging()


@app.command()
def analyze(
    paths: Files,
    only: Annotated[
        str,
        typer.Option(
            help="Analysers, by commas, e.g. tags,shots. Only when named: advisory, speech_quality (slow), "
            "sentiment_light (fast, weak).",
            metavar="NAME,...",
        ),
    ] = "",
    device: Device = None,
    threads: Threads = None,
    licence: LicenceName = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Files at a time.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make again what is stored.")] = False,
    fast: Annotated[
        bool,
        typer.Option(
            "--fast",
            help="A first look: fewer pictures, decoded roughly; cuts to a few frames; no dissolves, words, "
            "moods or speakers. It never replaces a whole analysis.",
        ),
    ] = False,
    recursive: Annotated[bool, typer.Option(help="Search folders in folders.")] = True,
    audio_track: Annotated[int, typer.Option(min=1, help="Audio track to listen to.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each file.")] = False,
) -> None:
    """Analyse files and folders. What is stored already is not done again."""
    from app.commands.analyze import Request, analyze_files

    request = Request(paths, _names(only), force, recursive, audio_track - 1, as_json, fast)
    raise typer.Exit(analyze_files(request, _settings(device, threads, jobs, licence)))


@app.command()
def export(
    paths: Files,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=FORMATS)],
    tracks: Annotated[
        str, typer.Option(help="Only these tracks, by commas, e.g. tags,faces.", metavar="NAME,...")
    ] = "",
    min_score: Annotated[
        float | None, typer.Option(help="Leave out segments with a lower score.", metavar="X")
    ] = None,
    timecode: Annotated[
        str | None,
        typer.Option(help="Of the first frame, where the file has none or a wrong one; ; is drop-frame."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="File or folder to write; - is stdout.")
    ] = None,
    licence: LicenceName = None,
) -> None:
    """Write the results of files and folders that were analysed in another format."""
    from app.commands.export import Request, export_files

    request = Request(paths, form, _names(tracks), min_score, timecode, out)
    raise typer.Exit(export_files(request, _settings(licence=licence)))


@app.command()
def report(
    paths: Files,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", help="One .pdf or .html for all files, or a folder for one of each by file."
        ),
    ],
    title: Annotated[str, typer.Option(help="At the head; by default the name of the file.")] = "",
    logo: Annotated[
        Path | None, typer.Option(readable=False, help="PNG, JPEG or SVG at the head.", metavar="FILE")
    ] = None,
    colour: Annotated[str, typer.Option(help="Of lines and charts.", metavar="#RRGGBB")] = "#2f6db5",
    paper: Annotated[str, typer.Option(help="Of the PDF: a4 or letter.", metavar="PAPER")] = "a4",
    sections: Annotated[
        str,
        typer.Option(help=f"By commas: {REPORT_SECTIONS}. provenance always comes.", metavar="NAME,..."),
    ] = "",
    language: Annotated[
        str | None, typer.Option(help="en or zh_CN; by default the settings say.", metavar="LANGUAGE")
    ] = None,
    licence: LicenceName = None,
) -> None:
    """Write a report of analysed files: what is on screen, pace, sound, delivery, where it comes from."""
    from app.commands.report import Request, report_files

    request = Request(paths, out, title, logo, colour, paper, _names(sections), language)
    raise typer.Exit(report_files(request, _settings(licence=licence)))


@app.command("open")
def open_window(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH...]", readable=False, help="Files and folders.")
    ] = None,
    device: Device = None,
    threads: Threads = None,
    licence: LicenceName = None,
) -> None:
    """Open the window."""
    from app.commands.window import open_files

    raise typer.Exit(open_files(paths or [], _settings(device, threads, None, licence)))


@app.command("list")
def list_files(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each file.")] = False,
) -> None:
    """List the files that have results."""
    from app.commands.inform import list_media

    raise typer.Exit(list_media(as_json=as_json))


@app.command()
def find(
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY",
            help="Words that overlap in time, \"a phrase\", or, track:label, >0.6, e.g. 'laughter and dog'.",
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, help="Stretches at the most.")] = 500,
    licence: LicenceName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each stretch.")] = False,
) -> None:
    """Find stretches in all files that have results. Exit status 1 if there are none."""
    from app.commands.find import find_stretches

    raise typer.Exit(find_stretches(query, limit, _settings(licence=licence), as_json=as_json))


@app.command()
def demo(
    clip: Annotated[
        Path | None,
        typer.Argument(readable=False, help="Your own file; by default the clip that comes along."),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the results.")] = Path("rushes-demo"),
    window: Annotated[bool, typer.Option(help="Open the window where there is a display.")] = True,
    device: Device = None,
    threads: Threads = None,
    licence: LicenceName = None,
) -> None:
    """Show the main job on a short clip: analyse, sum up, write the results, open the window."""
    from app.commands.demo import show

    raise typer.Exit(show(clip, out, _settings(device, threads, None, licence), window=window))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Report versions, devices that really work, models, folders and codecs."""
    from app.commands.inform import examine

    raise typer.Exit(examine(as_json=as_json))


@app.command()
def models(
    name: Annotated[str | None, typer.Argument(help="A model, to read its card.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each model.")] = False,
) -> None:
    """List the models with their licences, or print the card of one."""
    from app.commands.inform import list_models

    raise typer.Exit(list_models(name, as_json=as_json))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _settings(
    device: DeviceName | None = None,
    threads: int | None = None,
    jobs: int | None = None,
    licence: Licence | None = None,
) -> Settings:
    from dataclasses import replace

    from app.config import load_settings

    given = {
        "device": device and device.value,
        "threads": threads,
        "jobs": jobs,
        "licence": licence and licence.value,
    }
    return replace(load_settings(), **{name: value for name, value in given.items() if value is not None})


def _complain(error: RushesError) -> None:
    typer.echo(f"rushes: {error.message}", err=True)
    if error.hint:
        typer.echo(f"        {error.hint}", err=True)


if __name__ == "__main__":
    run()
