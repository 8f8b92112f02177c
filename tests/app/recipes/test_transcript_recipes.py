"""What the recipes of the transcript make: the same networks again, and lists of what was published."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.recipes import valence
from app.recipes.check_transcript import distance, plain
from inference.contract import models
from inference.runtime.runtime import Runtime
from inference.speech.moonshine import DECODER, ENCODER, HEADS, KEYS, RATE, WIDTH
from inference.speech.words import load_vocabulary

NAMES = (ENCODER, DECODER)
PACKAGE = "moonshine-ai-moonshine-js-0.1.29.tgz"


@pytest.fixture
def moonshine():
    pytest.importorskip("onnx", reason="the extra [recipes] is not installed")
    from app.recipes import moonshine

    return moonshine


@pytest.fixture
def package():
    folder = os.environ.get("RUSHES_PACKAGES")
    if not folder or not (Path(folder) / PACKAGE).is_file():
        pytest.skip(f"no RUSHES_PACKAGES, a folder with {PACKAGE}")
    return Path(folder) / PACKAGE


def test_the_networks_are_made_again_to_the_byte(moonshine, package):
    made = moonshine.models(package)
    for name in NAMES:
        assert made[name].SerializeToString() == Path(models.find_model(name).path).read_bytes()


def test_the_decoder_has_no_branches_and_unpacks_no_table(moonshine):
    import onnx  # pyright: ignore[reportMissingImports]

    graph = onnx.load(models.find_model(DECODER).path).graph
    assert not [node for node in graph.node if node.op_type == "If"]
    unpacked = {name for node in graph.node if node.op_type == "DequantizeLinear" for name in node.input}
    assert not [name for name in unpacked if "transposed" in name]
    assert [graph.input[0].name, graph.output[0].name, graph.output[-1].name] == [
        "token",
        "logits",
        "attention",
    ]


def test_a_step_works_out_no_shapes(moonshine):
    import onnx  # pyright: ignore[reportMissingImports]

    nodes = [node.op_type for node in onnx.load(models.find_model(DECODER).path).graph.node]
    # They tell how many tokens there are so far, and of how many pieces.
    assert nodes.count("Shape") == 2
    assert nodes.count("MatMulInteger") == 6 * 6 + 1
    assert len(nodes) < 800


def test_a_step_is_the_published_one(moonshine, package):
    import onnxruntime

    from tests.app.pipeline.fakes import DEMO
    from tests.inference.speaking import sound_of

    graph = moonshine.read(package, "decoder_model_merged.onnx").SerializeToString()
    published = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    cpu = Runtime("cpu", threads=1)
    sound = sound_of(DEMO)[RATE : 5 * RATE]
    cross = dict(zip(KEYS, cpu.session(ENCODER).run({"samples": sound[None]}), strict=True))
    random = np.random.default_rng(0)
    frames = cross["0.value"].shape[2]
    ours = {"token": np.array([300]), "beyond": np.zeros((1, 1, 1, frames), np.float32)}
    theirs = {
        "input_ids": np.array([[300]]),
        "use_cache_branch": np.array([True]),
        "encoder_hidden_states": np.zeros((1, frames, HEADS * WIDTH), np.float32),
    }
    for name in KEYS:
        layer, part = name.split(".")
        past = random.normal(size=(1, HEADS, 9, WIDTH)).astype(np.float32)
        ours |= {f"past.{name}": past, f"cross.{name}": cross[name]}
        upright = cross[name].transpose(0, 1, 3, 2) if part == "key" else cross[name]
        theirs |= {
            f"past_key_values.{layer}.decoder.{part}": past,
            f"past_key_values.{layer}.encoder.{part}": upright,
        }
    logits, *present, _ = cpu.session(DECODER).run(ours)
    wanted: dict[str, Any] = dict(
        zip([each.name for each in published.get_outputs()], published.run(None, theirs), strict=True)
    )
    for name, ours_now in zip(KEYS, present, strict=True):
        layer, part = name.split(".")
        fresh = (ours_now[0, :, -1].ravel(), wanted[f"present.{layer}.decoder.{part}"][0, :, -1].ravel())
        assert np.corrcoef(*fresh)[0, 1] > 0.99
    # States are rounded to 8 bits around their middle, not between their bounds; the table is not unpacked.
    assert np.corrcoef(logits.ravel(), wanted["logits"].ravel())[0, 1] > 0.99
    assert logits.argmax() == wanted["logits"].argmax()


def test_lengths_of_tokens_take_a_byte_or_two(moonshine):
    single = [b"<unk>", b"<s>", b"</s>", *(bytes([byte]) for byte in range(256))]
    long = "▁" + "x" * 200
    data = b"".join(bytes([len(raw)]) + raw for raw in (*single, "▁é".encode()))
    length = len(long.encode())
    data += bytes([128 + length % 128, length // 128]) + long.encode()
    made = moonshine.tokens(data)
    assert made[:4] == ["<unk>", "<s>", "</s>", "<0x00>"]
    assert made[258:] == ["<0xFF>", "▁é", long]
    assert tuple(made[:259]) == load_vocabulary()[:259]


def test_the_lexicon_keeps_what_can_be_said():
    lines = ["good\t1.9\t0.9\t[2]", ":-)\t1.3\t0.5\t[1]", "can't stand\t-2.0\t0.8\t[2]", "o.o\t-0.6\t1\t[0]"]
    lines += ["well-liked\t1.5\t0.5\t[1]", "lo\t1\t1\t[1]", "l8r\t0.5\t1\t[1]"]
    assert valence.words("\n".join(lines)) == {"good": 1.9, "well-liked": 1.5}


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("kids are talking", "Kids are talking.", 0),
        ("dogs are sitting", "Dog, they're sitting", 2),
        ("a b c", "", 3),
        ("", "x y", 2),
        ("a b c d", "a x b c d", 1),
    ],
)
def test_word_errors(said, heard, errors):
    assert distance(plain(said), plain(heard)) == errors
