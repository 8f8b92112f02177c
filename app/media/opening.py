"""Opening a media file, and saying in plain words why it cannot be opened."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import av
import av.logging
from av.container import InputContainer
from av.error import FFmpegError

from app.errors import MediaError

if TYPE_CHECKING:
    from av.codec.hwaccel import HWAccel

av.logging.set_level(None)

_NOT_FOOTAGE = ("tty", "bin", "adf", "idf", "xbin", "txd", "srt", "webvtt", "ass", "lrc", "ffmetadata")
"""Demuxers that take almost any text for a picture, or hold text only."""


def open_media(path: Path, hwaccel: "HWAccel | None" = None) -> InputContainer:
    """Open for reading, with decoders of a device if one is given.

    Raise MediaError with a hint if that is not possible.
    """
    _check_file(path)
    # A playlist must not make the program open an address on a network.
    options = {"protocol_whitelist": "file,crypto,data,subfile"}
    try:
        container = av.open(
            str(path.absolute()), "r", options=options, metadata_errors="replace", hwaccel=hwaccel
        )
    except FFmpegError as error:
        raise _not_media(path, error) from error
    except (OSError, ValueError, UnicodeError) as error:
        raise MediaError(f"{path.name} cannot be read: {error}.", "Check the disk and the file.") from error
    name = container.format.name
    if name in _NOT_FOOTAGE:
        container.close()
        raise MediaError(f"{path.name} is not a media file.", "Choose a video or a sound file.")
    if name == "image2" or name.endswith("_pipe"):
        container.close()
        raise MediaError(f"{path.name} is a still picture.", "Choose a video or a sound file.")
    return container


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise _forbidden(path)
            raise MediaError(f"{path.name} is a folder.", "Choose a file in it, or analyze the whole folder.")
        if not path.exists():
            raise MediaError(f"{path} does not exist.", "Check the name; was it moved, or a disk unplugged?")
        if not path.is_file():
            raise MediaError(
                f"{path.name} is a pipe or a device, not a file.", "Save it to a file first, and open that."
            )
        if path.stat().st_size == 0:
            raise MediaError(f"{path.name} is empty.", "Copy it again from where it was recorded.")
    except PermissionError as error:
        raise _forbidden(path) from error
    except OSError as error:
        raise MediaError(f"{path.name} cannot be read: {error.strerror}.", "Check the disk.") from error
    if not os.access(path, os.R_OK):
        raise _forbidden(path)


def _forbidden(path: Path) -> MediaError:
    return MediaError(f"{path.name} may not be read.", "Give yourself permission to read it.")


def _not_media(path: Path, error: FFmpegError) -> MediaError:
    if error.errno == 13:
        return _forbidden(path)
    if _starts_like_media(path):
        return MediaError(
            f"{path.name} is damaged: its header cannot be read ({error.strerror}).",
            "The copy or the recording may have been cut off: copy it again, or use a recovery tool.",
        )
    return MediaError(
        f"{path.name} is not a media file that can be read ({error.strerror}).",
        "Choose a video or a sound file; is the file complete?",
    )


def _starts_like_media(path: Path) -> bool:
    """Whether the first bytes are those of a well-known container."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    boxes = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
    starts = (b"\x1aE\xdf\xa3", b"RIFF", b"OggS", b"fLaC", b"ID3", b"FORM", b"\x06\x0e+4", b"0&\xb2u")
    return head[4:8] in boxes or head.startswith(starts)
