"""Sizes, bundles and what editing systems show beside markers."""

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest

from app.export import write
from app.export.otio import OpenTimelineBundle
from app.media.info import probe
from inference.contract.types import Segment
from tests.app.export.films import content, media, written
from tests.app.export.readers import only
from tests.app.pipeline.fakes import DEMO


@pytest.mark.parametrize(
    ("size", "aspect", "rotation", "fcp", "premiere"),
    [
        ((1920, 1080), 1, 0, ("1920", "1080", None, None), ("1920", "1080", "square")),
        ((1920, 1080), 1, 90, ("1080", "1920", None, None), ("1080", "1920", "square")),
        ((1440, 1080), Fraction(4, 3), 0, ("1440", "1080", "4", "3"), ("1440", "1080", "HD-(1440x1080)")),
        ((720, 576), Fraction(64, 45), 0, ("720", "576", "64", "45"), ("1024", "576", "square")),
        ((1440, 1080), Fraction(4, 3), 270, ("1080", "1920", None, None), ("1080", "1920", "square")),
    ],
)
def test_size_and_pixels(size, aspect, rotation, fcp, premiere) -> None:
    info = media(size=size, aspect=Fraction(aspect), rotation=rotation)
    form = ET.fromstring(only(written("fcpxml", content((), info)))).find("./resources/format")
    assert form is not None
    assert tuple(form.get(name) for name in ("width", "height", "paspH", "paspV")) == fcp
    root = ET.fromstring(only(written("xmeml", content((), info))))
    file = root.find(".//file/media/video/samplecharacteristics")
    shown = root.find("./sequence/media/video/format/samplecharacteristics")
    assert file is not None
    assert shown is not None
    assert tuple(file.findtext(name) for name in ("width", "height", "pixelaspectratio")) == premiere
    assert info.video is not None
    assert (shown.findtext("width"), shown.findtext("height")) == (
        str(info.video.width),
        str(info.video.height),
    )


def test_a_bundle_holds_the_film(tmp_path: Path) -> None:
    what = content([Segment(1.0, 2.0, "tags", "dog", 1)], probe(DEMO))
    (path,) = write(OpenTimelineBundle(), what, tmp_path / "film.otioz")
    inside = tmp_path / "inside"
    inside.mkdir()
    timeline = otio.adapters.read_from_file(str(path), extract_to_directory=str(inside))
    (clip,) = timeline.find_clips()
    assert (inside / clip.media_reference.target_url).read_bytes() == DEMO.read_bytes()
    assert clip.markers[0].name == "dog"


def test_what_final_cut_shows_beside_keywords() -> None:
    what = content(
        [
            Segment(1.0, 3.0, "faces", "close-up", 0.9),
            Segment(1.0, 3.0, "faces.count", "2 faces", 0.9),
            Segment(4.0, 6.0, "markers.green", "good", 1.0),
            Segment(7.0, 8.0, "markers.red", "shaky", 1.0),
            Segment(9.0, 9.0, "markers.red", "a point", 1.0),
            Segment(2.0, 3.0, "transcript", "Hello, you.", 0.8),
            Segment(3.0, 4.0, "notes", "check this", 1.0),
        ]
    )
    clip = ET.fromstring(only(written("fcpxml", what))).find("./library/event/asset-clip")
    assert clip is not None
    kinds = [(kind.attrib["value"]) for kind in clip.iter("shot-type")]
    assert kinds == ["closeUp", "twoPersons"]
    rated = [
        (r.attrib["value"], r.attrib["name"], r.attrib["start"], r.attrib["duration"])
        for r in clip.iter("rating")
    ]
    assert rated == [("favorite", "good", "4s", "2s"), ("reject", "shaky", "7s", "1s")]
    assert {mark.attrib["value"] for mark in clip.iter("marker")} == {
        "good",
        "shaky",
        "a point",
        "Hello, you.",
        "check this",
    }
    assert {word.attrib["value"] for word in clip.iter("keyword")} == {"close-up", "2 faces"}
