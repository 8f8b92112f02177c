"""What broadcasters and platforms ask of loudness and true peak, and whether a reading keeps to it.

Each target has a source; what had none, such as a level for YouTube, which publishes none, is not here.
Where they were looked up, in November 2026:

- EBU R 128: the publication's own page lists editions and tolerances (tech.ebu.ch/publications/r128).
- ATSC A/85:2013, 12 March 2013: -24 LKFS within 2 dB, as TV Technology quotes it, and -2 dBTP, as makers of
  meters do. It measures long programs at their anchor, most often the dialogue, only short ones as a whole.
- Netflix: its partner help (article 360050414014), and its sound mix specification as Production Expert
  (2018) and others quote it: -27 LKFS within 2 LU, dialogue-gated, -2 dBTP.
- Apple Podcasts for Creators, Audio requirements (support 893), as several guides quote it.
- Spotify for Artists, Loudness normalization, as Softube and PreSonus (2020) quote it.
- AES TD1008 (2021), as Radio World and versed.com.au quote it; its limit of peaks was not found.
"""

from dataclasses import dataclass

from resources.language import mark


@dataclass(frozen=True, slots=True)
class Standard:
    """A target. loudness: LUFS (the same as LKFS). tolerance: LU to both sides. peak: dBTP at most, if known.

    ours: the tolerance is not theirs; they level programs when they play them. dialogue: they measure the
    dialogue alone, so that the loudness of a whole program says nothing about it and is not judged.
    """

    name: str
    loudness: float
    tolerance: float
    peak: float | None
    source: str
    ours: bool = False
    dialogue: bool = False


STANDARDS = (
    Standard(
        mark("EBU R 128 (2014)"), -23.0, 0.5, -1.0, mark("EBU R 128, version 3.0, June 2014: within 0.5 LU")
    ),
    Standard(
        mark("EBU R 128, production"),
        -23.0,
        1.0,
        -1.0,
        mark("EBU R 128, version 4.0, August 2020: within 1 LU in production"),
    ),
    Standard(
        mark("EBU R 128, quality control"),
        -23.0,
        0.2,
        -1.0,
        mark("EBU R 128, version 4.0, August 2020: within 0.2 LU in quality control"),
    ),
    Standard(
        mark("ATSC A/85"),
        -24.0,
        2.0,
        -2.0,
        mark(
            "ATSC A/85:2013, where no other target is agreed: within 2 dB. Judged as a whole, as it asks of "
            "short content; in long programs it measures the dialogue"
        ),
    ),
    Standard(
        mark("Netflix"),
        -27.0,
        2.0,
        -2.0,
        mark(
            "Netflix Sound Mix Specifications, version 1.4: within 2 LU, on the dialogue alone, which is not "
            "measured here"
        ),
        dialogue=True,
    ),
    Standard(
        mark("AES TD1008"),
        -18.0,
        2.0,
        None,
        mark("AES TD1008, 2021, for services that stream: within 2 LU where the dialogue is not measured"),
    ),
    Standard(
        mark("Apple Podcasts"),
        -16.0,
        1.0,
        -1.0,
        mark("Apple Podcasts for Creators, Audio requirements: −16 dB LKFS within 1 dB"),
    ),
    Standard(
        mark("Spotify"),
        -14.0,
        1.0,
        -1.0,
        mark("Spotify for Artists, Loudness normalization: it plays music at −14. 1 LU of tolerance is ours"),
        ours=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reading against a standard; `off`: LU above the target. None: there is no reading, or no judging."""

    standard: Standard
    off: float | None
    loudness_passes: bool | None
    peak_passes: bool | None

    @property
    def passes(self) -> bool | None:
        """Whether all of it passes. What the standard does not ask is passed."""
        if self.loudness_passes is None or (self.peak_passes is None and self.standard.peak is not None):
            return None
        return self.loudness_passes and self.peak_passes is not False


def judge(standard: Standard, loudness: float | None, peak: float | None) -> Verdict:
    """Judge readings of a whole program, rounded to a tenth as meters show them."""
    off = None
    if loudness is not None and not standard.dialogue:
        off = round(round(loudness, 1) - standard.loudness, 1)
    return Verdict(
        standard,
        off,
        None if off is None else abs(off) <= standard.tolerance,
        None if peak is None or standard.peak is None else round(peak, 1) <= standard.peak,
    )
