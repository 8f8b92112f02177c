"""What broadcasters and platforms ask of loudness and true peak, and whether a reading keeps to it."""

from dataclasses import dataclass

from resources.language import mark


@dataclass(frozen=True, slots=True)
class Standard:
    """A target. loudness: LUFS (the same as LKFS). tolerance: LU to both sides. peak: dBTP at most.

    ours: the tolerance is not theirs; they level programmes when they play them.
    """

    name: str
    loudness: float
    tolerance: float
    peak: float
    source: str
    ours: bool = False


STANDARDS = (
    Standard(mark("EBU R 128"), -23.0, 0.5, -1.0, mark("EBU R 128, 2014 edition: within 0.5 LU")),
    Standard(
        mark("EBU R 128, live"),
        -23.0,
        1.0,
        -1.0,
        mark("EBU R 128: within 1 LU where a target is hard to hit"),
    ),
    Standard(
        mark("EBU R 128, strict"),
        -23.0,
        0.2,
        -1.0,
        mark("EBU R 128, 2020 edition: 0.2 LU in quality control"),
    ),
    Standard(
        mark("ATSC A/85"), -24.0, 2.0, -2.0, mark("ATSC A/85, where no other target is agreed: within 2 dB")
    ),
    Standard(mark("Podcasts"), -16.0, 1.0, -1.0, mark("Apple Podcasts, for authors: −16 LKFS within 1 dB")),
    Standard(
        mark("Music and video platforms"),
        -14.0,
        1.0,
        -1.0,
        mark("Spotify, for artists; YouTube plays near it. 1 LU of tolerance is ours"),
        ours=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reading against a standard; `off`: LU above the target. None: there is no reading."""

    standard: Standard
    off: float | None
    loudness_passes: bool | None
    peak_passes: bool | None

    @property
    def passes(self) -> bool | None:
        """Whether all of it passes."""
        if self.loudness_passes is None or self.peak_passes is None:
            return None
        return self.loudness_passes and self.peak_passes


def judge(standard: Standard, loudness: float | None, peak: float | None) -> Verdict:
    """Judge readings, rounded to a tenth as meters show them."""
    off = None if loudness is None else round(round(loudness, 1) - standard.loudness, 1)
    return Verdict(
        standard,
        off,
        None if off is None else abs(off) <= standard.tolerance,
        None if peak is None else round(peak, 1) <= standard.peak,
    )
