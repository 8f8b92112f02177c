"""The timeline as it is seen, with all of its lanes, as a picture."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import RushesError
from app.gui.session.session import Session
from resources.language import tr
from resources.messages import msg
from widgets.timeline.picture import KINDS, write_picture
from widgets.timeline.view import TimelineView

SCALE = 2.0
"""Device pixels a logical pixel: fit for print and for sharp screens."""


def export_picture(
    session: Session,
    view: TimelineView,
    show_written: Callable[[str, Path], None],
    failed: Callable[[RushesError], None],
    parent: QWidget,
) -> None:
    """Ask where to, and draw the lanes that are shown over the time that is in sight."""
    file = session.current
    if file is None or file.document is None:
        return
    offered = str(file.location.beside(f"{file.location.stem}_timeline.png"))
    kinds = {tr("PNG picture (*.png)"): ".png", tr("SVG drawing (*.svg)"): ".svg"}
    title = tr("Export timeline as image")
    chosen, kind = QFileDialog.getSaveFileName(parent, title, offered, ";;".join(kinds))
    if not chosen:
        return
    path = Path(chosen)
    if path.suffix.lower() not in KINDS:
        path = path.with_name(f"{path.name}{kinds.get(kind, KINDS[0])}")
    try:
        write_picture(view, path, view.width(), scale=SCALE)
    except OSError as error:
        hint = msg("Choose another folder, or free some space.")
        failed(
            RushesError(
                msg("{path} cannot be written.", path=str(path)),
                msg("{hint} ({reason})", hint=hint, reason=str(error)),
            )
        )
        return
    show_written(tr("Saved {path}").format(path=path), path)
