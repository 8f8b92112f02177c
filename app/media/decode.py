"""The decode passes: one over the picture, one over the sound, each for everyone who wants it."""

from app.media.delivery import DecodedBatch
from app.media.pictures import BATCH, read_pictures
from app.media.sound import decode_bytes, read_sound

__all__ = ["BATCH", "DecodedBatch", "decode_bytes", "read_pictures", "read_sound"]
