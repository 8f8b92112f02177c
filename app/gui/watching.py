"""What a user does with the picture that is shown: play, go somewhere, choose how times are written."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMainWindow

from app.config import keep_settings
from app.errors import RushesError
from app.gui.actions import Actions, of_transport
from app.gui.panels.inspector import InspectorPanel
from app.gui.panels.status import StatusPanel
from app.gui.panels.viewer import Viewer
from app.gui.session import Session
from app.gui.time_display import TimeDisplay
from app.gui.times import Style
from widgets.timeline.view import TimelineView
from widgets.transport import Transport


class Watching:
    """Gives the window the actions of its player, and keeps them in step."""

    def __init__(
        self, session: Session, transport: Transport, viewer: Viewer, status: StatusPanel, window: QMainWindow
    ) -> None:
        self._session = session
        self._transport = transport
        self._viewer = viewer
        self._status = status
        self._window = window
        self._of_transport = of_transport(transport)
        self.display = TimeDisplay(session, transport, viewer.bar, status, window)

    def show_times_in(self, timeline: TimelineView, inspector: InspectorPanel, style: str) -> None:
        """Let these write times like the transport's bar, in a style that was chosen before."""
        self.display.add(lambda times: timeline.set_formatter(times.write, times.marks))
        self.display.add(lambda times: inspector.set_formatter(times.write))
        self.display.set_style(Style(style))

    def actions(self) -> dict[str, Callable[..., object]]:
        """Give what the player can do, by name."""
        return {
            **self._of_transport,
            "mute": self._viewer.bar.set_muted,
            **{style.value: partial(self._choose_style, style) for style in Style},
        }

    def bind(self, commands: Actions) -> None:
        """Keep checks of actions in step with what they stand for."""
        self._viewer.bar.muted_changed.connect(commands["mute"].setChecked)
        self._viewer.bar.said.connect(self._status.say)
        commands[self.display.times.style.value].setChecked(True)

    def enable(self, commands: Actions) -> None:
        """Let be possible what is possible with the file that is shown."""
        file, transport = self._session.current, self._transport
        media = file is not None and file.document is not None
        commands.enable(media, *self._of_transport)
        commands.enable(media and transport.selection is not None, "zoom_selection")

    def _choose_style(self, style: Style) -> None:
        self.display.set_style(style)
        try:
            keep_settings(times=style.value)
        except (OSError, RushesError) as error:
            self._status.say(f"How times are written could not be saved: {error}")
