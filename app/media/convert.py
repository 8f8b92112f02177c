"""Decoded frames made into upright 8-bit RGB of the size and fit that is wanted."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

from app.media.color import MATRICES
from app.media.tonemap import tone_map
from app.media.types import Rgb, VideoInfo
from inference.contract.types import Fit, FrameSpec, Scaling

# Without full chroma swscale halves the color's width *after* scaling down.
_EXACT = Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
_SCALINGS = {
    Scaling.AREA: Interpolation.AREA | _EXACT,
    Scaling.BILINEAR: Interpolation.BILINEAR | _EXACT,
    Scaling.BICUBIC: Interpolation.BICUBIC | _EXACT,
}
_SAME_SIZE = Interpolation.POINT


class Converter:
    """Brings frames to one upright size: color, range, bit depth, alpha on black, rotation."""

    def __init__(self, video: VideoInfo, width: int, height: int, scaling: Scaling = Scaling.AREA) -> None:
        turned = video.rotation in (90, 270)
        self._size = (height, width) if turned else (width, height)
        self._turns = -(video.rotation // 90) % 4
        self._video = video
        self._flags = _SCALINGS[scaling]
        self._reformatter = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> Rgb:
        """Give uint8 RGB [height, width, 3]."""
        if self._video.hdr and not frame.format.is_rgb:
            # swscale's rgb48 wraps round with full chroma; its planar sibling does not.
            picture = tone_map(self._reformat(frame, "gbrp16le"), self._video.color.transfer)
        elif frame.format.has_palette or any(part.is_alpha for part in frame.format.components):
            picture = _on_black(self._reformat(frame, "rgba"))
        else:
            picture = self._reformat(frame, "rgb24")
        return np.ascontiguousarray(np.rot90(picture, self._turns)) if self._turns else picture

    def _reformat(self, frame: VideoFrame, layout: str) -> npt.NDArray[Any]:
        width, height = self._size
        color = self._video.color
        # Scaling nothing has a fast path in swscale, which the exact flags would close.
        same = (frame.width, frame.height) == self._size and layout == "rgb24"
        made = self._reformatter.reformat(
            frame,
            width,
            height,
            layout,
            src_colorspace=MATRICES.get(color.space),
            src_color_range=ColorRange.JPEG if color.range == "full" else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=_SAME_SIZE if same else self._flags,
            threads=1,
        )
        return made.to_ndarray()


ConverterFactory = Callable[[VideoInfo, int, int, Scaling], Callable[[VideoFrame], Rgb]]
"""Called like `Converter`."""


class FrameFitter:
    """Makes pictures as a FrameSpec wants them; `make` gives something else than `Converter` to do so."""

    def __init__(self, video: VideoInfo, spec: FrameSpec, make: ConverterFactory | None = None) -> None:
        self._spec = spec
        width, height = _scaled(video, spec)
        self._converter = (make or Converter)(video, width, height, spec.scaling)
        self._top = (height - spec.height) // 2
        self._left = (width - spec.width) // 2

    def __call__(self, frame: VideoFrame) -> Rgb:
        """Give uint8 RGB [spec.height, spec.width, 3]."""
        picture = self._converter(frame)
        spec = self._spec
        if spec.fit is Fit.COVER:
            return picture[self._top : self._top + spec.height, self._left : self._left + spec.width]
        if spec.fit is Fit.CONTAIN:
            framed = np.zeros((spec.height, spec.width, 3), np.uint8)
            height, width = picture.shape[:2]
            framed[-self._top : height - self._top, -self._left : width - self._left] = picture
            return framed
        return picture


def _scaled(video: VideoInfo, spec: FrameSpec) -> tuple[int, int]:
    """Give the size that the whole picture is scaled to."""
    across, down = spec.width / video.width, spec.height / video.height
    if spec.fit is Fit.STRETCH:
        return spec.width, spec.height
    if spec.fit is Fit.COVER:
        scale = max(across, down) * max(1.0, spec.zoom)
        return max(spec.width, round(video.width * scale)), max(spec.height, round(video.height * scale))
    scale = min(across, down)
    width = min(spec.width, max(1, round(video.width * scale)))
    return width, min(spec.height, max(1, round(video.height * scale)))


def _on_black(rgba: npt.NDArray[np.uint8]) -> Rgb:
    alpha = rgba[..., 3:].astype(np.uint16)
    return ((rgba[..., :3] * alpha + 127) // 255).astype(np.uint8)
