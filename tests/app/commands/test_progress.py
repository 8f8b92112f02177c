"""Bars of files that end, however they end, go away."""

from app.commands.progress import ProgressBars
from app.media.location import Location
from app.pipeline import Progress


def test_the_bar_of_a_file_that_failed_does_not_stay() -> None:
    written: list[str] = []
    with ProgressBars(2) as bars:
        bars.tell(Location("a.mp4"), Progress(0.5, None, "pictures"))
        assert len(bars._progress.tasks) == 2
        bars.above(Location("a.mp4"), lambda: written.append("failed"))
        assert [task.description for task in bars._progress.tasks] == ["all files"]
        assert bars._progress.tasks[0].completed == 1
    assert written == ["failed"]
