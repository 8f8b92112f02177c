"""High dynamic range brought to BT.709 for a standard display.

Light is scaled so that reference white (203 cd/m², ITU-R BT.2408) is 1. The brightest of R, G and B stays
as it is up to a knee at 0.6 and rolls off above it so that 1,000 cd/m² becomes 1 (Reinhard's curve with a
white point); all three are scaled alike, so hues stay. HLG is shown as on a display of 1,000 cd/m²
(BT.2100, gamma 1.2).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from inference.contract.types import Values

_WHITE = 203.0
_PEAK = 1000.0
_KNEE = 0.6
_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)
_LUMA_2020 = np.array([0.2627, 0.6780, 0.0593], np.float32)


def tone_map(rgb: npt.NDArray[np.uint16], transfer: str) -> npt.NDArray[np.uint8]:
    """Turn BT.2020 RGB [h, w, 3], 16 bit, coded by `pq` or `hlg`, into 8-bit BT.709 RGB."""
    light = _decoder(transfer)[rgb]
    if transfer == "hlg":
        luma = np.maximum(light @ _LUMA_2020, 1e-6)
        light = light * (luma**0.2)[..., None] * (_PEAK / _WHITE)
    light = np.maximum(light @ _TO_709.T, 0)
    brightest = np.maximum(light.max(axis=2), 1e-6)
    light *= (_roll_off(brightest) / brightest)[..., None]
    return np.rint(255 * np.clip(light, 0, 1) ** (1 / 2.4)).astype(np.uint8)


def _roll_off(light: Values) -> Values:
    top = (_PEAK / _WHITE - _KNEE) / (1 - _KNEE)
    over = np.maximum(light - _KNEE, 0) / (1 - _KNEE)
    bent = _KNEE + (1 - _KNEE) * over * (1 + over / top**2) / (1 + over)
    return np.where(light > _KNEE, bent, light)


@cache
def _decoder(transfer: str) -> Values:
    """Light for each of the 65,536 codes: relative to reference white for PQ, of the scene for HLG."""
    code = np.linspace(0, 1, 1 << 16)
    if transfer == "pq":
        root = code ** (32 / 2523)
        light = (np.maximum(root - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * root)) ** (8192 / 1305)
        return (light * 10_000 / _WHITE).astype(np.float32)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12).astype(np.float32)
