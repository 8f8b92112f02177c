"""What keys do on a timeline."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from widgets.transport import Transport

_Key = Qt.Key
_Act = Callable[[Transport], None]
_NONE, _SHIFT, _CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def _span(transport: Transport) -> float:
    start, end = transport.view
    return end - start


KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], _Act] = {
    (_Key.Key_Left, _NONE): lambda t: t.step(-1),
    (_Key.Key_Right, _NONE): lambda t: t.step(1),
    (_Key.Key_Left, _SHIFT): lambda t: t.seek(t.position - 1),
    (_Key.Key_Right, _SHIFT): lambda t: t.seek(t.position + 1),
    (_Key.Key_Left, _CONTROL): lambda t: t.jump(-1),
    (_Key.Key_Right, _CONTROL): lambda t: t.jump(1),
    (_Key.Key_Home, _NONE): lambda t: t.seek(0),
    (_Key.Key_End, _NONE): lambda t: t.seek(t.duration),
    (_Key.Key_PageUp, _NONE): lambda t: t.pan(-_span(t)),
    (_Key.Key_PageDown, _NONE): lambda t: t.pan(_span(t)),
    (_Key.Key_Plus, _NONE): lambda t: t.zoom(2, t.position),
    (_Key.Key_Equal, _NONE): lambda t: t.zoom(2, t.position),
    (_Key.Key_Minus, _NONE): lambda t: t.zoom(0.5, t.position),
    (_Key.Key_0, _NONE): lambda t: t.show_all(),
    (_Key.Key_Space, _NONE): lambda t: t.set_playing(not t.playing),
    (_Key.Key_Escape, _NONE): lambda t: t.clear_selection(),
}


def handle_key(transport: Transport, event: QKeyEvent) -> bool:
    """Do what the key means; say whether it means anything."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = _Key(event.key())
    if key in (_Key.Key_Plus, _Key.Key_Equal, _Key.Key_Minus):
        held &= ~_SHIFT  # where the sign stands on a keyboard is not the user's doing
    act = KEYS.get((key, held))
    if act is None:
        return False
    act(transport)
    return True
