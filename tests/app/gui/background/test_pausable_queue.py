"""Calls in turn, which can be put in another order, taken out and paused."""

import threading

import pytest

from app.gui.background.pausable_queue import PausableQueue


@pytest.fixture
def calls():
    """A queue, closed in the end."""
    made = PausableQueue("calls")
    yield made
    made.close()


def test_calls_are_done_in_the_order_that_was_last_asked_for(calls):
    done, end = [], threading.Event()
    calls.set_paused(True)
    for name in "abcd":
        calls.put(name, lambda name=name: done.append(name))
    calls.put("end", end.set)
    assert calls.waiting == [*"abcd", "end"]
    calls.move_to_front(["c", "nobody", "b"])
    assert calls.waiting == ["c", "b", "a", "d", "end"]
    assert calls.take_out("a")
    assert not calls.take_out("a")
    assert done == []
    calls.set_paused(False)
    assert end.wait(10)
    assert done == ["c", "b", "d"]


def test_one_that_is_put_again_goes_to_the_end(calls):
    calls.set_paused(True)
    for name in ("a", "b", "a"):
        calls.put(name, lambda: None)
    assert calls.waiting == ["b", "a"]


@pytest.mark.parametrize("how", ["resume", "cancel", "close"])
def test_what_is_under_way_waits_while_it_is_paused(calls, how):
    canceled, begun, paused, waited = (threading.Event() for _ in range(4))

    def work():
        begun.set()
        assert paused.wait(10)
        calls.wait_if_paused(canceled)
        waited.set()

    calls.put("work", work)
    assert begun.wait(10)
    calls.set_paused(True)
    paused.set()
    assert not waited.wait(0.05)
    if how == "resume":
        calls.set_paused(False)
    elif how == "cancel":
        canceled.set()
        calls.wake()
    else:
        calls.close()
    assert waited.wait(10)


def test_closing_drops_what_waits(calls):
    done = []
    calls.set_paused(True)
    calls.put("a", lambda: done.append("a"))
    calls.close()
    assert done == []
    assert calls.waiting == []
