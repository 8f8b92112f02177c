"""Names of the numbers that streams carry for color, with a sensible guess where they carry none."""

from app.media.types import ColorInfo

_SPACES = {0: "rgb", 1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
_PRIMARIES = {
    1: "bt709",
    4: "bt470m",
    5: "bt601-625",
    6: "bt601-525",
    7: "smpte240m",
    8: "film",
    9: "bt2020",
    11: "dci-p3",
    12: "display-p3",
    22: "ebu3213",
}
_TRANSFERS = {
    1: "bt709",
    4: "gamma22",
    5: "gamma28",
    6: "bt601",
    7: "smpte240m",
    8: "linear",
    13: "srgb",
    14: "bt2020",
    15: "bt2020",
    16: "pq",
    18: "hlg",
}

MATRICES = {"bt709": 1, "fcc": 4, "bt601": 5, "smpte240m": 7, "bt2020": 9}
"""Numbers of swscale for the names of a matrix."""


def name_color(
    space: int, primaries: int, transfer: int, range_: int, pixel_format: str, size: tuple[int, int]
) -> ColorInfo:
    """Name a stream's color. The unspecified follows custom: BT.709 from 720 lines up, else BT.601."""
    is_rgb = pixel_format.startswith(("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal", "x2"))
    hdtv = size[0] > 1024 or size[1] >= 720
    guess = "bt709" if hdtv else "bt601"
    full = range_ == 2 or is_rgb or pixel_format.startswith(("yuvj", "gray", "mono"))
    curve = _TRANSFERS.get(transfer, "bt709")
    if curve in ("pq", "hlg"):
        guess = "bt2020"
    return ColorInfo(
        space="rgb" if is_rgb else _known(_SPACES.get(space), guess),
        primaries=_PRIMARIES.get(primaries, guess),
        transfer=curve,
        range="full" if full else "limited",
    )


def _known(space: str | None, guess: str) -> str:
    return guess if space in (None, "rgb") else space
