"""Of several requests the latest is served."""

import threading

import pytest

from app.gui.background.latest_only import LatestOnly


@pytest.fixture
def gate():
    """Opened where a request that is being served may end."""
    made = threading.Event()
    yield made
    made.set()


def test_what_was_asked_for_between_is_left_out(gate):
    served, begun, last = [], threading.Event(), threading.Event()

    def serve(request):
        served.append(request)
        begun.set()
        assert gate.wait(10)
        if request == "third":
            last.set()

    latest = LatestOnly("latest", serve)
    latest.ask("first")
    assert begun.wait(10)
    latest.ask("second")
    latest.ask("third")
    gate.set()
    assert last.wait(10)
    latest.close()
    assert served == ["first", "third"]


@pytest.mark.logs_errors
def test_one_that_fails_does_not_stop_the_next(caplog):
    begun, served = threading.Event(), threading.Event()

    def serve(request):
        begun.set()
        if request == "bad":
            raise ValueError("no such thing")
        served.set()

    latest = LatestOnly("latest", serve)
    latest.ask("bad")
    assert begun.wait(10)
    latest.ask("good")
    assert served.wait(10)
    latest.close()
    assert "could not be served" in caplog.text


def test_closing_waits_for_what_is_served_and_serves_no_more(gate):
    served, begun = [], threading.Event()

    def serve(request):
        begun.set()
        assert gate.wait(10)
        served.append(request)

    latest = LatestOnly("latest", serve)
    latest.ask("first")
    assert begun.wait(10)
    latest.ask("second")
    threading.Timer(0.05, gate.set).start()
    latest.close()
    assert served == ["first"]
    latest.ask("third")
    assert served == ["first"]
    assert not [thread for thread in threading.enumerate() if thread.name == "latest"]
