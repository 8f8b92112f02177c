"""What made a lane, in a line."""

from app.document import Document
from inference.contract.analyzer import Analyzer
from inference.contract.errors import ModelError
from inference.contract.models import find_model
from resources.language import label


def provenance_of(kind: type[Analyzer] | None, document: Document | None) -> str:
    """Name an analyzer with its version and models, as they were when the file was analyzed."""
    if kind is None:
        return ""
    run = document.runs.get(kind.key) if document is not None else None
    if run is None:
        return label(kind.title)
    models = [_named(name, digest) for name, digest in run.models.items()]
    return " · ".join((f"{label(kind.title)} {run.version}", *models))


def _named(name: str, digest: str) -> str:
    """Name a model with its version, if it is the one that is here."""
    try:
        model = find_model(name)
    except ModelError:
        return name
    return f"{model.title} {model.version}" if model.sha256 == digest else name
