"""Which codecs this build of FFmpeg decodes."""

import av
import av.codec

PICTURE = (
    "h264",
    "hevc",
    "av1",
    "vp8",
    "vp9",
    "mpeg2video",
    "mpeg4",
    "prores",
    "dnxhd",
    "mjpeg",
    "cfhd",
    "ffv1",
    "vvc",
)
SOUND = (
    "aac",
    "mp3",
    "ac3",
    "eac3",
    "flac",
    "alac",
    "opus",
    "vorbis",
    "pcm_s16le",
    "pcm_s24le",
    "dca",
    "wmav2",
)


def codecs() -> dict[str, list[str]]:
    """Give the names of the usual codecs that can be decoded, for `picture` and `sound`."""
    return {"picture": _known(PICTURE), "sound": _known(SOUND)}


def _known(names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for name in names:
        try:
            av.codec.Codec(name, "r")
        except av.codec.codec.UnknownCodecError:
            continue
        found.append(name)
    return found
