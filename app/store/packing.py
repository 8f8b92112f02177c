"""Track rows to bytes and back."""

import zlib
from dataclasses import asdict
from typing import Any

import numpy as np

from inference.contract.types import STEPS, Chunk, Times, TrackKind, TrackSpec, Values

_TYPES = {"f4": np.dtype("<f4"), "f2": np.dtype("<f2"), "u1": np.dtype("u1")}
LEVEL = 4


def as_kept(spec: TrackSpec, values: Values) -> Values:
    """Round values to what the store keeps of them, so that a fresh result equals the one read back."""
    if spec.dtype == "u1":
        return (np.rint(np.clip(values, 0, 1) * STEPS) / STEPS).astype(np.float32)
    return values.astype(_TYPES[spec.dtype]).astype(np.float32)


def pack(spec: TrackSpec, times: Times, values: Values) -> tuple[bytes, bytes]:
    """Give times and values as compressed bytes; values as the spec's dtype, a channel after the other."""
    columns = np.ascontiguousarray(values.T)
    if spec.dtype == "u1":
        columns = np.rint(np.clip(columns, 0, 1) * STEPS)
    kept = columns.astype(_TYPES[spec.dtype])
    return zlib.compress(times.astype("<f8").tobytes(), LEVEL), zlib.compress(kept.tobytes(), LEVEL)


def unpack(spec: TrackSpec, times: bytes, values: bytes) -> Chunk:
    """Give back the rows."""
    at = np.frombuffer(zlib.decompress(times), "<f8")
    kept = np.frombuffer(zlib.decompress(values), _TYPES[spec.dtype])
    rows = kept.reshape(len(spec.channels), len(at)).T.astype(np.float32)
    if spec.dtype == "u1":
        rows /= STEPS
    return Chunk(spec.key, at.astype(np.float64), rows)


def spec_to_json(spec: TrackSpec) -> dict[str, Any]:
    """Give a plain dict. The role is left out: it is what the declaration says of the key by then."""
    return {name: value for name, value in asdict(spec).items() if name != "role"}


def spec_from_json(raw: dict[str, Any]) -> TrackSpec:
    """Make a spec from what `spec_to_json` gave."""
    given: dict[str, Any] = {**raw, "kind": TrackKind(raw["kind"]), "channels": tuple(raw["channels"])}
    return TrackSpec(**given)
