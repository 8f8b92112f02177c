"""Which rates are steady, by time stamps alone."""

from fractions import Fraction
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import pytest

from app.media.timing import find_rate


def rate(steps: list[int], base: Fraction, declared: Fraction | None = None) -> tuple[Fraction, bool]:
    stream: Any = SimpleNamespace(
        time_base=base, guessed_rate=declared, average_rate=declared, base_rate=declared
    )
    return find_rate(stream, list(accumulate(steps, initial=0)))


MILLI = Fraction(1, 1000)
FINE = Fraction(1, 25_000)


def test_one_tick_off_is_the_clock() -> None:
    assert rate([33, 33, 34] * 40, MILLI) == (Fraction(30), False)
    assert rate([40, 41, 40, 39] * 30, MILLI) == (Fraction(25), False)


def test_two_ticks_off_are_the_camera() -> None:
    assert rate([40, 42, 40, 38] * 30, MILLI)[1]


@pytest.mark.parametrize(("off", "variable"), [(29, False), (30, False), (31, True)])
def test_three_percent_of_a_step_may_be_missing(off: int, variable: bool) -> None:
    steps = [1000] * 196 + [1000 + off, 1000 - off] * 2
    assert rate(steps, FINE, Fraction(25))[1] == variable


@pytest.mark.parametrize(("strays", "variable"), [(1, False), (2, False), (3, True)])
def test_one_step_in_a_hundred_may_stray(strays: int, variable: bool) -> None:
    steps = [1000] * (200 - strays) + [2000] * strays
    assert rate(steps, FINE, Fraction(25)) == (Fraction(25), variable)


def test_a_single_stray_step_makes_no_short_clip_variable() -> None:
    assert rate([1000] * 9 + [2000], FINE, Fraction(25)) == (Fraction(25), False)
    assert rate([1000] * 8 + [2000] * 2, FINE, Fraction(25)) == (Fraction(25), True)


def test_a_declared_rate_that_is_far_from_the_time_stamps_does_not_count() -> None:
    assert rate([1000] * 100, FINE, Fraction(50)) == (Fraction(25), False)
    assert rate([1000] * 100, FINE, Fraction(2000)) == (Fraction(25), False)
    assert rate([1000] * 100, FINE, Fraction(97, 4)) == (Fraction(97, 4), False)


def test_without_time_stamps_the_declared_rate_counts() -> None:
    assert rate([], FINE, Fraction(24)) == (Fraction(24), False)
    assert rate([], FINE) == (Fraction(25), False)
