"""What waveform and thumbnails gained, to be told to another process."""

from dataclasses import dataclass

from app.document import Document
from app.media.convert import Rgb
from app.media.peaks import Bins


@dataclass(frozen=True, slots=True)
class PreviewDelta:
    """What is new.

    outline: length of a bin in seconds, number of the first bin, bins [n, channels, 2].
    times: of all pictures there are now. pictures: those that were not told of before, by time.
    """

    outline: tuple[float, int, Bins] | None
    times: tuple[float, ...]
    pictures: dict[float, Rgb]

    def add_to(self, document: Document) -> None:
        """Let a document of this process have it, too."""
        if self.outline is not None and document.peaks is not None:
            seconds, first, bins = self.outline
            if first == 0:
                document.peaks.restart(seconds, bins.shape[1])
            document.peaks.extend(bins)
        if self.times and document.thumbs is not None:
            known = dict(document.thumbs.kept) | self.pictures
            document.thumbs.replace(tuple((time, known[time]) for time in self.times))


class DeltaTracker:
    """Watches the waveform and the thumbnails of a document that was told of as it is now."""

    def __init__(self, document: Document) -> None:
        self._peaks, self._thumbs = document.peaks, document.thumbs
        self._seconds = self._peaks.seconds if self._peaks else 0.0
        self._bins = len(self._peaks.after(0)) if self._peaks else 0
        self._times = tuple(time for time, _ in self._thumbs.kept) if self._thumbs else ()

    def gained(self) -> PreviewDelta | None:
        """Give what is new since it was last asked for, or None."""
        outline = self._outline()
        kept = self._thumbs.kept if self._thumbs else ()
        times = tuple(time for time, _ in kept)
        if outline is None and times == self._times:
            return None
        before, self._times = set(self._times), times
        return PreviewDelta(outline, times, {time: picture for time, picture in kept if time not in before})

    def _outline(self) -> tuple[float, int, Bins] | None:
        if self._peaks is None:
            return None
        if self._peaks.seconds != self._seconds:
            self._seconds, self._bins = self._peaks.seconds, 0
        first, bins = self._bins, self._peaks.after(self._bins)
        self._bins += len(bins)
        return (self._seconds, first, bins) if len(bins) else None
