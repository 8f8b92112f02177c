"""The timeline as a picture."""

import cv2
import numpy as np

from app.gui.timeline.render import render_timeline


def test_a_timeline_is_rendered_with_its_lanes(qapp, window, clip, settled, tmp_path):
    window.open([clip])
    document = settled().document
    target = tmp_path / "new" / "timeline.png"
    render_timeline(document, target, 900, 420)
    picture = cv2.imread(str(target))
    assert picture is not None
    assert picture.shape == (420, 900, 3)
    lanes = picture[40:, 240:]
    assert len(np.unique(lanes.reshape(-1, 3), axis=0)) > 30
    assert lanes.std() > 5


def test_rendering_twice_gives_the_same(qapp, window, clip, settled, tmp_path):
    window.open([clip])
    document = settled().document
    for name in ("a.png", "b.png"):
        render_timeline(document, tmp_path / name, 600, 300)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
