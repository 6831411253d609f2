"""What a student may imitate beside its teacher's predictions; torch is not needed.

T is the teacher, S the student. Layers are compared as the student's layer map pairs them.
"""

from typing import Annotated, Literal

from pydantic import Field

from workbench.spec import Spec, setting

Layers = Literal["mapped", "last"]


def _weight() -> float:
    weight: float = setting(
        1.0,
        title="Weight",
        help="How much the term counts: weight × term is added to the loss. Its curve shows the "
        "term without the weight.",
        gt=0,
        le=1_000_000,
    )
    return weight


def _layers(default: Layers) -> Layers:
    layers: Layers = setting(
        default,
        title="Layers",
        help="Every pair of the layer map, or only that of the student's last layer.",
    )
    return layers


class HiddenTerm(Spec):
    """Hidden states of mapped layers: TinyBERT (arXiv 1909.10351), DistilBERT (1910.01108)."""

    kind: Literal["hidden"] = setting(
        "hidden",
        title="Term",
        help="Hidden states of mapped layers. Where the widths differ, a matrix that learns along "
        "translates the student's; it is not part of the student.",
    )
    weight: float = _weight()
    form: Literal["mse", "cosine"] = setting(
        "mse",
        title="Compared by",
        help="The mean squared difference, as TinyBERT does; or 1 − cosine, which minds the "
        "direction alone, as DistilBERT does.",
    )
    layers: Layers = _layers("mapped")


class AttentionTerm(Spec):
    """Attention of mapped layers: scores as TinyBERT, rows as MobileBERT (arXiv 2004.02984)."""

    kind: Literal["attention"] = setting(
        "attention",
        title="Term",
        help="Where the heads of mapped layers look.",
    )
    weight: float = _weight()
    form: Literal["mse", "kl"] = setting(
        "mse",
        title="Compared by",
        help="The mean squared difference of the scores before the softmax, as TinyBERT does; or "
        "the KL of the rows after it.",
    )
    heads: Literal["each", "average"] = setting(
        "each",
        title="Heads",
        help="Head by head, which needs as many in both models; or their average, which does not.",
    )
    layers: Layers = _layers("mapped")


class EmbeddingTerm(Spec):
    """The output of the embeddings, as TinyBERT."""

    kind: Literal["embedding"] = setting(
        "embedding",
        title="Term",
        help="What goes into the first layer. Where the widths differ, a matrix that learns along "
        "translates the student's.",
    )
    weight: float = _weight()
    form: Literal["mse", "cosine"] = setting(
        "mse",
        title="Compared by",
        help="The mean squared difference, as TinyBERT does; or 1 − cosine, which minds the "
        "direction alone, as DistilBERT does.",
    )


class RelationTerm(Spec):
    """Relations among tokens in one layer: MiniLM (arXiv 2002.10957, 2012.15828)."""

    kind: Literal["relations"] = setting(
        "relations",
        title="Term",
        help="How the tokens relate to one another inside a layer: query to key and value to "
        "value, as MiniLM does. Neither widths nor head counts need to agree.",
    )
    weight: float = _weight()
    heads: int = setting(
        0,
        title="Relation heads",
        help="Into how many parts queries, keys and values are cut to be related; it must divide "
        "both widths. 0 takes the teacher's heads.",
        zero="auto",
        ge=0,
        le=1024,
    )
    layers: Layers = _layers("last")


class PooledTerm(Spec):
    """The state that sums a text up, of a BERT with a pooler."""

    kind: Literal["pooled"] = setting(
        "pooled",
        title="Term",
        help="The state that sums a text up (BERT with a pooler), compared by its mean squared "
        "difference. Where the widths differ, a matrix that learns along translates it.",
    )
    weight: float = _weight()


class NextSentenceTerm(Spec):
    """The teacher's answer on whether one sentence follows another."""

    kind: Literal["next_sentence"] = setting(
        "next_sentence",
        title="Term",
        help="How sure the teacher is that one sentence follows the other (BERT with a pooler): "
        "the forward KL of both answers, softened and scaled as the soft loss is.",
    )
    weight: float = _weight()


Term = Annotated[
    HiddenTerm | AttentionTerm | EmbeddingTerm | RelationTerm | PooledTerm | NextSentenceTerm,
    Field(discriminator="kind"),
]


def name_of(term: Term) -> str:
    """What a term's curve is called: `hidden_mse`, `attention_kl`, `relations`.

    That of embeddings was there before it had forms, and keeps its name for the first.
    """
    if isinstance(term, EmbeddingTerm):
        return "embedding" if term.form == "mse" else f"embedding_{term.form}"
    return f"{term.kind}_{term.form}" if isinstance(term, HiddenTerm | AttentionTerm) else term.kind
