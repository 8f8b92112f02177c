"""What is made again and what is not, and what analyzers read of each other."""

import numpy as np
import pytest

from app.document import load_document
from app.pipeline.planning import find_or_add_media
from inference.analyzers import analyzers
from inference.contract.types import Chunk, TrackKind, TrackSpec
from tests.app.pipeline.fakes import DEMO, FRAMES, Doubled, Level
from tests.app.pipeline.test_analysis import opened, run


def test_only_what_is_missing_is_made(store, analyzers, decodes) -> None:
    run(store, only=("light",))
    assert decodes == {"read_pictures": 1}
    decodes.clear()
    document, done, events = run(store)
    assert decodes == {"read_sound": 1}
    assert opened(events[0]).todo == ("level", "doubled")
    assert len(document.tracks["light"]) == FRAMES
    assert done.status == "done"


def test_what_another_builds_on_is_read_from_the_store(store, analyzers) -> None:
    run(store, only=("level",))
    document, _, events = run(store, only=("doubled",))
    assert opened(events[0]).todo == ("doubled",)
    np.testing.assert_allclose(document.tracks["doubled"].values, 2 * document.tracks["level"].values)


def test_of_a_wide_track_only_what_others_read_is_kept_for_them(store, analyzers, monkeypatch) -> None:
    class Wide(Level):
        key = "wide"
        makes = (TrackSpec("wide", "Wide", TrackKind.HEAT, ("a", "b", "c")),)

        def feed(self, batch, tracks):
            yield Chunk("wide", batch.times, np.tile(np.array([1, 2, 3], np.float32), (len(batch.times), 1)))

    class Reader(Doubled):
        key = "reader"
        makes = (TrackSpec("reader", "Reader", TrackKind.CURVE, ("b",)),)
        uses = ("wide",)
        reads = {"wide": ("b",)}

        def feed(self, batch, tracks):
            assert tracks["wide"].spec.channels == ("b",)
            yield Chunk("reader", batch.times, tracks["wide"].columns(("b",))[-len(batch.times) :])

    analyzers |= {"wide": Wide, "reader": Reader}
    document, done, _ = run(store, ("reader",))
    assert done.error is None
    assert document.tracks["reader"].highest().tolist() == [2.0]
    read = load_document(store, find_or_add_media(DEMO, store)).tracks["wide"]
    assert read.values[0].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("kind", analyzers().values(), ids=analyzers().keys())
def test_an_analyzer_reads_channels_that_there_are(kind) -> None:
    used = {spec.key: spec.channels for key in (kind.key, *kind.uses) for spec in analyzers()[key].makes}
    assert all(set(channels) <= set(used[key]) for key, channels in kind.reads.items())


def test_other_parameters_are_another_run_with_all_that_builds_on_it(store, analyzers) -> None:
    plain, _, _ = run(store)
    louder, _, events = run(store, params={"level": {"gain": 3.0}})
    assert opened(events[0]).todo == ("level", "doubled")
    np.testing.assert_allclose(louder.tracks["doubled"].values, 3 * plain.tracks["doubled"].values, rtol=1e-5)
    back, done, _ = run(store)
    assert done.status == "cached"
    np.testing.assert_array_equal(back.tracks["level"].values, plain.tracks["level"].values)


def test_force_makes_it_again(store, analyzers, decodes) -> None:
    run(store)
    decodes.clear()
    assert run(store, force=True)[1].status == "done"
    assert decodes == {"read_pictures": 1, "read_sound": 1}


def test_a_new_version_is_made_again(store, analyzers, monkeypatch) -> None:
    run(store)
    monkeypatch.setattr(analyzers["light"], "version", 2)
    stored = find_or_add_media(DEMO, store)
    assert set(load_document(store, stored).tracks) == {"level", "doubled"}
    assert opened(run(store)[2][0]).todo == ("light",)
    assert set(load_document(store, stored).tracks) == {"light", "level", "doubled"}
