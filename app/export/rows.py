"""Plain dicts that JSON outputs share."""

from collections.abc import Callable, Iterable
from typing import Any

from app.edits import Origin
from app.media.types import MediaInfo
from inference.contract.types import Segment


def media_row(media: MediaInfo) -> dict[str, Any]:
    """Give seconds, pixels as displayed, frames a second and Hz; null where there is no such stream."""
    video, audio = media.video, media.audio[0] if media.audio else None
    return {
        "duration": round(media.duration, 6),
        "width": video.width if video else None,
        "height": video.height if video else None,
        "fps": round(float(video.fps), 6) if video else None,
        "audio_rate": audio.rate if audio else None,
    }


def segment_rows(segments: Iterable[Segment], origin: Callable[[Segment], Origin]) -> list[dict[str, Any]]:
    """Give a dict for each segment, with where it comes from; seconds rounded to microseconds."""
    return [
        {
            "track": segment.track,
            "start": round(segment.start, 6),
            "end": round(segment.end, 6),
            "label": segment.label,
            "score": round(float(segment.score), 5),
            "origin": origin(segment).value,
        }
        for segment in segments
    ]
