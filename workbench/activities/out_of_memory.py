"""What an allocator's error means to a person: what there was no room for, and what to do."""

import traceback
from pathlib import Path
from typing import assert_never

from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.spec import (
    AnySpec,
    AverageSpec,
    EvaluateSpec,
    ImportModelSpec,
    ImportRunSpec,
)
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import OutOfMemory
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec

_SAID = (
    "not enough memory",
    "out of memory",
    "can't allocate memory",
    "bad_alloc",
    "STATUS_ALLOC_FAILED",
)
_WEIGHTS = ("build.py", "optimizers.py", "adam.py", "adamw.py", "_muon.py", "load.py")
"""Files in which weights, gradients' moments and their copies are made."""
_LOGITS = ("chunked_head.py", "soft_loss.py", "with_gradient.py", "functions.py")
"""Files in which there are numbers for each piece of the vocabulary."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an allocator, of Python, numpy or torch, found no room."""
    text = str(error)
    return isinstance(error, MemoryError) or any(said in text for said in _SAID)


def out_of_memory(error: BaseException, spec: AnySpec | None) -> OutOfMemory:
    """By the place where memory was asked for, and what the run could do with less."""
    match spec:
        case PretrainSpec() | FinetuneSpec() | DistillSpec() | LearningRateTestSpec():
            return _in_training(error)
        case CacheTeacherSpec():
            return OutOfMemory(
                "not enough memory for the teacher's answers; lower the windows at once, or keep "
                "fewer of its likeliest tokens"
            )
        case EvaluateSpec() | ImportModelSpec() | AverageSpec():
            return OutOfMemory(
                "not enough memory for the models; close other programs, or take smaller models"
            )
        case ImportRunSpec():
            return OutOfMemory(
                "not enough memory for the points of this run; close other programs, or export "
                "fewer points"
            )
        case AddCorpusSpec() | TrainTokenizerSpec() | None:
            return OutOfMemory(
                "not enough memory for this text; close other programs, or take less text"
            )
        case _:
            assert_never(spec)


def _in_training(error: BaseException) -> OutOfMemory:
    frames = traceback.extract_tb(error.__traceback__)
    files = {Path(frame.filename).name for frame in frames}
    is_moving = any(frame.name == "_apply" for frame in frames)
    if not files.isdisjoint(_LOGITS):
        return OutOfMemory(
            "not enough memory for the logits, one for each piece of the vocabulary; take a "
            "tokenizer with fewer pieces, or halve the micro-batch and double the accumulation"
        )
    if is_moving or not files.isdisjoint(_WEIGHTS):
        return OutOfMemory(
            "not enough memory for the model's weights and the optimizer's; choose fewer layers or "
            "a smaller width"
        )
    return OutOfMemory(
        "not enough memory; halve the micro-batch and double the accumulation, "
        "which keeps the batch as it is"
    )
