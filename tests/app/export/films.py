"""Films that exist on paper: documents with any rate, timecode, size and segments, without a file."""

import io
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from app.document import Document
from app.export import Content, copy_content, exporter_for
from app.media.location import Location
from app.media.types import AudioInfo, ColorInfo, MediaInfo, VideoInfo
from app.store import StoredMedia, StoredRun
from inference.contract.track import Track
from inference.contract.types import Chunk, Device, Segment, TrackKind, TrackSpec
from resources.messages import Message

NTSC_24, NTSC_30, NTSC_60 = (Fraction(1000 * n, 1001) for n in (24, 30, 60))

RATES = {
    "23.976": (NTSC_24, None),
    "24": (Fraction(24), "10:00:00:00"),
    "25": (Fraction(25), None),
    "29.97 drop": (NTSC_30, "00:59:59;20"),
    "29.97 non-drop": (NTSC_30, "00:59:59:20"),
    "59.94": (NTSC_60, "01:00:00;00"),
    "60": (Fraction(60), None),
}
"""Frames a second and start timecode."""


def media(
    frames: int = 1500,
    fps: Fraction = Fraction(25),
    timecode: str | None = None,
    path: Path = Path("/films/a film.mov"),
    *,
    variable: bool = False,
    size: tuple[int, int] = (1920, 1080),
    aspect: Fraction = Fraction(1),
    rotation: int = 0,
    picture: bool = True,
) -> MediaInfo:
    """Describe a film of so many frames; size: as stored."""
    duration = float(frames / fps)
    shown = (round(size[0] * aspect), size[1])
    shown = shown[::-1] if rotation in (90, 270) else shown
    video = VideoInfo(
        index=0,
        codec="h264",
        width=shown[0],
        height=shown[1],
        coded_width=size[0],
        coded_height=size[1],
        fps=fps,
        variable=variable,
        rotation=rotation,
        pixel_aspect=aspect,
        pixel_format="yuv420p",
        bit_depth=8,
        hdr=False,
        color=ColorInfo("bt709", "bt709", "bt709", "tv"),
        start=0.0,
        duration=duration,
        time_base=Fraction(1, 90_000),
    )
    sound = AudioInfo(1, "aac", 48_000, 2, "stereo", "", "", 0.0, duration)
    return MediaInfo(
        Location.of(path),
        1,
        "mov",
        duration,
        0.0,
        video if picture else None,
        (sound,),
        False,
        0,
        timecode,
        (),
    )


def content(segments: Sequence[Segment] = (), info: MediaInfo | None = None) -> Content:
    """Give a document with these segments, a curve and a run."""
    info = info or media()
    curve = Track(TrackSpec("loudness", "Loudness", TrackKind.CURVE, ("momentary", "peak")))
    values = np.array([[-23.25, -1], [np.nan, np.inf]], np.float32)
    curve.append(Chunk("loudness", np.array([0.0, 0.1]), values))
    spoken = Track(
        TrackSpec("transcript", "Transcript", TrackKind.CURVE, ("token", "probability", "seconds"))
    )
    document = Document(info, "f1", StoredMedia(1, "f1", info.to_json(), info.location))
    device = Device("auto", "cpu", Message("no GPU"))
    run = StoredRun(1, "id", "loudness", 1, {"hop": 0.1}, {}, device, (Message("a note"),), 1.5)
    document.add_run(run, [curve, spoken])
    ordered = sorted(segments)
    return Content(
        document,
        info,
        ordered,
        dict(document.tracks),
        [segment for segment in ordered if segment.track == "shots"],
    )


def at_frames(spans: Sequence[tuple[int, int]], fps: Fraction, track: str = "shots") -> list[Segment]:
    """Give segments that begin and end with frames, in times as a decoder gives them: floats."""
    return [
        Segment(float(first / fps), float(last / fps), track, f"{track} {number}", 0.5)
        for number, (first, last) in enumerate(spans, 1)
    ]


def written(name: str, what: Content) -> dict[str, bytes]:
    """Give the files of a format as bytes."""
    made: dict[str, bytes] = {}
    for part, data in exporter_for(name).files(what):
        out = io.BytesIO()
        copy_content(data, out)
        made[part] = out.getvalue()
    return made
