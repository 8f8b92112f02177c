"""The command line. Nothing heavy is imported before a command needs it."""

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from app.commands.options import CommandParser
from app.commands.registry import COMMANDS
from app.errors import RushesError, UsageError
from resources.messages import msg

ABOUT = "Tells what is in your footage: shots, tags, faces, voices, sentiment, loudness. All on this machine."


def run() -> NoReturn:
    """Run the command line; the process ends with its exit status."""
    _escape_unprintable()
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except RushesError as error:
        _complain(error)
        status = 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        # The reader of stdout has gone; without this the interpreter complains when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    finally:
        if (logs := sys.modules.get("app.logs")) is not None:
            logs.stop_logging()
    sys.exit(status)


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say and give the exit status. Raise UsageError if they make no sense."""
    name = arguments[0] if arguments else "--help"
    if name == "--version":
        from importlib.metadata import version

        _print(f"rushes {version('rushes')}")
        return 0
    if name in ("-h", "--help"):
        _print(_overview())
        return 0 if arguments else 2
    if name not in COMMANDS:
        what = "option" if name.startswith("-") else "command"
        raise UsageError(
            msg("There is no {what} {name!r}.", what=what, name=name),
            msg("rushes --help lists the commands."),
        )
    command = COMMANDS[name]
    options = CommandParser(name, command.about)
    command.declare(options)
    given = options.take(arguments[1:])
    # Only now: what writes the log takes longer to load than all of this.
    from app.logs import start_logging

    start_logging()
    return command.run(given)


def _overview() -> str:
    commands = "\n".join(f"  {name:<9} {command.about}" for name, command in COMMANDS.items())
    return f"""usage: rushes COMMAND ...

{ABOUT}

commands:
{commands}

rushes COMMAND --help tells what a command takes; rushes --version prints the version."""


def _print(text: str) -> None:
    print(text)  # noqa: T201


def _complain(error: RushesError) -> None:
    hint = f"\n        {error.hint}" if error.hint else ""
    print(f"rushes: {error.message}{hint}", file=sys.stderr)  # noqa: T201


def _escape_unprintable() -> None:
    """Let a name that the terminal's encoding lacks be printed in escapes instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    run()
