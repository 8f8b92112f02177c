"""Who a file is: a digest of its content that survives a new name or place."""

import hashlib

from app.media.location import Location, LocationLike

_WHOLE = 8 << 20
_BLOCK = 256 << 10
_BLOCKS = 16


def fingerprint(place: LocationLike) -> str:
    """Give a hex digest of the size and the content: all of it below 8 MiB, else 16 blocks from head to tail.

    Raise OSError if the file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=20)
    with Location.of(place).open() as file:
        size = file.seek(0, 2)
        digest.update(size.to_bytes(8, "little"))
        whole = size < _WHOLE
        offsets = range(0, size, _BLOCK) if whole else _spread(size)
        for offset in offsets:
            file.seek(offset)
            digest.update(file.read(_BLOCK))
    return digest.hexdigest()


def _spread(size: int) -> list[int]:
    last = size - _BLOCK
    return [last * number // (_BLOCKS - 1) for number in range(_BLOCKS)]
