"""What the window needs of a model, or of a teacher and its student, over checkpoints."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.inspection.comparison.evolution import Evolution


class FollowedModel(Protocol):
    """One text at every checkpoint of a run."""

    def over_checkpoints(
        self,
        text: str,
        *,
        known: "Evolution | None" = None,
        lens: bool = False,
        measures: Collection[str] = (),
        corpus: str = "",
        passages: int = 1,
        tokens: int = 2,
    ) -> "Iterator[Evolution]": ...
