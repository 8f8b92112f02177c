"""The keys of all actions, to be changed; what two actions want at once is shown."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.config import Settings
from app.gui.chrome.shortcuts import (
    BETWEEN,
    action_title,
    conflicts,
    custom_keys,
    default_keys,
    entries,
    keys_of,
    native_text,
    normalize,
)
from app.gui.chrome.theme import theme_named
from resources.language import tr

Index = QModelIndex | QPersistentModelIndex
SPACE = 8


class ShortcutsModel(QAbstractTableModel):
    """A row for each action: what it does, and its keys."""

    def __init__(self, keys: dict[str, str], clash: QColor) -> None:
        super().__init__()
        self.keys = keys
        self._entries = list(entries())
        self._clash = clash
        self.conflicts = conflicts(keys)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("Action"), tr("Shortcuts"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        name = self.name(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return action_title(name) if index.column() == 0 else native_text(self.keys[name])
        clashes = any(name in names for names in self.conflicts.values())
        if role == Qt.ItemDataRole.ForegroundRole and clashes:
            return QBrush(self._clash)
        return None

    def name(self, row: int) -> str:
        """Give the name of the action in a row."""
        return self._entries[row].name

    def set_keys(self, name: str, keys: str) -> None:
        """Give an action other keys."""
        self.keys[name] = keys
        self._emit_changed()

    def reset(self) -> None:
        """Give all actions their usual keys."""
        self.keys.update(default_keys())
        self._emit_changed()

    def _emit_changed(self) -> None:
        self.conflicts = conflicts(self.keys)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 1))


class ShortcutsPage(QWidget):
    """A table, and a field that takes the next key for the chosen action."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        theme = theme_named(settings.theme)
        self.model = ShortcutsModel(keys_of(settings.keys), QColor(theme.error))
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(tr("Shortcuts"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.verticalHeader().hide()
        self.view.setShowGrid(False)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.edit = QKeySequenceEdit(maximumSequenceLength=1)
        self.edit.setAccessibleName(tr("New shortcut"))
        self.message = QLabel(wordWrap=True)
        self._lay_out()
        self.model.dataChanged.connect(self._changed)
        self.view.selectionModel().currentRowChanged.connect(self._update)
        self.view.selectRow(0)
        self._changed()

    @property
    def conflicts(self) -> dict[str, list[str]]:
        """Actions that want the same key, by that key."""
        return self.model.conflicts

    def apply_to(self, settings: Settings) -> Settings:
        """Give the settings with what this page says."""
        return replace(settings, keys=custom_keys(self.model.keys))

    def _lay_out(self) -> None:
        self.set = QPushButton(tr("Set"))
        self.add = QPushButton(tr("Add"))
        self.none = QPushButton(tr("No shortcut"))
        self.usual = QPushButton(tr("Reset to defaults"))
        self.set.clicked.connect(lambda: self._give(normalize(self._typed())))
        self.add.clicked.connect(lambda: self._give(normalize(BETWEEN.join([self._keys(), self._typed()]))))
        self.none.clicked.connect(lambda: self._give(""))
        self.usual.clicked.connect(self.model.reset)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.edit, 1)
        for button in (self.set, self.add, self.none, self.usual):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.edit.keySequenceChanged.connect(self._update)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        layout.addWidget(self.message)

    def _typed(self) -> str:
        return self.edit.keySequence().toString()

    def _name(self) -> str | None:
        index = self.view.currentIndex()
        return self.model.name(index.row()) if index.isValid() else None

    def _keys(self) -> str:
        name = self._name()
        return self.model.keys[name] if name else ""

    def _give(self, keys: str) -> None:
        if (name := self._name()) is not None:
            self.model.set_keys(name, keys)
            self.edit.clear()

    def _changed(self, *_: object) -> None:
        self._update()
        self.changed.emit()

    def _update(self, *_: object) -> None:
        typed = bool(self._typed()) and self._name() is not None
        self.set.setEnabled(typed)
        self.add.setEnabled(typed)
        self.none.setEnabled(bool(self._keys()))
        self.message.setText(
            "\n".join(_words(key, names) for key, names in self.conflicts.items()) or self._hint()
        )

    def _hint(self) -> str:
        """Say before it is set that what was typed belongs to another action."""
        others = [
            action_title(n) for n, keys in self.model.keys.items() if self._typed() in keys.split(BETWEEN)
        ]
        if not self._typed() or not others:
            return tr("Choose an action, click the field, and press the new shortcut.")
        return tr("{key} is used by: {actions}.").format(
            key=native_text(self._typed()), actions=", ".join(others)
        )


def _words(key: str, names: list[str]) -> str:
    text = tr("{key} is used by several actions: {actions}. Keep only one.")
    return text.format(key=native_text(key), actions=", ".join(action_title(name) for name in names))
