"""The processes of one run, as torchrun names them in the environment; torch is not needed."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.errors import BadInput


@dataclass(frozen=True)
class World:
    """Which of how many processes this is; on its machine it is number `local_rank` (from 0).

    `restart` counts how often torchrun has started all of them again, at most `most_restarts`.
    `sharding`, where it is not empty, is chosen in place of the run's own setting.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1
    restart: int = 0
    most_restarts: int = 0
    sharding: str = ""

    @property
    def is_first(self) -> bool:
        """Whether this is the process that owns the run's folder."""
        return self.rank == 0

    @property
    def is_restarted(self) -> bool:
        return self.restart > 0

    @property
    def is_restarted_again(self) -> bool:
        """Whether torchrun will start all of them again if one dies."""
        return self.restart < self.most_restarts


def world_of(environment: Mapping[str, str]) -> World:
    """What torchrun has told; one process without it. Raises BadInput for what is no number."""
    if "WORLD_SIZE" not in environment:
        return World()
    world = World(
        rank=_number(environment, "RANK", 0),
        size=_number(environment, "WORLD_SIZE", 1),
        local_rank=_number(environment, "LOCAL_RANK", 0),
        local_size=_number(environment, "LOCAL_WORLD_SIZE", 1),
        restart=_number(environment, "TORCHELASTIC_RESTART_COUNT", 0),
        most_restarts=_number(environment, "TORCHELASTIC_MAX_RESTARTS", 0),
    )
    if not 0 <= world.rank < world.size:
        raise BadInput(
            "RANK is {rank} and WORLD_SIZE {size}: ranks are counted from 0; start the processes "
            "with torchrun, which sets both",
            rank=world.rank,
            size=world.size,
        )
    return world


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or len(text) > 9:
        raise BadInput(
            "the environment variable {name} is '{text}' and no number; start the processes with "
            "torchrun, which sets it",
            name=name,
            text=text,
        )
    return int(text)
