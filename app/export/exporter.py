"""The contract of an export format."""

from abc import ABC, abstractmethod
from typing import ClassVar, TextIO

from app.document import Document


class Exporter(ABC):
    """Writes a document as text. name: of the format in commands. suffix: of its files, with the dot."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def write(self, document: Document, out: TextIO) -> None:
        """Write the document to a text stream in UTF-8 without newline translation."""
