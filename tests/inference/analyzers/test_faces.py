"""Faces, by the real network on drawn pictures, and against OpenCV's own decoding."""

import cv2
import numpy as np
import pytest

import resources
from inference.analyzers.faces import BOXES, HEIGHT, WIDTH, Faces, detect
from inference.contract.types import Fit, FrameSpec, Scaling, SourceInfo
from tests.inference.drawing import backdrop, face
from tests.inference.running import filled, run


def letterboxed(picture):
    scale = min(WIDTH / picture.shape[1], HEIGHT / picture.shape[0])
    inner = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    whole = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    y, x = (HEIGHT - inner.shape[0]) // 2, (WIDTH - inner.shape[1]) // 2
    whole[y : y + inner.shape[0], x : x + inner.shape[1]] = inner
    return whole


def boxes(tracks, row=0):
    found = tracks["faces.boxes"].values[row].reshape(BOXES, 5)
    return found[~np.isnan(found[:, 0])]


def stored(*rows):
    """Rows of boxes from lists of (height, score)."""
    values = np.full((len(rows), BOXES, 5), np.nan, np.float32)
    for row, faces in enumerate(rows):
        for index, (height, score) in enumerate(faces):
            values[row, index] = (0.4, 0.3, height / 2, height, score)
    return values.reshape(len(rows), -1)


def derive(rows, thresholds=None):
    times = np.arange(len(rows)) * 0.5
    found = Faces.derive(filled(Faces, times, faces_boxes=stored(*rows)), thresholds or {}, len(rows) / 2)
    return [(one.label, one.start, one.end) for one in found if one.track == "faces"], [
        (one.label, one.start, one.end) for one in found if one.track == "faces.count"
    ]


def test_it_asks_for_whole_pictures():
    assert Faces.wants({}) == FrameSpec(640, 384, 2.0, Fit.CONTAIN, Scaling.BILINEAR)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (640, 480), (480, 854), (1920, 800)])
def test_a_face_is_where_it_was_drawn(cpu, width, height):
    size = 0.25 * min(width, height)
    picture = face(backdrop(width, height), 0.3 * width, 0.4 * height, size)
    tracks = run(Faces, cpu, [0.0], letterboxed(picture)[None], source=SourceInfo(1.0, width, height))
    ((x, y, w, h, score),) = boxes(tracks)
    assert score > 0.7
    assert x + w / 2 == pytest.approx(0.3, abs=0.03)
    assert y + h / 2 == pytest.approx(0.4, abs=0.03)
    assert h == pytest.approx(size / height, rel=0.2)
    assert tracks["faces"].values[0] == pytest.approx([1, h])


def test_faces_are_counted_largest_first(cpu):
    picture = backdrop(1280, 720)
    for x, size in ((200, 120), (600, 240), (1000, 160)):
        face(picture, x, 360, size)
    pictures = np.stack([letterboxed(picture), letterboxed(backdrop(1280, 720))])
    tracks = run(Faces, cpu, [0.0, 0.5], pictures, source=SourceInfo(1.0, 1280, 720))
    assert tracks["faces"].column("count").tolist() == [3, 0]
    assert tracks["faces"].column("largest")[1] == 0
    assert boxes(tracks)[:, 0].argsort().tolist() == [2, 0, 1]
    assert not len(boxes(tracks, 1))


def test_batches_change_nothing(cpu):
    pictures = np.stack([face(backdrop(WIDTH, HEIGHT), 300, 190, size) for size in (60, 80, 100, 120, 140)])
    times = np.arange(5) * 0.5
    whole, parts = run(Faces, cpu, times, pictures), run(Faces, cpu, times, pictures, chunk=2)
    np.testing.assert_allclose(parts["faces.boxes"].values, whole["faces.boxes"].values, atol=1e-4)


# x, y, width, height and score that OpenCV 5.0's FaceDetectorYN gives with the published, unchanged model.
OPENCV = {
    40: [
        [105.51, 169.11, 30.96, 39.94, 0.89],
        [314.86, 169.69, 30.14, 40.40, 0.89],
        [526.23, 170.59, 29.87, 38.93, 0.91],
    ],
    90: [
        [86.17, 142.08, 67.03, 96.08, 0.92],
        [295.92, 141.31, 69.20, 98.02, 0.92],
        [506.66, 143.09, 69.25, 96.74, 0.92],
    ],
    200: [
        [49.98, 92.12, 141.58, 201.62, 0.93],
        [260.37, 92.40, 150.84, 201.54, 0.93],
        [467.96, 88.85, 146.93, 204.56, 0.92],
    ],
}


@pytest.mark.parametrize("size", OPENCV)
def test_it_finds_what_opencv_finds(cpu, size):
    picture = backdrop(WIDTH, HEIGHT)
    for x in (120, 330, 540):
        face(picture, x, 190, size)
    found = detect(cpu.session("yunet").run({"pictures": picture[None]}), WIDTH, HEIGHT, 0.6)[0]
    found = found[np.argsort(found[:, 0])]
    # Drawing may differ by a shade between versions of OpenCV.
    np.testing.assert_allclose(found[:, :4], np.array(OPENCV[size])[:, :4], atol=0.5)
    np.testing.assert_allclose(found[:, 4], np.array(OPENCV[size])[:, 4], atol=0.02)


def test_shot_scales():
    rows = [[(0.7, 0.9)]] * 2 + [[(0.45, 0.9)]] * 2 + [[(0.3, 0.9)]] * 2
    rows += [[(0.2, 0.9)]] * 2 + [[(0.1, 0.9)]] * 2 + [[(0.05, 0.9)]] * 2
    wide = [row for row in rows for _ in range(3)]
    scales, _ = derive(wide)
    assert [label for label, *_ in scales] == [
        "extreme close-up",
        "close-up",
        "medium close-up",
        "medium shot",
        "full shot",
        "wide shot",
    ]
    assert scales[0][1] == 0.0
    assert scales[-1][2] == len(wide) / 2


def test_the_largest_face_decides_and_all_are_counted():
    scales, counts = derive([[(0.45, 0.9), (0.1, 0.8)]] * 6)
    assert scales == [("close-up", 0.0, 3.0)]
    assert counts == [("2 faces", 0.0, 3.0)]


def test_a_missed_frame_does_not_split_and_a_glimpse_does_not_count():
    seen, nothing = [(0.3, 0.9)], []
    scales, _ = derive([seen] * 4 + [nothing] + [seen] * 4)
    assert scales == [("medium close-up", 0.0, 4.5)]
    assert derive([nothing] * 4 + [seen] + [nothing] * 4) == ([], [])


def test_unsure_faces_wait_for_the_threshold():
    rows = [[(0.3, 0.65)]] * 6
    assert derive(rows) == ([], [])
    assert derive(rows, {"confidence": 0.6})[0] == [("medium close-up", 0.0, 3.0)]


def test_real_footage(cpu):
    av = pytest.importorskip("av")
    clip = resources.path().parent.parent / "shared" / "data" / "clips" / "real" / "car-detection.mp4"
    if not clip.exists():
        pytest.skip("the footage is not here")
    with av.open(str(clip)) as container:
        frame = next(container.decode(video=0))
    tracks = run(Faces, cpu, [0.0], letterboxed(frame.to_ndarray(format="rgb24"))[None])
    assert tracks["faces"].column("count").tolist() == [0]
