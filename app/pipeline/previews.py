"""The waveform and the thumbnails: made in the same pass as everything else, kept in the cache folder."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.config import folders
from app.document import Document
from app.logs import logger
from app.media.peaks import PeakBuilder, Peaks
from app.media.thumbs import ThumbBuilder, Thumbs

log = logger(__name__)

T = TypeVar("T")

THUMBS = "thumbs.npz"


@dataclass(slots=True)
class PreviewCache:
    """What there is, and builders for what there is not."""

    folder: Path
    peaks_name: str
    asked: bool
    peak_builder: PeakBuilder | None = None
    thumb_builder: ThumbBuilder | None = None
    peaks_fed: bool = False
    thumbs_fed: bool = False

    @classmethod
    def of(cls, document: Document, asked: bool, audio_track: int) -> "PreviewCache":
        """Attach what is in the cache to the document, or what is going to be built.

        What is there but not asked for is not even read.
        """
        folder = preview_folder(document.fingerprint)
        made = cls(folder, f"peaks-{audio_track}.npz", asked)
        if document.media.audio:
            file = folder / made.peaks_name
            document.peaks = _cached(Peaks.load, file) if asked else None
            if document.peaks is None and (asked or not file.is_file()):
                made.peak_builder = PeakBuilder(document.duration)
                document.peaks = made.peak_builder.peaks
        if document.media.video:
            file = folder / THUMBS
            document.thumbs = _cached(Thumbs.load, file) if asked else None
            if document.thumbs is None and (asked or not file.is_file()):
                made.thumb_builder = ThumbBuilder()
                document.thumbs = made.thumb_builder.thumbs
        return made

    @property
    def peaks_wanted(self) -> bool:
        """Whether the sound is to be decoded for the waveform alone."""
        return self.asked and self.peak_builder is not None

    @property
    def thumbs_wanted(self) -> bool:
        """Whether the picture is to be decoded for the thumbnails alone."""
        return self.asked and self.thumb_builder is not None

    def save(self) -> None:
        """Write what was built. A cache that cannot be written costs time later, and nothing else."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.peak_builder is not None and self.peaks_fed:
                self.peak_builder.peaks.save(self.folder / self.peaks_name)
            if self.thumb_builder is not None and self.thumbs_fed:
                self.thumb_builder.thumbs.save(self.folder / THUMBS)
        except OSError as error:
            log.warning("previews not saved", folder=str(self.folder), error=str(error))


def preview_folder(fingerprint: str) -> Path:
    """Give the folder of a file's previews, which need not be there."""
    return folders().cache / "previews" / fingerprint[:2] / fingerprint


def _cached(load: Callable[[Path], T], file: Path) -> T | None:
    if not file.is_file():
        return None
    try:
        return load(file)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        log.warning("preview not read", file=str(file), error=str(error))
        return None
