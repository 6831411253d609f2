"""What the processes of a run say to each other; torch is only needed where there are several."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from workbench.errors import BadInput, WorkbenchError
from workbench.jobs import Control
from workbench.training.distributed.world import World
from workbench.words import listed

if TYPE_CHECKING:
    from torch import Tensor

T = TypeVar("T")


class ProcessLost(WorkbenchError):
    """Another process of the run ended without a word."""


class ProcessFailed(WorkbenchError):
    """Another process of the run failed, with a sentence."""


class Ranks(Protocol):
    """The processes of a run; all of them call each method, in the same order.

    What decides anything is the first one's.
    """

    @property
    def world(self) -> World: ...

    def numbers(self, values: Sequence[float]) -> list[float]:
        """The first one's numbers."""

    def text(self, value: str) -> str:
        """The first one's text."""

    def texts(self, value: str) -> list[str]:
        """Each one's text, by rank."""

    def gathered(self, data: bytes) -> list[bytes]:
        """What each one gives, by rank, in the first one; nothing in the others."""

    def add_up(self, tensor: "Tensor") -> None:
        """Replace a tensor by its sum over all processes."""

    def failure_behind(self, error: BaseException) -> WorkbenchError | None:
        """What happened to another process, if that is why talking to it failed."""

    def tell_failure(self, error: WorkbenchError) -> None:
        """Let the others know why this process ends; called by it alone."""


class OneProcess:
    """A run of one process: what it says is what all say."""

    world = World()

    def numbers(self, values: Sequence[float]) -> list[float]:
        return list(values)

    def text(self, value: str) -> str:
        return value

    def texts(self, value: str) -> list[str]:
        return [value]

    def gathered(self, data: bytes) -> list[bytes]:
        return [data]

    def add_up(self, tensor: "Tensor") -> None:
        """It is the sum already."""

    def failure_behind(self, error: BaseException) -> None:
        return None

    def tell_failure(self, error: WorkbenchError) -> None:
        """There is nobody else."""


ALONE = OneProcess()


@contextmanager
def joined(world: World, control: Control) -> Iterator[Ranks]:
    """Inside, the processes of the world can talk to each other.

    Raises BadInput where they do not come together, saying which are missing; ends early, as a
    ProcessLost, when the control says so.
    """
    if world.size == 1:
        yield ALONE
        return
    from workbench.training.distributed.process_group import process_group

    with process_group(world, control) as ranks:
        yield ranks


def own_share(items: Sequence[T], world: World) -> Sequence[T]:
    """The items of a process: item i is that of rank i mod world size."""
    return items[world.rank :: world.size]


def agreed_values(ranks: Ranks, values: Mapping[str, float]) -> dict[str, float]:
    """The first one's named numbers, which may be infinite or NaN."""
    told = ranks.text(json.dumps(dict(values)) if ranks.world.size > 1 else "")
    return json.loads(told) if told else dict(values)


def require_even_shares(world: World, accumulation: int) -> None:
    """Raise BadInput where the micro-batches of a step cannot be shared out evenly."""
    if accumulation % world.size == 0:
        return
    fitting = [count for count in range(1, accumulation + 1) if accumulation % count == 0]
    raise BadInput(
        "{size} processes cannot share out the {accumulation} micro-batches of a step evenly "
        "(loop.accumulation); start {fitting} processes, or set loop.accumulation to {multiple}",
        size=world.size,
        accumulation=accumulation,
        fitting=listed(fitting),
        multiple=world.size * -(-accumulation // world.size),
    )


def require_same_step(ranks: Ranks, step: int) -> None:
    """Raise BadInput where the processes do not go on from the same checkpoint."""
    for rank, other in enumerate(ranks.texts(str(step))):
        if other != str(step):
            raise BadInput(
                "process {rank} finds the run at step {theirs} and process {own} at step {ours}: "
                "they do not see the same files; the project's folder must be shared by all",
                rank=rank,
                theirs=other,
                own=ranks.world.rank,
                ours=step,
            )


def as_json(error: WorkbenchError, rank: int) -> str:
    """A failure as the others read it."""
    return json.dumps({"rank": rank, "words": error.words.model_dump(mode="json")})


def failure_of(text: str | bytes, world: World) -> ProcessFailed:
    """What another process told of its failure."""
    from workbench.words import Words

    told: dict[str, Any] = json.loads(text)
    return ProcessFailed(
        "process {rank} of {size} failed: {reason}",
        rank=told["rank"],
        size=world.size,
        reason=Words.model_validate(told["words"]),
    )
