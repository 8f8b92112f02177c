"""The timeline as it is seen, with all of its lanes, as a picture."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import RushesError
from app.gui.session import Session
from resources.language import tr
from widgets.timeline.view import TimelineView

SCALE = 2.0
"""Device pixels a logical pixel: fit for print and for sharp screens."""


def export_picture(
    session: Session,
    view: TimelineView,
    told: Callable[[str, Path], None],
    failed: Callable[[RushesError], None],
    parent: QWidget,
) -> None:
    """Ask where to, and draw the lanes that are shown over the time that is in sight."""
    file = session.current
    if file is None or file.document is None:
        return
    offered = str(file.path.with_name(f"{file.path.stem}_timeline.png"))
    title, kind = tr("Export timeline as picture"), tr("PNG picture (*.png)")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, offered, kind)
    if not chosen:
        return
    path = Path(chosen)
    path = path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png")
    try:
        view.render_png(path, view.width(), scale=SCALE)
    except OSError as error:
        hint = tr("Choose another folder, or free some space.")
        failed(RushesError(tr("{path} cannot be written.").format(path=path), f"{hint} ({error})"))
        return
    told(tr("Saved {path}").format(path=path), path)
