"""Which models a panel can use, and why it cannot use the others."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSignalBlocker

from ui.models.role import Role
from ui.protocols.open_project import OpenProject
from workbench.models.spec import FAMILIES
from workbench.store.records import ModelRecord

if TYPE_CHECKING:
    from ui.widgets.model_picker import ModelPicker


def is_encoder(model: ModelRecord) -> bool:
    """Whether a model fills in masks; one of an unknown family is not known to."""
    return model.family in FAMILIES and not FAMILIES[model.family].is_causal


def why_not_read(model: ModelRecord) -> str:
    """Why no text can be given to a model; empty if it can."""
    if model.family not in FAMILIES:
        return QCoreApplication.translate("Models", "damaged, or of a newer version")
    return ""


def why_not_write(model: ModelRecord) -> str:
    """Why a model cannot predict the next token; empty if it can."""
    if is_encoder(model):
        return QCoreApplication.translate("Models", "fills in masks and does not write")
    return why_not_read(model)


def why_not_fill(model: ModelRecord) -> str:
    """Why a model cannot fill in masks; empty if it can."""
    if reason := why_not_read(model):
        return reason
    if not is_encoder(model):
        return QCoreApplication.translate("Models", "writes on and has no mask to fill in")
    if model.labels:
        return QCoreApplication.translate("Models", "tells classes and fills in no masks")
    return ""


def why_no_lens(model: ModelRecord) -> str:
    """Why no output layer can be applied to what a model's layers give; empty if it can."""
    return why_not_fill(model) if is_encoder(model) else why_not_read(model)


def offer_each(
    pickers: "Mapping[Role, ModelPicker]",
    project: OpenProject | None,
    teacher: str = "",
    why_not: Callable[[ModelRecord], str] = why_not_read,
) -> None:
    """Offer what each can be asked by itself, in silence; a teacher that is named is chosen."""
    models = project.models if project is not None else ()
    for picker in pickers.values():
        with QSignalBlocker(picker):
            picker.set_models(models, why_not)
    if teacher and teacher != pickers[Role.TEACHER].reference:
        pickers[Role.TEACHER].set_reference(teacher)


def offer_pair(
    pickers: "Mapping[Role, ModelPicker]",
    project: OpenProject | None,
    teacher: str = "",
    why_not: Callable[[ModelRecord], str] = why_not_write,
) -> None:
    """Offer what can be compared token by token, in silence: the student's choices follow from the
    teacher, chosen before them if one is named. `why_not` says what a model cannot do."""
    models = project.models if project is not None else ()
    with QSignalBlocker(pickers[Role.TEACHER]), QSignalBlocker(pickers[Role.STUDENT]):
        pickers[Role.TEACHER].set_models(models, why_not)
        if teacher and teacher != pickers[Role.TEACHER].reference:
            pickers[Role.TEACHER].set_reference(teacher)
        beside = _why_not_beside(project, pickers[Role.TEACHER], why_not)
        pickers[Role.STUDENT].set_models(models, beside)


def offer_alike(
    pickers: "Mapping[Role, ModelPicker]", project: OpenProject | None, teacher: str = ""
) -> None:
    """Offer whatever can be given a text, in silence: beside the teacher, chosen before if one is
    named, what does the same with the same tokens."""
    models = project.models if project is not None else ()
    with QSignalBlocker(pickers[Role.TEACHER]), QSignalBlocker(pickers[Role.STUDENT]):
        pickers[Role.TEACHER].set_models(models, why_not_read)
        if teacher and teacher != pickers[Role.TEACHER].reference:
            pickers[Role.TEACHER].set_reference(teacher)
        chosen = pickers[Role.TEACHER].choice
        alike = models if chosen is None else does_the_same(chosen.model, models)
        pickers[Role.STUDENT].set_models(models, lambda one: _why_not_alike(one, alike))


def _why_not_alike(model: ModelRecord, alike: Sequence[ModelRecord]) -> str:
    if (reason := why_not_read(model)) or model in alike:
        return reason
    return QCoreApplication.translate("Models", "is not of the teacher's kind and tokenizer")


def _why_not_beside(
    project: OpenProject | None, teacher: "ModelPicker", fits: Callable[[ModelRecord], str]
) -> Callable[[ModelRecord], str]:
    tokenizers = project.tokenizers if project is not None else ()
    digests = {tokenizer.id: tokenizer.digest for tokenizer in tokenizers}
    chosen = teacher.choice

    def why_not(model: ModelRecord) -> str:
        if reason := fits(model):
            return reason
        if chosen is None:
            return ""
        if is_encoder(chosen.model) != is_encoder(model):
            return QCoreApplication.translate("Models", "is of another kind than the teacher")
        if _same(digests, chosen.model, model):
            return ""
        return QCoreApplication.translate("Models", "has another tokenizer than the teacher")

    return why_not


def _same(digests: Mapping[str, str], one: ModelRecord, other: ModelRecord) -> bool:
    mine, theirs = (digests.get(model.tokenizer, model.tokenizer) for model in (one, other))
    return mine == theirs


def why_not_compare(models: Sequence[ModelRecord]) -> str:
    """Why no report can be made of models; empty if one can."""
    if not models:
        return QCoreApplication.translate("Models", "Choose one or several models to compare")
    if any(model.labels for model in models):
        return QCoreApplication.translate("Models", "A classifier predicts no text to compare")
    if not all(model.checkpoints for model in models):
        return QCoreApplication.translate("Models", "One of them has saved no checkpoint")
    if len(does_the_same(models[0], models)) < len(models):
        return QCoreApplication.translate(
            "Models", "Their losses cannot be compared: they read with different tokenizers"
        )
    return ""


def does_the_same(one: ModelRecord, others: Sequence[ModelRecord]) -> list[ModelRecord]:
    """Those of the others that can be compared with a model: its kind of task, its tokenizer."""
    task = (is_encoder(one), one.labels, one.tokenizer)
    return [m for m in others if (is_encoder(m), m.labels, m.tokenizer) == task]
