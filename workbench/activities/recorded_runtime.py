"""Where and with what a run computes: resolved by its first attempt, and kept with it."""

from pathlib import Path

from pydantic import ValidationError

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.training.distributed.world import World
from workbench.training.runtime import Runtime, measured_runtime
from workbench.training.spec import DeviceSpec
from workbench.words import Words, words

RUNTIME_NAME = "runtime.json"


def recorded_runtime(spec: DeviceSpec, run: Path, world: World) -> Runtime:
    """What the first attempt resolved; detected, measured and recorded if this is the first."""
    runtime = known_runtime(run)
    if runtime is None:
        runtime = measured_runtime(spec, processes=world.local_size)
        record_runtime(run, runtime)
    return runtime


def record_runtime(run: Path, runtime: Runtime) -> None:
    """Keep it in the run's folder."""
    durable.write_json(run / RUNTIME_NAME, with_checksum(runtime.model_dump(mode="json")))


def known_runtime(run: Path) -> Runtime | None:
    """What the first attempt resolved; None before there was one. Raises Corrupt."""
    path = run / RUNTIME_NAME
    try:
        return Runtime.model_validate(read_summed(path))
    except FileNotFoundError:
        return None
    except Corrupt as damage:
        raise _unknown_runtime(damage.words) from None
    except ValidationError as error:
        raise _unknown_runtime(words("{path}: {reason}", path=path, reason=error)) from None


def _unknown_runtime(damage: Words) -> Corrupt:
    return Corrupt(
        "{damage}; it says on which device and with how many threads this run computes, so that "
        "it cannot be resumed: start a new run with its settings",
        damage=damage,
    )
