"""What is made again and what is not, and what analyzers read of each other."""

import numpy as np
import pytest

from app.document import load_document
from app.pipeline.planning import find_or_add_media
from inference.analyzers import ANALYZERS
from inference.contract.presentation import Role
from inference.contract.types import Chunk, TrackKind, TrackSpec
from tests.app.pipeline.fakes import DEMO, FRAMES, Doubled, Level
from tests.app.pipeline.test_analysis import opened, run


def test_only_what_is_missing_is_made(store, analyzers, decodes) -> None:
    run(store, analyzers, only=("light",))
    assert decodes == {"read_pictures": 1}
    decodes.clear()
    document, done, events = run(store, analyzers)
    assert decodes == {"read_sound": 1}
    assert opened(events[0]).todo == ("level", "doubled")
    assert len(document.tracks["light"]) == FRAMES
    assert done.status == "done"


def test_what_another_builds_on_is_read_from_the_store(store, analyzers) -> None:
    run(store, analyzers, only=("level",))
    document, _, events = run(store, analyzers, only=("doubled",))
    assert opened(events[0]).todo == ("doubled",)
    np.testing.assert_allclose(document.tracks["doubled"].values, 2 * document.tracks["level"].values)


def test_of_a_wide_track_only_what_others_read_is_kept_for_them(store, analyzers) -> None:
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

    analyzers.add(Wide)
    analyzers.add(Reader)
    document, done, _ = run(store, analyzers, ("reader",))
    assert done.error is None
    assert document.tracks["reader"].highest().tolist() == [2.0]
    read = load_document(store, find_or_add_media(DEMO, store), analyzers=analyzers).tracks["wide"]
    assert read.values[0].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("kind", ANALYZERS.values(), ids=ANALYZERS.keys())
def test_an_analyzer_reads_channels_that_there_are(kind) -> None:
    makers = (kind.key, *ANALYZERS.used_by(kind))
    used = {spec.key: spec.channels for key in makers for spec in ANALYZERS[key].makes}
    for what, channels in kind.reads.items():
        for key in ANALYZERS.tracks_of(what) if isinstance(what, Role) else (what,):
            assert set(channels) <= set(used[key])


def test_other_parameters_are_another_run_with_all_that_builds_on_it(store, analyzers) -> None:
    plain, _, _ = run(store, analyzers)
    louder, _, events = run(store, analyzers, params={"level": {"gain": 3.0}})
    assert opened(events[0]).todo == ("level", "doubled")
    np.testing.assert_allclose(louder.tracks["doubled"].values, 3 * plain.tracks["doubled"].values, rtol=1e-5)
    back, done, _ = run(store, analyzers)
    assert done.status == "cached"
    np.testing.assert_array_equal(back.tracks["level"].values, plain.tracks["level"].values)


def test_force_makes_it_again(store, analyzers, decodes) -> None:
    run(store, analyzers)
    decodes.clear()
    assert run(store, analyzers, force=True)[1].status == "done"
    assert decodes == {"read_pictures": 1, "read_sound": 1}


def test_a_new_version_is_made_again(store, analyzers, monkeypatch) -> None:
    run(store, analyzers)
    monkeypatch.setattr(analyzers["light"], "version", 2)
    stored = find_or_add_media(DEMO, store)
    assert set(load_document(store, stored, analyzers=analyzers).tracks) == {"level", "doubled"}
    assert opened(run(store, analyzers)[2][0]).todo == ("light",)
    assert set(load_document(store, stored, analyzers=analyzers).tracks) == {"light", "level", "doubled"}
