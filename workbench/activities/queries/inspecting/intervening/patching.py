"""Activation patching between two texts, or between a teacher and a student."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch

from workbench.activities.queries.inspecting.intervening.one_token import one_token
from workbench.activities.queries.inspecting.predictions import (
    predicted_position,
    require_predictions,
)
from workbench.errors import BadInput
from workbench.inspection.hooks import Site
from workbench.inspection.patching.maps import PLACES, PatchedPlace, Patching
from workbench.inspection.patching.runs import (
    Contrast,
    ModelRun,
    PatchedRun,
    num_columns,
    own_layers,
    patch_rows,
)
from workbench.inspection.readout import logits_at
from workbench.models.build import Model
from workbench.models.inference import inference_context
from workbench.tokenizers.seen import seen_text, seen_tokens, told_text
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, listed, words

Layers = tuple[tuple[int, int], ...]
"""The clean run's layer and the corrupted run's, for each row of a map."""


@dataclass(frozen=True)
class AskedContrast:
    """The two tokens as people write them; an empty one is the likeliest of its run."""

    target: str = ""
    other: str = ""


def patched_texts(
    model: Model,
    tokenizer: Tokenizer,
    clean: Sequence[int],
    corrupted: Sequence[int],
    asked: AskedContrast,
    places: Sequence[str],
) -> Iterator[Patching]:
    """Patch the run of one text with activations of another's, of as many tokens."""
    runs = ModelRun(model, tuple(clean)), ModelRun(model, tuple(corrupted))
    layers = {place: own_layers(model, place) for place in checked_places(places)}
    yield from _patched(*runs, tokenizer, asked, layers)


def patched_models(
    teacher: Model,
    student: Model,
    tokenizer: Tokenizer,
    ids: Sequence[int],
    asked: AskedContrast,
    pairs: Layers,
    places: Sequence[str],
) -> Iterator[Patching]:
    """Patch a student's run with the activations of its teacher, of the same width, on one text.

    `pairs` are the teacher's and the student's corresponding layers. In the stream, what stands
    behind a layer of the teacher's stands in for what is behind the student's. Heads stand in for
    the student's of the same number; where there are not equally many, they are left out.
    """
    checked = checked_places(places)
    _require_equal_width(teacher, student)
    unequal = _unequal_heads(teacher, student) if "heads" in checked else None
    if unequal is not None:
        checked = tuple(place for place in checked if place != "heads")
        if not checked:
            raise BadInput("{reason}; choose another place", reason=unequal)
    behind = ((0, 0), *((theirs + 1, ours + 1) for theirs, ours in pairs))
    layers: dict[PatchedPlace, Layers] = {
        place: behind if place == "stream" else pairs for place in checked
    }
    runs = ModelRun(teacher, tuple(ids)), ModelRun(student, tuple(ids))
    for known in _patched(*runs, tokenizer, asked, layers):
        yield replace(known, left_out=unequal)


def checked_places(places: Sequence[str]) -> tuple[PatchedPlace, ...]:
    """The places by their names, each once; raises BadInput for a name that is none."""
    for name in places:
        if name not in PLACES:
            raise BadInput(
                "'{name}' is no place to patch; there are {known}", name=name, known=listed(PLACES)
            )
    return tuple(place for place in PLACES if place in places)


def _patched(
    clean: ModelRun,
    corrupted: ModelRun,
    tokenizer: Tokenizer,
    asked: AskedContrast,
    layers: dict[PatchedPlace, Layers],
) -> Iterator[Patching]:
    _require_patchable(clean, corrupted, tokenizer)
    contrast = _contrast(clean, corrupted, tokenizer, asked)
    sites = {Site(place, theirs) for place, rows in layers.items() for theirs, _ in rows}
    run = PatchedRun.of(clean, corrupted, contrast, tuple(sites))
    known = Patching(
        clean_tokens=seen_tokens(tokenizer, clean.ids),
        tokens=seen_tokens(tokenizer, corrupted.ids),
        position=contrast.position,
        target=seen_text(tokenizer, contrast.target),
        other=seen_text(tokenizer, contrast.other),
        clean_difference=run.clean_difference,
        corrupted_difference=run.corrupted_difference,
        maps=(),
        total=sum(len(rows) * num_columns(corrupted, place) for place, rows in layers.items()),
    )
    yield known
    for place, rows in layers.items():
        before = known.maps
        for found, patches in patch_rows(run, place, rows):
            known = replace(known, maps=(*before, found), done=known.done + patches)
            yield known


def _contrast(
    clean: ModelRun, corrupted: ModelRun, tokenizer: Tokenizer, asked: AskedContrast
) -> Contrast:
    position = predicted_position(tokenizer, clean.ids, is_causal=clean.model.is_causal)
    target, other = (
        one_token(tokenizer, written) if written.strip() else _likeliest(run, position, tokenizer)
        for written, run in ((asked.target, clean), (asked.other, corrupted))
    )
    if target == other:
        raise BadInput(
            "both tokens are '{token}', so that there is no difference to recover; name two "
            "different tokens",
            token=told_text(tokenizer, target),
        )
    return Contrast(position, target, other)


def _likeliest(run: ModelRun, position: int, tokenizer: Tokenizer) -> int:
    with inference_context():
        logits_v = logits_at(run.model, run.ids_t[None], position)[0]
    return int(torch.argmax(logits_v[: tokenizer.vocabulary_size]))


def _require_patchable(clean: ModelRun, corrupted: ModelRun, tokenizer: Tokenizer) -> None:
    for run in (clean, corrupted):
        require_predictions(run.model)
        if len(run.ids) > run.model.context:
            raise BadInput(
                "the text has {count} tokens, and this model reads at most {context}; shorten it",
                count=len(run.ids),
                context=run.model.context,
            )
    if len(clean.ids) != len(corrupted.ids):
        raise BadInput(
            "the clean text has {clean} tokens and the corrupted one {corrupted}; a patch needs "
            "texts of equal length, such as two that differ in a word",
            clean=len(clean.ids),
            corrupted=len(corrupted.ids),
        )
    is_causal = clean.model.is_causal
    if (
        len(
            {
                predicted_position(tokenizer, one.ids, is_causal=is_causal)
                for one in (clean, corrupted)
            }
        )
        > 1
    ):
        raise BadInput(
            "the first [MASK] does not stand at the same place in both texts; put it behind as "
            "many tokens in each"
        )


def _require_equal_width(teacher: Model, student: Model) -> None:
    widths = [one.head_weight.shape[1] for one in (teacher, student)]
    if widths[0] != widths[1]:
        raise BadInput(
            "the teacher's residual stream is {theirs} wide and the student's {ours}; only models "
            "of equal width can be patched with each other's activations",
            theirs=widths[0],
            ours=widths[1],
        )


def _unequal_heads(teacher: Model, student: Model) -> Words | None:
    """Why heads cannot be patched between two models; None where they can."""
    if teacher.num_heads == student.num_heads:
        return None
    return words(
        "each layer of the teacher has {theirs} heads and each of the student's {ours}: heads can "
        "only be patched between models that have equally many",
        theirs=teacher.num_heads,
        ours=student.num_heads,
    )
