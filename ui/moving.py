"""Moving many things to the bin or back, beside the window: one pass, one undo step."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject

from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.store.bin import BinnedItem, Moved


def move(
    session: Session,
    moves: Callable[[], Iterator[Moved]],
    then: Callable[[list[BinnedItem]], object],
    *,
    owner: QObject,
    total: int,
) -> None:
    """Take the moves in the query lane; what could not be moved is said, the rest is for `then`.

    Nothing is said once another project is open.
    """
    project = session.project
    moved: list[BinnedItem] = []

    def take(one: Moved) -> None:
        if isinstance(one, WorkbenchError):
            session.messages.error(one)
        else:
            moved.append(one)

    def done() -> None:
        if session.project is project:
            session.tell_catalogue_changed()
            then(moved)

    def failed(error: BaseException) -> None:
        session.query_failed(owner, error)
        done()

    session.query(moves, take, done, failed, owner=owner, total=total)
