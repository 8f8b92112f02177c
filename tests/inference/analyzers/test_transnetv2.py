"""TransNet V2's file gives what the authors' network gave, exported with its 3-D convolutions as they are."""

import json
from pathlib import Path

import numpy as np

TOLERANCE = 2e-4
"""Of a probability: rounding alone, with room for other processors."""


def film() -> np.ndarray:
    """Whole numbers alone, so that it is the same everywhere: a cut at 30, a dissolve from 60 to 72."""
    time, y, x = np.ogrid[:100, :27, :48]
    one = (x * 5 + y * 3 + time) % 256
    two = (x * x // 9 + 40 + y * 7 - 2 * time) % 256
    three = ((x - 24) ** 2 // 4 + (y - 13) ** 2 + time) % 256
    weight = np.clip(time - 59, 0, 13)
    last = (two * (13 - weight) + three * weight) // 13
    gray = np.where(time < 30, one, last)
    return np.stack([gray, 255 - gray, (gray + 60) % 256], axis=-1).astype(np.uint8)[None]


def test_answers_are_those_of_the_network_as_published(cpu) -> None:
    expected = json.loads(Path(__file__).with_suffix(".json").read_text())
    single, every = cpu.session("transnetv2").run({"frames": film()})
    assert single[0].max() > 0.5 > np.median(single)
    np.testing.assert_allclose(single[0], expected["single"], atol=TOLERANCE)
    np.testing.assert_allclose(every[0], expected["every"], atol=TOLERANCE)
