"""Files that travel with the program."""

from pathlib import Path

_ROOT = Path(__file__).parent


def path(*parts: str) -> Path:
    """Give the path of a resource, e.g. `path("models", "tags")`."""
    return _ROOT.joinpath(*parts)
