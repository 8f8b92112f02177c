"""Opening a media file, and saying in plain words why it cannot be opened."""

import os
from typing import TYPE_CHECKING, BinaryIO

import av
import av.logging
from av.container import InputContainer
from av.error import FFmpegError

from app.errors import MediaError
from app.media.location import Location, LocationLike
from resources.messages import msg

if TYPE_CHECKING:
    from av.codec.hwaccel import HWAccel

av.logging.set_level(None)

_NOT_FOOTAGE = ("tty", "bin", "adf", "idf", "xbin", "txd", "srt", "webvtt", "ass", "lrc", "ffmetadata")
"""Demuxers that take almost any text for a picture, or hold text only."""

_BUFFER = 1 << 18
"""Bytes that are read at a time through an open file: each call may be a request to a server."""


def open_media(place: LocationLike, hwaccel: "HWAccel | None" = None) -> InputContainer:
    """Open for reading, with decoders of a device if one is given.

    A file on this machine is read by FFmpeg itself, which is faster; elsewhere through an open file, which
    goes with the container. Raise MediaError with a hint if that is not possible.
    """
    location = Location.of(place)
    source = _checked_path(location) or _opened_file(location)
    # A playlist must not make the program open an address on a network.
    options = {"protocol_whitelist": "file,crypto,data,subfile"}
    try:
        container = av.open(
            source, "r", options=options, metadata_errors="replace", buffer_size=_BUFFER, hwaccel=hwaccel
        )
    except FFmpegError as error:
        raise _not_media(location, error) from error
    except (OSError, ValueError, UnicodeError) as error:
        raise MediaError(
            msg("{name} cannot be read: {reason}.", name=location.name, reason=str(error)),
            msg("Check the disk and the file."),
        ) from error
    name = container.format.name
    if name in _NOT_FOOTAGE:
        container.close()
        raise MediaError(
            msg("{name} is not a media file.", name=location.name), msg("Choose a video or a sound file.")
        )
    if name == "image2" or name.endswith("_pipe"):
        container.close()
        raise MediaError(
            msg("{name} is a still picture.", name=location.name), msg("Choose a video or a sound file.")
        )
    return container


def _checked_path(location: Location) -> str | None:
    """Give the path of a file that may be read, or None if it is not on this machine."""
    path = location.local
    if path is None:
        return None
    try:
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise _forbidden(location)
            raise MediaError(
                msg("{name} is a folder.", name=path.name),
                msg("Choose a file in it, or analyze the whole folder."),
            )
        if not path.exists():
            raise _gone(location)
        if not path.is_file():
            raise MediaError(
                msg("{name} is a pipe or a device, not a file.", name=path.name),
                msg("Save it to a file first, and open that."),
            )
        if path.stat().st_size == 0:
            raise _empty(location)
    except PermissionError as error:
        raise _forbidden(location) from error
    except OSError as error:
        raise MediaError(
            msg("{name} cannot be read: {reason}.", name=path.name, reason=str(error.strerror)),
            msg("Check the disk."),
        ) from error
    if not os.access(path, os.R_OK):
        raise _forbidden(location)
    return str(path.absolute())


def _opened_file(location: Location) -> BinaryIO:
    """Open what is not on this machine."""
    try:
        if location.state().size == 0:
            raise _empty(location)
        return location.open()
    except FileNotFoundError as error:
        raise _gone(location) from error
    except PermissionError as error:
        raise _forbidden(location) from error
    except OSError as error:
        raise MediaError(
            msg("{name} cannot be read: {reason}.", name=location.name, reason=str(error.strerror or error)),
            msg("Check the connection."),
        ) from error


def _gone(location: Location) -> MediaError:
    return MediaError(
        msg("{path} does not exist.", path=str(location)),
        msg("Check the name; was it moved, or a disk unplugged?"),
    )


def _empty(location: Location) -> MediaError:
    return MediaError(
        msg("{name} is empty.", name=location.name), msg("Copy it again from where it was recorded.")
    )


def _forbidden(location: Location) -> MediaError:
    return MediaError(
        msg("{name} may not be read.", name=location.name), msg("Give yourself permission to read it.")
    )


def _not_media(location: Location, error: FFmpegError) -> MediaError:
    if error.errno == 13:
        return _forbidden(location)
    if _starts_like_media(location):
        return MediaError(
            msg(
                "{name} is damaged: its header cannot be read ({reason}).",
                name=location.name,
                reason=str(error.strerror),
            ),
            msg("The copy or the recording may have been cut off: copy it again, or use a recovery tool."),
        )
    return MediaError(
        msg(
            "{name} is not a media file that can be read ({reason}).",
            name=location.name,
            reason=str(error.strerror),
        ),
        msg("Choose a video or a sound file; is the file complete?"),
    )


def _starts_like_media(location: Location) -> bool:
    """Whether the first bytes are those of a well-known container."""
    try:
        with location.open() as file:
            head = file.read(16)
    except OSError:
        return False
    boxes = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
    starts = (b"\x1aE\xdf\xa3", b"RIFF", b"OggS", b"fLaC", b"ID3", b"FORM", b"\x06\x0e+4", b"0&\xb2u")
    return head[4:8] in boxes or head.startswith(starts)
