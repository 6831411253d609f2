"""How parts of a model, tokens and sums are named in the window."""

from PySide6.QtCore import QCoreApplication

from ui.i18n import beside
from ui.models import figures
from ui.widgets.numbers import measure, probability, share
from ui.widgets.token_strip import shown
from workbench.inspection.attribution.parts import LogitAttribution, LogitPart, TargetToken
from workbench.inspection.attribution.token_saliency import TokenSaliency

DIGITS = 3


def part_text(part: LogitPart) -> str:
    """A part by its name and place."""
    translate = QCoreApplication.translate
    match part.kind:
        case "embedding":
            return translate("Attribution", "Token embedding")
        case "position":
            return translate("Attribution", "Position embedding")
        case "segment":
            return translate("Attribution", "Segment embedding")
        case "embedding_norm_bias":
            return translate("Attribution", "Embedding norm bias")
        case "head":
            text = translate("Attribution", "L{layer} head {head}")
            return text.format(layer=part.layer, head=part.head)
        case "attention":
            return translate("Attribution", "L{layer} attention").format(layer=part.layer)
        case "attention_bias":
            return translate("Attribution", "L{layer} attention bias").format(layer=part.layer)
        case "feed_forward":
            return translate("Attribution", "L{layer} feed-forward").format(layer=part.layer)
        case "norm_bias":
            return translate("Attribution", "L{layer} norm bias").format(layer=part.layer)
        case "final_norm_bias":
            return translate("Attribution", "Final norm bias")
        case "head_bias":
            return translate("Attribution", "Output bias")


def target_text(target: TargetToken) -> str:
    """A candidate in a list: the token and its probability."""
    return f"{shown(target.piece)}   {probability(target.probability)}"


def named_target(found: LogitAttribution | TokenSaliency) -> str:
    """What is explained, with probability and rank."""
    target = found.target
    text = QCoreApplication.translate("Attribution", "“{token}”: probability {share}, rank {rank}")
    said = text.format(
        token=shown(target.piece),
        share=probability(target.probability),
        rank=figures.count(target.rank),
    )
    if found.versus is None:
        return said
    rather = QCoreApplication.translate("Attribution", "rather than “{token}”: {share}")
    other = rather.format(
        token=shown(found.versus.piece), share=probability(found.versus.probability)
    )
    return beside((said, other))


def sum_text(found: LogitAttribution) -> str:
    """The sum of the parts beside the logit, and how a head that is not linear was split."""
    text = QCoreApplication.translate("Attribution", "sum of the parts {total}, logit {logit}")
    if found.versus is not None:
        text = QCoreApplication.translate(
            "Attribution", "sum of the parts {total}, difference of the logits {logit}"
        )
    said = text.format(
        total=measure(found.parts.total, DIGITS), logit=measure(found.parts.logit, DIGITS)
    )
    if found.parts.is_linear:
        return said
    how = QCoreApplication.translate(
        "Attribution",
        "the head behind the last layer is not linear: integrated gradients of it from a zero "
        "state split its answer",
    )
    return beside((said, how))


def gap_text(found: TokenSaliency) -> str:
    """The sum of a saliency, what it ought to be, and the completeness gap."""
    text = QCoreApplication.translate(
        "Attribution",
        "sum {total}, {explained} less that of the baseline {difference}: completeness gap {gap}",
    )
    gap = found.relative_gap
    explained = {
        "logit": QCoreApplication.translate("Attribution", "logit"),
        "probability": QCoreApplication.translate("Attribution", "probability"),
    }[found.settings.explained]
    said = text.format(
        total=measure(found.total, DIGITS),
        explained=explained,
        difference=measure(found.difference, DIGITS),
        gap=measure(found.gap, DIGITS) if gap is None else share(gap, 2),
    )
    steps = QCoreApplication.translate("Attribution", "{count} steps")
    return beside((said, steps.format(count=figures.count(found.steps))))


def is_incomplete(found: TokenSaliency) -> bool:
    """Whether integrated gradients miss what they should add up to by more than one per cent."""
    is_integrated = found.settings.method == "integrated_gradients"
    return is_integrated and (found.relative_gap or 0.0) > 0.01
