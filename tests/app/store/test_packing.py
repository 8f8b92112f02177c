"""What the store keeps of scores is the nearest that it can, and a fresh result equals the one read back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.store.packing import as_kept, pack, spec_from_json, spec_to_json, unpack
from inference.contract.types import TrackKind, TrackSpec

NEAR = {"u1": 0.5 / 255 + 1e-6, "f2": 0.0005, "f4": 0.0}
"""How far a kept score may be from the true one: half of a step of 1/255, or as the numbers allow."""


def spec(kind: str) -> TrackSpec:
    return TrackSpec("tags", "Tags", TrackKind.HEAT, ("one", "other"), dtype=kind)


def scores(rows: int = 8):
    return arrays.arrays(np.float32, (rows, 2), elements=st.floats(0, 1, width=32))


@pytest.mark.parametrize("kind", ["u1", "f2", "f4"])
@given(values=scores())
def test_scores_are_kept_as_near_as_can_be_and_come_back(kind: str, values: np.ndarray) -> None:
    kept = as_kept(spec(kind), values)
    assert np.abs(kept - values).max() <= NEAR[kind]
    assert (as_kept(spec(kind), kept) == kept).all()
    times = np.arange(len(values), dtype=np.float64) * 0.04
    chunk = unpack(spec(kind), *pack(spec(kind), times, values))
    assert chunk.track == "tags"
    assert (chunk.times == times).all()
    assert (chunk.values == kept).all()


def test_scores_are_rounded_to_the_nearest_of_256_steps() -> None:
    values = np.array([[0.0019, 0.0020], [0.9981, 0.9979], [-0.1, 1.2]], np.float32)
    assert as_kept(spec("u1"), values) == pytest.approx(
        np.array([[0.0, 1 / 255], [1.0, 254 / 255], [0.0, 1.0]])
    )


def test_a_spec_comes_back_from_plain_text() -> None:
    assert spec_from_json(spec_to_json(spec("f2"))) == spec("f2")


def test_scores_beyond_the_range_are_kept_as_its_ends() -> None:
    chunk = unpack(
        spec("u1"), *pack(spec("u1"), np.array([0.0, 1.0]), np.array([[-0.5, 0.5], [1.5, 2.0]], np.float32))
    )
    assert chunk.values == pytest.approx(np.array([[0.0, 128 / 255], [1.0, 1.0]]))
