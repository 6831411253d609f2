"""What is ours: the plan for the minutes, spec files, and the n-gram beside them."""

import shutil
from pathlib import Path
from typing import Any

from quality.cells import Scored
from quality.texts import CORPUS, TOKENIZER, HeldOut, bits_per_byte
from workbench.activities.range_test.spec import trained_by
from workbench.activities.spec import load_spec
from workbench.events import Metrics
from workbench.spec import LARGEST, to_plain, validate
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime

NAME = "trained"


def planned(text: HeldOut, minutes: float, seed: int, runtime: Runtime) -> Scored:
    """What *Set up* fills in for the minutes."""
    with text.project() as project:
        spec = _placed(_named({}), minutes, seed, runtime, watched=False)
        chosen = project.preview(spec).within(minutes)
    assert isinstance(chosen, PretrainSpec)
    return _trained(text, _placed(to_plain(chosen), minutes, seed, runtime, False), runtime)


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
    return _trained(text, spec.model_copy(update={"loop": loop}), runtime)


def _named(plain: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "pretrain", **plain, "name": NAME, "corpus": CORPUS, "tokenizer": TOKENIZER}


def _placed(
    plain: dict[str, Any], minutes: float, seed: int, runtime: Runtime, watched: bool
) -> PretrainSpec:
    """The spec as it is run here: no baseline or samples, and evaluations only where `watched`."""
    loop = {**plain.get("loop", {}), "minutes": minutes, "baseline": False, "sample_tokens": 0}
    if not watched:
        loop |= {"evaluate_every": LARGEST, "evaluation_tokens": 1_000, "keep_every": 0}
    where = {"device": runtime.device, "threads": runtime.threads, "seed": seed}
    chosen = {**plain, "loop": loop, "runtime": {**plain.get("runtime", {}), **where}}
    return validate(PretrainSpec, chosen)


def _trained(text: HeldOut, spec: PretrainSpec, runtime: Runtime) -> Scored:
    """The project's own training loop; its clock has the look before the first step in it too."""
    last: Metrics | None = None
    which = "best" if spec.loop.patience else "last"
    for left in (text.folder / "project" / "runs").glob(f"*-{NAME}"):
        shutil.rmtree(left)  # of a cell that was cut short
    with text.project() as project:
        attempt = project.start(spec)
        for event in attempt:
            last = event if isinstance(event, Metrics) and "loss" in event.values else last
        project.catalogue.ingest()
        model = project.model(f"{attempt.run.record().name}@{which}").network().eval()
        folder = attempt.run.path
    assert last is not None
    shards = text.shards()
    bits = bits_per_byte(
        model.to(runtime.device),
        shards.tokens("validation"),
        shards.bytes("validation"),
        spec.model.context,
        runtime.device,
    )
    parameters = sum(parameter.numel() for parameter in model.parameters())
    shutil.rmtree(folder)
    return Scored(bits, last.elapsed_s, last.step, spec.loop.steps, parameters)


def ngram(text: HeldOut) -> Scored:
    """The Kneser-Ney n-gram that stands beside the curves, on the same tokens."""
    from workbench.activities.text.baseline import ngram_row
    from workbench.training.evaluation import ValidationText

    shards = text.shards()
    scored = ValidationText(shards.tokens("validation"), shards.bytes("validation"), 128, 16)
    row = ngram_row(shards, scored, shards.vocabulary_size)
    assert row.bits_per_byte is not None
    return Scored(row.bits_per_byte, 0.0, 0, 0, row.parameters)
