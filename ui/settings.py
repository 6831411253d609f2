"""What the window remembers between sessions: geometry, layouts, recent projects, language, theme.

A project's folder holds everything of its own. Of the recent projects only what a person was about
to start, and the text that models were last tried on, is kept here.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from ui.theme import Appearance
from ui.workspace import Workspace

_MOST_RECENT = 8
_SET_UP, _TEXT = "set_up", "text"


class NotifyWhen(StrEnum):
    """When the desktop is asked to show a message."""

    ALWAYS = "always"
    UNFOCUSED = "unfocused"
    """While the window is not in front."""
    NEVER = "never"


class Settings:
    """Typed access to the few things that belong to the person and not to a project."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings("distill-workbench", "window")

    @property
    def language(self) -> str:
        """A language code, or an empty text for the system's."""
        return str(self._store.value("language", ""))

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    @property
    def appearance(self) -> Appearance:
        kept = str(self._store.value("appearance", ""))
        return Appearance(kept) if kept in list(Appearance) else Appearance.SYSTEM

    @appearance.setter
    def appearance(self, appearance: Appearance) -> None:
        self._store.setValue("appearance", str(appearance))

    @property
    def notify_when(self) -> NotifyWhen:
        kept = str(self._store.value("notify_when", ""))
        return NotifyWhen(kept) if kept in list(NotifyWhen) else NotifyWhen.UNFOCUSED

    @notify_when.setter
    def notify_when(self, when: NotifyWhen) -> None:
        self._store.setValue("notify_when", str(when))

    def recent_projects(self) -> tuple[Path, ...]:
        """The projects opened last, newest first, those that are still there."""
        kept = self._store.value("recent", [])
        paths = kept if isinstance(kept, list) else [kept] if kept else []
        return tuple(path for path in map(Path, paths) if path.is_dir())

    def remember_project(self, folder: Path) -> None:
        folder = folder.resolve()
        others = [path for path in self.recent_projects() if path != folder]
        newest = [folder, *others][:_MOST_RECENT]
        self._store.setValue("recent", [str(path) for path in newest])
        self._forget_others({_key(path) for path in newest})

    def set_up(self, project: Path) -> str:
        """What was being set up in a project, as it was kept; empty if nothing was."""
        return str(self._store.value(f"{_SET_UP}/{_key(project)}", ""))

    def keep_set_up(self, project: Path, text: str) -> None:
        self._store.setValue(f"{_SET_UP}/{_key(project)}", text)

    def text(self, project: Path) -> str:
        """The text that models of a project were last tried on; empty if none was typed."""
        return str(self._store.value(f"{_TEXT}/{_key(project)}", ""))

    def keep_text(self, project: Path, text: str) -> None:
        self._store.setValue(f"{_TEXT}/{_key(project)}", text)

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns that were chosen for a table; none if they never were."""
        kept = self._store.value(f"columns/{table}", "")
        return tuple(filter(None, str(kept).split("\n")))

    def keep_columns(self, table: str, columns: Sequence[str]) -> None:
        self._store.setValue(f"columns/{table}", "\n".join(columns))

    def shown_marks(self, first: frozenset[str]) -> frozenset[str]:
        """The kinds of marks that plots show; the first ones until a person chooses."""
        if not self._store.contains("marks"):
            return first
        return frozenset(filter(None, str(self._store.value("marks", "")).split("\n")))

    def keep_shown_marks(self, kinds: frozenset[str]) -> None:
        self._store.setValue("marks", "\n".join(sorted(kinds)))

    def _forget_others(self, recent: set[str]) -> None:
        for group in (_SET_UP, _TEXT):
            self._store.beginGroup(group)
            for key in self._store.childKeys():
                if key not in recent:
                    self._store.remove(key)
            self._store.endGroup()

    @property
    def geometry(self) -> QByteArray:
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    def layout(self, workspace: Workspace) -> QByteArray:
        """The saved arrangement of a workspace; empty when it was never changed."""
        return self._bytes(f"layout/{workspace}")

    def keep_layout(self, workspace: Workspace, state: QByteArray) -> None:
        self._store.setValue(f"layout/{workspace}", state)

    def sides(self, workspace: Workspace) -> tuple[int, int] | None:
        """The width of a workspace's settings and the height of its details; None if never
        changed."""
        kept = self._store.value(f"sides/{workspace}")
        if isinstance(kept, list) and len(kept) == 2 and all(str(one).isdigit() for one in kept):
            return int(kept[0]), int(kept[1])
        return None

    def keep_sides(self, workspace: Workspace, sides: tuple[int, int]) -> None:
        self._store.setValue(f"sides/{workspace}", list(sides))

    def _bytes(self, key: str) -> QByteArray:
        kept = self._store.value(key)
        return kept if isinstance(kept, QByteArray) else QByteArray()


def _key(project: Path) -> str:
    """Keys of settings know folders by slashes."""
    return hashlib.sha256(str(project.resolve()).encode()).hexdigest()
