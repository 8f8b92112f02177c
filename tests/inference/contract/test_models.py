"""Models are described by their manifests and verified by their digests."""

import hashlib

import pytest

import resources
from inference.contract import models
from inference.contract.errors import ModelError

MANIFEST = """
name = "toy"
title = "A toy"
version = "1"
file = "model.onnx"
sha256 = "{digest}"
license = "MIT"
commercial = true
source = "made by the test"
analyzers = ["toy"]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "_ROOT", tmp_path)
    toy = tmp_path / "models" / "toy"
    toy.mkdir(parents=True)
    (toy / "model.onnx").write_bytes(b"weights")
    (toy / "card.md").write_text("# A toy\n", "utf-8")
    (toy / "manifest.toml").write_text(
        MANIFEST.format(digest=hashlib.sha256(b"weights").hexdigest()), "utf-8"
    )
    return toy


def test_manifest_and_card_are_read(folder):
    model = models.find_model("toy")
    assert (model.name, model.title, model.license, model.commercial) == ("toy", "A toy", "MIT", True)
    assert model.card == "# A toy\n"
    assert model.raw["analyzers"] == ["toy"]
    assert models.all_models() == [model]
    models.verify_model(model)


def test_a_changed_file_is_damaged(folder):
    model = models.find_model("toy")
    models.verify_model(model)
    (folder / "model.onnx").write_bytes(b"other weights")
    with pytest.raises(ModelError, match="damaged") as caught:
        models.verify_model(model)
    assert caught.value.hint


def test_a_file_is_read_once(folder, monkeypatch):
    model = models.find_model("toy")
    models.verify_model(model)
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("read again"))
    models.verify_model(model)


@pytest.mark.parametrize("name", ["none", "../toy", "", "toy/../toy"])
def test_an_unknown_name(folder, name):
    with pytest.raises(ModelError):
        models.find_model(name)


def test_a_missing_file(folder):
    (folder / "model.onnx").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        models.verify_model(models.find_model("toy"))


@pytest.mark.parametrize("text", ["title = 1", "not toml", 'title = "A toy"'])
def test_a_damaged_manifest(folder, text):
    (folder / "manifest.toml").write_text(text, "utf-8")
    with pytest.raises(ModelError):
        models.find_model("toy")
