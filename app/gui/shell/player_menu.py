"""What a user does with the picture that is shown: play, go somewhere, choose how times are written."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMainWindow

from app.config import update_settings
from app.errors import RushesError
from app.gui.chrome.actions import Actions, transport_actions
from app.gui.chrome.full_screen import FullScreen
from app.gui.chrome.key_state import KeyState
from app.gui.chrome.status_bar import StatusPanel
from app.gui.player.panel import PlayerPanel
from app.gui.player.shuttle import Shuttle
from app.gui.player.stills import Stills
from app.gui.player.time_display import TimeDisplay
from app.gui.player.time_format import TimeStyle
from app.gui.session.session import Session
from resources.language import tr
from widgets.transport import Transport


class PlayerMenu:
    """Gives the window the actions of its player, and keeps them in step."""

    def __init__(
        self,
        session: Session,
        transport: Transport,
        viewer: PlayerPanel,
        status: StatusPanel,
        times: TimeDisplay,
        window: QMainWindow,
    ) -> None:
        self._session = session
        self._transport = transport
        self._viewer = viewer
        self._status = status
        self._keys = KeyState(window)
        self._shuttle = Shuttle(transport, self._keys, window)
        self._full_screen = FullScreen(window)
        self._player_actions: dict[str, Callable[..., object]] = {
            **transport_actions(transport),
            "shuttle_on": self._shuttle.forward,
            "shuttle_stop": self._shuttle.stop,
            "shuttle_back": self._shuttle.back,
            "slower": partial(self._shuttle.change_speed, -1),
            "faster": partial(self._shuttle.change_speed, 1),
            "go_to": viewer.bar.position.setFocus,
        }
        self._times = times
        self._stills = Stills(session, transport, times, status, window)

    def actions(self) -> dict[str, Callable[..., object]]:
        """Give what the player can do, by name."""
        return {
            **self._player_actions,
            "mute": self._viewer.bar.set_muted,
            "save_still": self._stills.save,
            "copy_still": self._stills.copy,
            "loop": self._transport.set_loop,
            "boxes": self._viewer.player.show_boxes,
            "labels": self._viewer.player.show_caption,
            "full_screen": self._full_screen.set,
            **{style.value: partial(self._choose_style, style) for style in TimeStyle},
        }

    def bind(self, commands: Actions) -> None:
        """Keep checks of actions in step with what they stand for."""
        self._viewer.bar.muted_changed.connect(commands["mute"].setChecked)
        self._viewer.bar.message.connect(self._status.say)
        self._transport.loop_changed.connect(commands["loop"].setChecked)
        self._viewer.bar.full_screen_wanted.connect(commands["full_screen"].toggle)
        self._full_screen.leave_key.activated.connect(partial(commands["full_screen"].setChecked, False))
        for name in (self._times.times.style.value, "boxes", "labels"):
            commands[name].setChecked(True)

    def enable(self, commands: Actions) -> None:
        """Let be possible what is possible with the file that is shown."""
        file, transport = self._session.current, self._transport
        media = file is not None and file.document is not None
        commands.enable(media, *self._player_actions, "loop")
        commands.enable(self._stills.info is not None, "save_still", "copy_still")
        commands.enable(media and transport.selection is not None, "zoom_selection")

    def close(self) -> None:
        """Bring the window back to what it was, and hear no more keys."""
        self._full_screen.set(False)
        self._keys.close()

    def _choose_style(self, style: TimeStyle) -> None:
        self._times.set_style(style)
        try:
            update_settings(times=style.value)
        except (OSError, RushesError) as error:
            self._status.say(tr("How times are written could not be saved: {error}").format(error=error))
