"""A model is a run that has saved a checkpoint; here its record is read from the run's folder."""

import contextlib
import math
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.events import Whole
from workbench.file_formats import json_text
from workbench.file_formats.plain_file import open_plain_file
from workbench.store.files import looking
from workbench.store.names import Sort, Unreadable, find
from workbench.store.records import CheckpointRecord, ModelRecord
from workbench.store.runs.run_folder import RunFolder
from workbench.words import listed

MODEL_KINDS = ("pretrain", "finetune", "distill", "import_model", "average")
_MOST_HEADER_BYTES = 100_000_000


class _ModelSpec(BaseModel):
    model_config = ConfigDict(extra="ignore")

    family: str = ""


class _ModelFile(BaseModel):
    model_config = ConfigDict(extra="ignore")

    spec: _ModelSpec
    tokenizer: str = ""
    parameters: Whole = 0
    labels: tuple[str, ...] = ()
    template: str = ""


def model_record(run: RunFolder) -> ModelRecord | None:
    """The model that a run has made; None when it makes none, or has saved nothing yet.

    Raises NotFound, Corrupt or CannotBeRead.
    """
    meta = run.meta
    checkpoints = run.checkpoints() if meta.kind in MODEL_KINDS else ()
    if not checkpoints:
        return None
    file, weights = _newest_readable(checkpoints)
    return ModelRecord(
        id=run.id,
        name=meta.name,
        family=file.spec.family,
        parameters=file.parameters or _count_parameters(weights),
        tokenizer=file.tokenizer,
        run=run.id,
        folder=run.path,
        checkpoints=checkpoints,
        labels=file.labels,
        template=file.template,
    )


def choose_model(
    models: Sequence[ModelRecord],
    reference: str,
    damaged: Callable[[], Iterable[Unreadable]] = lambda: (),
) -> tuple[ModelRecord, CheckpointRecord]:
    """What `NAME[@best|@last|@STEP]` means among some models.

    Raises NotFound or BadInput, or Corrupt where it is one that is `damaged`.
    """
    name, at, which = reference.partition("@")
    model = find(Sort.MODEL, name, models, damaged)
    if at and not which.strip():
        raise BadInput(
            "'{reference}' says no checkpoint behind its @; write {model}@best, {model}@last or "
            "{model}@STEP",
            reference=reference,
            model=model.name,
        )
    return model, choose(model, which.strip() or "best")


def choose(model: ModelRecord, which: str) -> CheckpointRecord:
    """The checkpoint that `best`, `last` or a step's number means.

    Raises BadInput or NotFound, or Corrupt where damage hides which is the best one.
    """
    match which:
        case "best":
            return _best(model)
        case "last":
            return model.checkpoints[-1]
    if not (which.isascii() and which.isdigit() and len(which) < 20):
        raise BadInput(
            "'{which}' is no checkpoint; write {model}@best, {model}@last or {model}@STEP",
            which=which,
            model=model.name,
        )
    checkpoints = [c for c in model.checkpoints if c.step == int(which)]
    if not checkpoints:
        raise NotFound(
            "{model} has no checkpoint at step {step}; it has: {steps}",
            model=model.name,
            step=which,
            steps=listed(str(c.step) for c in model.checkpoints),
        )
    return checkpoints[0]


def _best(model: ModelRecord) -> CheckpointRecord:
    damaged = [checkpoint for checkpoint in model.checkpoints if checkpoint.is_damaged]
    if damaged and len(model.checkpoints) > 1:
        raise Corrupt(
            "nobody can tell which checkpoint of {model} is the best one: {folder} is damaged; "
            "write {model}@last or {model}@STEP",
            model=model.name,
            folder=damaged[0].folder,
        )
    return next(c for c in model.checkpoints if c.is_best)


def _newest_readable(checkpoints: tuple[CheckpointRecord, ...]) -> tuple[_ModelFile, Path]:
    """The newest `model.json` that can be read, and the weights beside it."""
    for checkpoint in reversed(checkpoints):
        path = checkpoint.folder / "model.json"
        with (
            contextlib.suppress(FileNotFoundError, ValidationError),
            contextlib.suppress(Corrupt),  # the next one may tell as much
        ):
            data = looking.read_bytes(path)
            return _ModelFile.model_validate_json(data), checkpoint.folder / "model.safetensors"
    return _ModelFile(spec=_ModelSpec()), checkpoints[-1].folder / "model.safetensors"


def _count_parameters(path: Path) -> int:
    """How many numbers a safetensors file holds, by its header; 0 if that cannot be read.

    Format: https://github.com/huggingface/safetensors#format (length of the header as a
    little-endian u64, then the header as JSON).
    """
    try:
        with looking.naming(path), open_plain_file(path) as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json_text.loads(file.read(min(length, _MOST_HEADER_BYTES)))
        shapes = [entry["shape"] for name, entry in header.items() if name != "__metadata__"]
        return sum(math.prod(shape) for shape in shapes)
    except (FileNotFoundError, Corrupt, ValueError, struct.error):
        return 0
    except (KeyError, TypeError, AttributeError):  # a header of another form
        return 0
