"""A file has one name, however it was reached."""

import os
from pathlib import Path

import pytest

from app.media.paths import canonical


@pytest.fixture
def tree(tmp_path: Path, monkeypatch) -> Path:
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "clip.mp4").touch()
    (tmp_path / "a" / "clip.mp4").touch()
    monkeypatch.chdir(tmp_path / "a")
    return tmp_path


def test_dots_are_taken_out(tree):
    assert canonical(Path("../clip.mp4")) == tree / "clip.mp4"
    assert canonical(tree / "a" / ".." / "clip.mp4") == tree / "clip.mp4"
    assert canonical(Path("clip.mp4")) == tree / "a" / "clip.mp4"


def test_so_they_are_of_a_file_that_is_gone(tree):
    assert canonical(Path("../gone.mp4")) == tree / "gone.mp4"


@pytest.mark.skipif(os.name == "nt", reason="links need a right there that tests lack")
def test_links_keep_their_names_and_never_lead_astray(tree):
    (tree / "link").symlink_to(tree / "a" / "deep")
    assert canonical(tree / "link" / "x.mp4") == tree / "link" / "x.mp4"
    # Behind the link, the parent is `a`, and not the folder of the link.
    odd = tree / "link" / ".." / "clip.mp4"
    assert canonical(odd) == odd
