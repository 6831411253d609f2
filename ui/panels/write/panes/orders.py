"""In which order texts are written: one after the other, in turn, or together; no widget here.

The iterators run in a thread of the query lane.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ui.protocols.open_project import ModelSource
from ui.texts.generated import GenerationRequest
from workbench.errors import WorkbenchError
from workbench.generation.spec import Strategy

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken


class Order(StrEnum):
    """How the cells of a matrix take turns."""

    ONE_BY_ONE = "one_by_one"
    INTERLEAVED = "interleaved"
    BATCHED = "batched"


@dataclass(frozen=True)
class BegunText:
    """The text that a cell's text goes on from."""

    cell: int
    text: str


@dataclass(frozen=True)
class Wrote:
    """A cell's next token."""

    cell: int
    token: "GeneratedToken"


@dataclass(frozen=True)
class Over:
    """A cell's text is whole."""

    cell: int


@dataclass(frozen=True)
class Failed:
    """A cell's text could not be written; the others go on."""

    cell: int
    error: Exception


Told = BegunText | Wrote | Over | Failed
Requests = Mapping[int, GenerationRequest]
IsWanted = Callable[[int], bool]
"""Whether a cell's text was not stopped meanwhile."""


def groups(requests: Requests, order: Order) -> list[Requests]:
    """The requests that share a query."""
    match order:
        case Order.ONE_BY_ONE:
            return [{cell: request} for cell, request in requests.items()]
        case Order.INTERLEAVED:
            return [requests] if requests else []
        case Order.BATCHED:
            shared: dict[Hashable, dict[int, GenerationRequest]] = {}
            for cell, request in requests.items():
                key = (request.pinned, request.prompt, request.max_new_tokens, request.precision)
                shared.setdefault(key, {})[cell] = request
            return list(shared.values())


def written(
    project: ModelSource, requests: Requests, order: Order, is_wanted: IsWanted
) -> Iterator[Told]:
    """What comes of requests that share a query: a token of each in turn, or all together."""
    if order is Order.BATCHED and len(requests) > 1:
        yield from _together(project, requests, is_wanted)
        return
    yield from in_turn(
        {cell: _alone(project, cell, request) for cell, request in requests.items()}, is_wanted
    )


def in_turn(texts: Mapping[int, Iterator[Told]], is_wanted: IsWanted) -> Iterator[Told]:
    """One thing of each text after the other, until all are over."""
    going = dict(texts)
    while going:
        for cell, text in list(going.items()):
            if not is_wanted(cell):
                del going[cell]
                continue
            try:
                told = next(text, None)
            except (WorkbenchError, OSError) as error:  # the pane says it, and the others go on
                told = Failed(cell, error)
            if told is None or isinstance(told, Failed):
                del going[cell]
            yield Over(cell) if told is None else told


def _alone(project: ModelSource, cell: int, request: GenerationRequest) -> Iterator[Told]:
    model = project.model(request.pinned)
    prompt = request.prompt
    if (prompt.written or prompt.prefill) and not request.begun:
        yield BegunText(cell, model.written_text(prompt))
    for token in model.stream(
        prompt,
        request.strategy,
        seed=request.seed,
        max_new_tokens=request.max_new_tokens,
        precision=request.precision,
    ):
        yield Wrote(cell, token)


def _together(project: ModelSource, requests: Requests, is_wanted: IsWanted) -> Iterator[Told]:
    cells, first = list(requests), next(iter(requests.values()))
    rows: list[tuple[Strategy | str, int]] = [
        (request.strategy, request.seed) for request in requests.values()
    ]
    going = set(cells)
    try:
        tokens = project.model(first.pinned).stream_together(
            first.prompt, rows, max_new_tokens=first.max_new_tokens, precision=first.precision
        )
        for row, token in tokens:
            cell = cells[row]
            if cell in going:
                yield Wrote(cell, token)
            if token.ending is not None and cell in going:
                going.discard(cell)
                yield Over(cell)
            going = {one for one in going if is_wanted(one)}
            if not going:
                return
    except (WorkbenchError, OSError) as error:
        yield from (Failed(cell, error) for cell in going)
        return
    yield from (Over(cell) for cell in sorted(going))
