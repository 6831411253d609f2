"""The processes of a run, talking through torch.distributed: gloo on processors, NCCL on cards.

Sentences and decisions always go through gloo; tensors by the device that they are on.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor
from torch._C._distributed_c10d import PrefixStore, Store, TCPStore

from workbench.errors import BadInput, WorkbenchError
from workbench.jobs import Control
from workbench.training.distributed.ranks import (
    ProcessLost,
    Ranks,
    as_json,
    failure_of,
)
from workbench.training.distributed.world import World
from workbench.words import listed

JOIN_S = 600.0
"""How long the processes wait for each other at the beginning."""
_POLL_S = 0.1
_TALK = timedelta(days=365)
"""A pause may take long; one that died is noticed at once, by its connection."""
_LOST = ("Connection closed by peer", "Connection reset by peer", "Broken pipe", "gloo", "NCCL")
_FAILURE = "failure"


class ManyProcesses:
    """Some processes that have come together; `store` outlives whichever of them fails first."""

    def __init__(self, world: World, store: Store) -> None:
        self.world = world
        self._store = store

    def numbers(self, values: Sequence[float]) -> list[float]:
        tensor = torch.tensor(values, dtype=torch.float64)
        dist.broadcast(tensor, src=0)
        told: list[float] = tensor.tolist()
        return told

    def text(self, value: str) -> str:
        told = [value]
        dist.broadcast_object_list(told, src=0, device=torch.device("cpu"))
        return told[0]

    def texts(self, value: str) -> list[str]:
        own, lengths = self._padded(value.encode())
        every = [torch.empty_like(own) for _ in lengths]
        dist.all_gather(every, own)
        return [one.decode() for one in _cut(every, lengths)]

    def gathered(self, data: bytes) -> list[bytes]:
        own, lengths = self._padded(data)
        every = [torch.empty_like(own) for _ in lengths] if self.world.is_first else None
        dist.gather(own, every, dst=0)
        return _cut(every or [], lengths)

    def _padded(self, data: bytes) -> tuple[Tensor, list[int]]:
        """The data of this process, as long as the longest; and how long each one's is."""
        lengths = torch.zeros(self.world.size, dtype=torch.int64)
        lengths[self.world.rank] = len(data)
        dist.all_reduce(lengths)
        own = torch.zeros(max(1, int(lengths.max())), dtype=torch.uint8)
        own.numpy()[: len(data)] = np.frombuffer(data, np.uint8)
        return own, lengths.tolist()

    def add_up(self, tensor: Tensor) -> None:
        dist.all_reduce(tensor)

    def failure_behind(self, error: BaseException) -> WorkbenchError | None:
        if not (isinstance(error, RuntimeError) and any(sign in str(error) for sign in _LOST)):
            return None
        with suppress(RuntimeError):  # whoever kept it may have ended with the others
            if self._store.check([_FAILURE]):
                return failure_of(self._store.get(_FAILURE), self.world)
        return ProcessLost(
            "one of the {size} processes of this run ended without a word; what torchrun says "
            "tells which, and what was saved can be resumed",
            size=self.world.size,
        )

    def tell_failure(self, error: WorkbenchError) -> None:
        with suppress(RuntimeError):
            self._store.set(_FAILURE, as_json(error, self.world.rank))


def _cut(padded: Sequence[Tensor], lengths: Sequence[int]) -> list[bytes]:
    """What each process has given, without what it was padded with."""
    return [one.numpy()[:length].tobytes() for one, length in zip(padded, lengths, strict=False)]


@contextmanager
def process_group(world: World, control: Control) -> Iterator[Ranks]:
    """Inside, the processes have come together."""
    store = PrefixStore(f"workbench/{world.restart}", _store(world))
    _wait_for_all(store, world, control)
    has_cards = torch.cuda.is_available() and dist.is_nccl_available()
    if has_cards:
        _require_cards(world, torch.cuda.device_count())
        torch.cuda.set_device(world.local_rank)
    _form("cpu:gloo,cuda:nccl" if has_cards else "gloo", world, PrefixStore("group", store))
    yield ManyProcesses(world, store)
    # Not after a failure: the others may wait in the midst of something, and this process ends.
    dist.destroy_process_group()


def _require_cards(world: World, cards: int) -> None:
    """Raise BadInput where processes of this machine would have to share a card."""
    if world.local_size > cards:
        raise BadInput(
            "{processes} processes were started on this machine, which has {cards} graphics cards, "
            "and each needs one of its own; start {cards}, or hide the cards with "
            "CUDA_VISIBLE_DEVICES= to train on the processor",
            processes=world.local_size,
            cards=cards,
        )


def _form(backend: str, world: World, store: Store) -> None:
    """Let the processes talk to each other; raises BadInput where they cannot."""
    try:
        dist.init_process_group(
            backend, store=store, rank=world.rank, world_size=world.size, timeout=_TALK
        )
    except (RuntimeError, ValueError) as error:
        raise BadInput(
            "the processes of this run have met, but cannot talk to each other ({backend}): "
            "{reason}; look whether a firewall stands between them, or name the network with "
            "GLOO_SOCKET_IFNAME or NCCL_SOCKET_IFNAME",
            backend=backend,
            reason=(str(error).splitlines() or [type(error).__name__])[0],
        ) from None


def _store(world: World) -> Store:
    """Where the processes find each other: torchrun's own, or one that the first process keeps."""
    host, port = os.environ.get("MASTER_ADDR", "localhost"), os.environ.get("MASTER_PORT", "29500")
    has_torchruns = os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
    try:
        return TCPStore(
            host,
            int(port),
            is_master=world.is_first and not has_torchruns,
            timeout=timedelta(seconds=JOIN_S),
            wait_for_workers=False,
        )
    except (RuntimeError, ValueError) as error:
        if "EADDRINUSE" in str(error) or "already in use" in str(error):
            raise BadInput(
                "the port {port} of this machine is in use by another program; choose another with "
                "--master-port, or let torchrun find one with --standalone",
                port=port,
            ) from None
        raise BadInput(
            "the processes of this run cannot meet at {host}, port {port}: {reason}; look whether "
            "the first machine can be reached there",
            host=host,
            port=port,
            reason=str(error).splitlines()[0],
        ) from None


def _wait_for_all(store: Store, world: World, control: Control) -> None:
    """Wait until all are there; in short turns, so that a signal is heard meanwhile."""
    store.set(f"here/{world.rank}", json.dumps(os.getpid()))
    waited_from = time.monotonic()
    while missing := [rank for rank in range(world.size) if not store.check([f"here/{rank}"])]:
        if control.stopping:
            raise ProcessLost(
                "the processes of this run were ended before all {size} had come together; "
                "missing: {missing}. What these said, if anything, tells why",
                size=world.size,
                missing=listed(missing),
            )
        if time.monotonic() - waited_from > JOIN_S:
            raise BadInput(
                "of {size} processes these did not come within {minutes:.0f} minutes: {missing}; "
                "look at what they said on their machines",
                size=world.size,
                minutes=JOIN_S / 60,
                missing=listed(missing),
            )
        time.sleep(_POLL_S)
