"""A new edit is one class and one command: nothing else has to know of it."""

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from app.edits import AddSegment, Edit, Origin
from app.gui.chrome.actions import MENUS, ActionEntry, Needs
from app.gui.editing.segment_commands import SegmentCommands
from app.store import open_store
from inference.contract.types import Segment

DOG = Segment(0.2, 0.6, "tags", "dog", 1.0)


@pytest.fixture
def shift(monkeypatch):
    """A command that puts what is selected a second later, there before the window is."""

    @dataclass(frozen=True, slots=True)
    class Shift(Edit):
        kind: ClassVar[str] = "shift"

        segment: Segment

        def apply(self, segments):
            old = self.segment
            segments.drop(old)
            segments.put(replace(old, start=old.start + 1, end=old.end + 1), Origin.HANDMADE)

    def command(self):
        self._do(Shift(*self._selected()), "Shift segment")

    entry = ActionEntry("shift", "S&hift segment", ("Ctrl+Alt+H",), needs=Needs.SELECTION, in_context=True)
    monkeypatch.setitem(MENUS, "&Edit", (*MENUS["&Edit"], entry))
    monkeypatch.setattr(SegmentCommands, "shift", command, raising=False)
    yield Shift
    del Edit.kinds["shift"]


def test_a_command_of_a_new_edit_is_in_the_menu_done_undone_and_kept(shift, window, settled, clip):
    window.open([clip])
    file = settled()
    controller = window.workspace.edit_controller
    action = window.commands["shift"]
    assert action in window.commands.menus["&Edit"].actions()
    assert not action.isEnabled()
    controller.undo_stacks.do(AddSegment(DOG), "Add segment")
    controller.selection.set((DOG,))
    action.trigger()
    assert [(s.start, s.end) for s in file.segments if s.label == "dog"] == [(1.2, 1.6)]
    window.commands["undo"].trigger()
    assert DOG in file.segments
    window.commands["redo"].trigger()
    window.close()
    with open_store() as store:
        assert Edit.from_json(store.edits(file.document.stored)[1]) == shift(DOG)
