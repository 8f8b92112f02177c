"""A file is known again by its content."""

from pathlib import Path

import numpy as np

from app.media.fingerprint import fingerprint


def content(path: Path, size: int, seed: int = 1) -> bytearray:
    data = bytearray(np.random.default_rng(seed).bytes(size))
    path.write_bytes(data)
    return data


def test_survives_a_new_name_and_place(tmp_path: Path) -> None:
    for size in (0, 1, 100_000, 9 << 20):
        path = tmp_path / f"{size}.mp4"
        content(path, size)
        before = fingerprint(path)
        (tmp_path / "folder").mkdir(exist_ok=True)
        moved = path.rename(tmp_path / "folder" / "other.mov")
        assert fingerprint(moved) == before


def test_tells_files_apart(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    data = content(path, 12 << 20)
    seen = {fingerprint(path)}
    for place in (0, 6 << 20, len(data) - 1):
        changed = bytearray(data)
        # Wider than the gap between two of the blocks that are read.
        for byte in range(max(0, place - (1 << 20)), min(len(data), place + (1 << 20))):
            changed[byte] ^= 0xFF
        path.write_bytes(changed)
        seen.add(fingerprint(path))
    path.write_bytes(data[:-1])
    seen.add(fingerprint(path))
    assert len(seen) == 5


def test_small_files_count_whole(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    data = content(path, 700_000)
    before = fingerprint(path)
    data[350_001] ^= 1
    path.write_bytes(data)
    assert fingerprint(path) != before
