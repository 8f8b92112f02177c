"""The window shows the picture at the playhead, by its number, whatever the file does with time."""

from fractions import Fraction

import pytest

from tests import footage
from tests.app.gui.conftest import WAIT

COUNT = 24
FILES = {
    "steady.mp4": {"b_frames": 3, "keyframes": 12},
    "drop.mov": {"fps": Fraction(30_000, 1001), "b_frames": 2, "metadata": {"timecode": "00:59:59;20"}},
    "vfr.mkv": {"vfr": True, "b_frames": 2},
    "late.mp4": {"start": Fraction(43, 40), "b_frames": 3},
    "turned.mp4": {"rotation": 90, "b_frames": 2},
    "broadcast.ts": {"start": Fraction(20), "b_frames": 3},
    "edited.mp4": {"b_frames": 3},
}
FIRST = {"edited.mp4": 5}


@pytest.fixture
def numbered(qtbot, window, settled, tmp_path, request):
    """A file in the window; the number of its first picture, and their times."""
    name = request.param
    path, first = tmp_path / name, FIRST.get(name, 0)
    write = footage.edited if first else footage.counter
    times = write(path, COUNT, **({"skip": first} if first else {}), **FILES[name])
    window.open([path])
    file = settled()
    zero = times[0] - file.document.media.video.start
    qtbot.waitUntil(lambda: shown(window) == first, timeout=WAIT)
    return window, first, [time - zero for time in times]


def shown(window) -> int:
    """Give the number on the screen, or -1 while what is shown is not yet what was asked for."""
    picture = window.workspace.viewer.playback.picture
    return footage.read_counter(picture.rgb) if picture is not None and picture.exact else -1


@pytest.mark.parametrize("numbered", FILES, indirect=True)
def test_every_step_is_one_picture_and_every_time_its_own(qtbot, numbered):
    window, first, times = numbered
    last = COUNT - 1
    window.workspace.transport.seek(times[0])
    walk = [*range(first + 1, last + 1), *range(last - 1, first - 1, -1)]
    at = first
    for number in walk:
        window.commands["next_picture" if number > at else "previous_picture"].trigger()
        qtbot.waitUntil(lambda number=number: shown(window) == number, timeout=WAIT)
        assert window.workspace.transport.position == pytest.approx(times[number - first], abs=1.1e-3)
        at = number
    for number in (last, first + 3, last - 4, first):
        window.workspace.transport.seek(times[number - first] + 0.015)
        qtbot.waitUntil(lambda number=number: shown(window) == number, timeout=WAIT)
        # What is drawn is that picture too.
        assert footage.read_counter(drawn(window)) == number
    code = window.workspace.time_display.times.code
    assert (code is None) == ("vfr" in window.workspace.session.current.location.name)
    if code is not None:
        for number in (first, first + 7, last):
            assert code.index_at(times[number - first] + 1e-3) == number - first


def drawn(window):
    import numpy as np

    player = window.workspace.viewer.player
    rect = player.picture_rect().toRect()
    image = player.grab(rect).toImage().convertToFormat(player.image.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
