"""A timeline on a screen."""

import pytest

from tests.widgets.known import Mouse
from widgets.timeline.view import TimelineView
from widgets.transport import Transport


@pytest.fixture
def transport() -> Transport:
    """Of 100 seconds."""
    result = Transport()
    result.set_duration(100.0)
    return result


@pytest.fixture
def timeline(qtbot, transport: Transport) -> TimelineView:
    """On a screen, without lanes."""
    view = TimelineView(transport)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.fixture
def mouse(timeline: TimelineView) -> Mouse:
    """Over the lanes."""
    return Mouse(timeline.canvas.viewport())
