"""What is ours: the plan for the minutes, spec files, and the n-gram beside them."""

from pathlib import Path
from typing import Any

from quality.cells import Scored
from quality.runs import UNWATCHED, placed_at, trained
from quality.texts import CORPUS, TOKENIZER, HeldOut
from workbench.activities.range_test.spec import trained_by
from workbench.activities.spec import load_spec
from workbench.spec import to_plain, validate
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime

NAME = "trained"


def planned(text: HeldOut, minutes: float, seed: int, runtime: Runtime) -> Scored:
    """What *Set up* fills in for the minutes."""
    with text.project() as project:
        spec = _placed(_named({}), minutes, seed, runtime, watched=False)
        chosen = project.preview(spec).within(minutes)
    assert isinstance(chosen, PretrainSpec)
    return trained(text, _placed(to_plain(chosen), minutes, seed, runtime, False))


def from_file(path: Path, text: HeldOut, minutes: float, seed: int, runtime: Runtime) -> Scored:
    """A spec file's model, optimizer, schedule and batch, for as many steps as fit by measurement.

    With early stopping its evaluations stay, on the clock, and the best checkpoint is scored: it
    was chosen by the held-out text.
    """
    from workbench.activities.estimate.step_timing import seconds_per_step

    plain = _named(to_plain(trained_by(load_spec(path))))
    watched = bool(plain["loop"]["patience"])
    spec = _placed(plain, minutes, seed, runtime, watched)
    with text.project() as project:
        vocabulary = project.tokenizer(TOKENIZER).vocabulary_size
    step = seconds_per_step(spec, spec.model, vocabulary, None).mean
    steps = max(1, int(60 * minutes / step))
    loop = spec.loop.model_copy(update={"steps": steps, "epochs": 0.0, "tokens": 0})
    return trained(text, spec.model_copy(update={"loop": loop}))


def _named(plain: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "pretrain", **plain, "name": NAME, "corpus": CORPUS, "tokenizer": TOKENIZER}


def _placed(
    plain: dict[str, Any], minutes: float, seed: int, runtime: Runtime, watched: bool
) -> PretrainSpec:
    """The spec as it is run here: no baseline or samples, and evaluations only where `watched`."""
    loop = {**plain.get("loop", {}), "minutes": minutes, "baseline": False, "sample_tokens": 0}
    if not watched:
        loop |= UNWATCHED
    where = {**plain.get("runtime", {}), **placed_at(runtime, seed)}
    return validate(PretrainSpec, {**plain, "loop": loop, "runtime": where})


def ngram(text: HeldOut) -> Scored:
    """The Kneser-Ney n-gram that stands beside the curves, on the same tokens."""
    from workbench.activities.text.baseline import ngram_row
    from workbench.training.measuring.evaluation import ValidationText

    shards = text.shards()
    scored = ValidationText(shards.tokens("validation"), shards.bytes("validation"), 128, 16)
    row = ngram_row(shards, scored, shards.vocabulary_size)
    assert row.bits_per_byte is not None
    return Scored(row.bits_per_byte, 0.0, 0, 0, row.parameters)
