"""The voice encoder is the published one: its weights, its gates' order, its front end."""

import os
from pathlib import Path

import numpy as np
import pytest

from inference.audio.features import RATE, mel_filters, voiceprint_mel
from inference.runtime.runtime import Runtime

WHEEL = Path(os.environ.get("RUSHES_RESEMBLYZER", "Resemblyzer-0.1.4-py3-none-any.whl"))
"""Where the package is that the weights come from; left out, in the current folder."""


def weights(seed=0):
    """Random weights of the encoder's shapes, by the names of the package."""
    rng = np.random.default_rng(seed)
    made = {"linear.weight": rng.normal(size=(256, 256)), "linear.bias": rng.normal(size=256)}
    for layer in range(3):
        made[f"lstm.weight_ih_l{layer}"] = rng.normal(size=(1024, 256 if layer else 40))
        made[f"lstm.weight_hh_l{layer}"] = rng.normal(size=(1024, 256))
        made[f"lstm.bias_ih_l{layer}"] = rng.normal(size=1024)
        made[f"lstm.bias_hh_l{layer}"] = rng.normal(size=1024)
    return {name: (0.1 * array).astype(np.float32) for name, array in made.items()}


def original(tensors, mel):
    """Embed mel [frames, 40] as the package does, in PyTorch."""
    torch = pytest.importorskip("torch", reason="the extra [recipes] is not installed")
    network = torch.nn.LSTM(40, 256, 3, batch_first=True)
    network.load_state_dict(
        {k.removeprefix("lstm."): torch.from_numpy(v) for k, v in tensors.items() if k.startswith("lstm.")}
    )
    with torch.no_grad():
        _, (last, _) = network(torch.from_numpy(mel)[None])
        raw = torch.relu(
            last[-1] @ torch.from_numpy(tensors["linear.weight"]).T + torch.from_numpy(tensors["linear.bias"])
        )
    return (raw / raw.norm())[0].numpy()


def embed(path, mel, frames):
    session = Runtime("cpu", threads=1)._open(str(path), "cpu")
    return session.run(None, {"mel": mel, "frames": frames})[0]


@pytest.fixture
def stretches():
    """Mel power of different lengths [4, 150, 40]."""
    rng = np.random.default_rng(1)
    return rng.exponential(0.05, (4, 150, 40)).astype(np.float32), np.array([150, 40, 97, 150])


def check(tensors, path, stretches, atol):
    mel, frames = stretches
    wanted = [original(tensors, one[:count]) for one, count in zip(mel, frames, strict=True)]
    np.testing.assert_allclose(embed(path, mel, frames), wanted, atol=atol)


def test_the_graph_computes_what_the_published_one_does(tmp_path, stretches):
    pytest.importorskip("onnx", reason="the extra [recipes] is not installed")
    from app.recipes.resemblyzer import build

    tensors, path = weights(), tmp_path / "model.onnx"
    path.write_bytes(build(tensors).SerializeToString())
    check(tensors, path, stretches, 1e-5)


def test_the_shipped_file_is_what_the_recipe_makes(tmp_path, stretches):
    pytest.importorskip("onnx", reason="the extra [recipes] is not installed")
    if not WHEEL.is_file():
        pytest.skip(f"{WHEEL.name} is not here (RUSHES_RESEMBLYZER tells where)")
    from app.recipes.half import halve
    from app.recipes.resemblyzer import build, read
    from inference.contract.models import find_model

    tensors, path = read(WHEEL), tmp_path / "model.onnx"
    path.write_bytes(build(tensors).SerializeToString())
    check(tensors, path, stretches, 1e-4)
    shipped = Path(find_model("voiceprint").path)
    assert halve(build(tensors)).SerializeToString() == shipped.read_bytes()
    check(tensors, shipped, stretches, 1e-3)  # half the file, and a thousandth of the length


def test_the_front_end_is_the_published_one():
    """The power of 40 Slaney mel bands, of frames centered on their time; the ends see other neighbors."""
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    sound = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    wanted = librosa.feature.melspectrogram(y=sound, sr=RATE, n_fft=400, hop_length=160, n_mels=40).T
    made = voiceprint_mel(sound[None], np.ones((1, 100), np.bool_))[0]
    gain = 10**-3 / np.mean(sound**2)
    np.testing.assert_allclose(made[2:-1], gain * wanted[2:99], rtol=1e-4, atol=1e-7)


def test_frames_that_count_stand_at_the_front_at_a_fixed_level():
    rng = np.random.default_rng(0)
    sound = rng.normal(0, 0.02, (2, RATE)).astype(np.float32)
    heard = rng.random((2, 100)) < 0.6
    made = voiceprint_mel(sound, heard)
    for row, mask in enumerate(heard):
        whole = voiceprint_mel(sound[row : row + 1], np.ones((1, 100), np.bool_))[0]
        ratio = made[row, : mask.sum()] / whole[mask]
        np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-4)  # the same but for one gain
        assert not made[row, mask.sum() :].any()
    np.testing.assert_allclose(voiceprint_mel(sound * 7, heard), made, rtol=1e-4)
    assert mel_filters(40).shape == (40, 201)
