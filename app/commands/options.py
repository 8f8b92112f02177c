"""What a command takes: an argument parser with the options that several commands share."""

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from app.errors import UsageError
from resources.messages import Message, msg

WIDEST = 100


class CommandParser(argparse.ArgumentParser):
    """What one command takes, and its help: options anywhere, and words of one kind between them."""

    def __init__(self, name: str, about: str) -> None:
        super().__init__(
            f"rushes {name}",
            description=about,
            usage="%(prog)s [OPTION ...]",
            allow_abbrev=False,
            formatter_class=_format,
        )
        self._words = _Words()
        self._needed: list[argparse.Action] = []

    def take(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Read what was given. Raise UsageError if it makes no sense."""
        # The parser's own positional arguments must not stand between options, and lose what follows "--".
        there = list(arguments).index("--") if "--" in arguments else len(arguments)
        given, words = self.parse_known_args(arguments[:there])
        for word in words:
            if word.startswith("-") and word != "-":
                self.error(f"there is no option {word!r}")
        # Asked for last, so that a misspelled option is told of, and not that the right one is missing.
        for option in self._needed:
            if getattr(given, option.dest) is None:
                self.error(f"{' or '.join(option.option_strings)} is missing")
        words += arguments[there + 1 :]
        if len(words) < self._words.least:
            self.error(f"{self._words.shown} is missing")
        if len(words) > self._words.most:
            self.error(f"{words[self._words.most]!r} is one too many")
        setattr(given, self._words.name, words)
        return given

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with what is wrong and where help is."""
        raise UsageError(
            Message(f"{message[:1].upper()}{message[1:]}."),
            msg("{command} --help tells what it takes.", command=self.prog),
        )

    def words(self, name: str, shown: str, about: str, least: int = 0, most: int = sys.maxsize) -> None:
        """Take words, from `least` to `most`: a list of them in the end."""
        self._words = _Words(name, shown, least, most)
        often = " ..." if most > 1 else ""
        self.usage = f"%(prog)s [OPTION ...] {f'{shown}{often}' if least else f'[{shown}{often}]'}"
        self.add_argument_group(shown, about)

    def files(self, least: int = 1) -> None:
        """Take files and folders."""
        self.words("paths", "PATH", "Files and folders.", least)

    def needed(self, *names: str, **how: Any) -> None:
        """Take an option that must be given, as `add_argument` does."""
        self._needed.append(self.add_argument(*names, **how))

    def switch(self, name: str, about: str) -> None:
        """Take an option that is on or off."""
        self.add_argument(name, action="store_true", help=about)

    def names(self, name: str, about: str) -> None:
        """Take names by commas."""
        self.add_argument(name, type=_names, default=(), metavar="NAME,...", help=about)

    def models(self) -> None:
        """Take where and how models run."""
        from app.config import DEVICES  # noqa: PLC0415 (the help of most commands needs no settings)

        self.add_argument("--device", choices=DEVICES, help="Where models run; by default the settings say.")
        about = "Threads of a model on the CPU; 0 lets onnxruntime choose."
        self.add_argument("--threads", type=integer_from(0), metavar="N", help=about)
        self.license()

    def license(self) -> None:
        """Take which weights count."""
        from app.config import License  # noqa: PLC0415 (the help of most commands needs no settings)

        names = [one.value for one in License]
        about = "commercial: leave out weights that are not for commercial use."
        self.add_argument("--license", choices=names, help=about)
        self.renamed("--licence", "--license")

    def renamed(self, old: str, new: str) -> None:
        """Go on taking an option by the name that it had before; the help does not list it."""
        # With a default of its own it would undo that of the option whose name has changed.
        self.add_argument(old, dest=new.lstrip("-"), default=argparse.SUPPRESS, help=argparse.SUPPRESS)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that a command takes: their name, what the help calls them, and how many they are."""

    name: str = "words"
    shown: str = ""
    least: int = 0
    most: int = 0


def integer_from(least: int) -> Callable[[str], int]:
    """Give what reads a whole number of at least so many."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number of {least} or more")
        return number

    return read


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _format(prog: str) -> argparse.HelpFormatter:
    width = min(shutil.get_terminal_size().columns - 2, WIDEST)
    return argparse.HelpFormatter(prog, max_help_position=28, width=width)
