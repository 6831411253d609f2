"""What stood in a pane before: each time it is written in anew, a version; no widget here."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ui.panels.write.panes.status import State
from ui.texts.generated import GeneratedText, GenerationRequest

T = TypeVar("T")


@dataclass(frozen=True)
class Version:
    """A text in the parts that it was written in, the last of which may still go on.

    `note` is what sets it apart from the others: a branch, an edited text.
    """

    parts: tuple[GeneratedText, ...]
    state: State
    note: str = ""
    problem: str = ""

    @property
    def request(self) -> GenerationRequest:
        return self.parts[-1].request

    @property
    def text(self) -> str:
        """All behind the prompt."""
        return self.parts[0].request.begun + "".join(part.text for part in self.parts)


class UndoStack(Generic[T]):
    """States before and after the present one."""

    def __init__(self) -> None:
        self._before: list[T] = []
        self._after: list[T] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        return bool(self._after)

    def leave(self, present: T) -> None:
        """Something new takes the place of the present state."""
        self._before.append(present)
        self._after.clear()

    def undo(self, present: T) -> T:
        self._after.append(present)
        return self._before.pop()

    def redo(self, present: T) -> T:
        self._before.append(present)
        return self._after.pop()
