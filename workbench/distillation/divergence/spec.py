"""Which divergence the soft loss measures; torch is not needed. T is the teacher, S the student."""

from typing import Annotated, Literal

from pydantic import Field

from workbench.spec import Spec, setting


class ForwardKL(Spec):
    """KL(T ‖ S), the divergence of Hinton, Vinyals and Dean (2015)."""

    kind: Literal["forward_kl"] = setting(
        "forward_kl",
        title="Divergence",
        help="KL(teacher ‖ student): the student has to cover all that the teacher finds likely. "
        "The usual choice, and the one for a low perplexity.",
    )


class ReverseKL(Spec):
    """KL(S ‖ T), the divergence of MiniLLM (arXiv 2306.08543)."""

    kind: Literal["reverse_kl"] = setting(
        "reverse_kl",
        title="Divergence",
        help="KL(student ‖ teacher): the student keeps to what the teacher finds likely and may "
        "leave the rest out. For a much smaller student that is to write well.",
    )


class Jeffreys(Spec):
    """KL(T ‖ S) + KL(S ‖ T)."""

    kind: Literal["jeffreys"] = setting(
        "jeffreys",
        title="Divergence",
        help="Forward plus reverse KL, so larger than either: the student should neither leave out "
        "nor make up. Choose a lower α than with one of them.",
    )


class JensenShannon(Spec):
    """The generalised JSD(β) in the convention of GKD (arXiv 2306.13649): β is T's share."""

    kind: Literal["jsd"] = setting(
        "jsd",
        title="Divergence",
        help="Both against their mixture, β parts teacher and 1−β parts student, as in GKD. It has "
        "an upper bound, so that a few tokens cannot rule the loss. For a way between both KLs.",
    )
    beta: float = setting(
        0.5,
        title="Share of the teacher β",
        help="Near 0 it is like forward KL, near 1 like reverse KL, at 0.5 symmetric; "
        "exactly 0 and 1 are the two KLs themselves.",
        ge=0,
        le=1,
    )
    normalised: bool = setting(
        False,
        title="Divide by β(1−β)",
        help="Without it the loss fades as β nears 0 or 1, as published for GKD. "
        "With it the loss tends to the two KLs, and α keeps its meaning as β changes.",
    )


class SkewedKL(Spec):
    """KL(T ‖ aT + (1−a)S), of DistiLLM (arXiv 2402.03898)."""

    kind: Literal["skewed_kl"] = setting(
        "skewed_kl",
        title="Divergence",
        help="Forward KL with a little of the teacher mixed into the student, as in DistiLLM: "
        "gradients stay small where the student misses a token. For a student far from its "
        "teacher.",
    )
    skew: float = setting(
        0.1,
        title="Skew a",
        help="How much of the teacher is mixed into the student; more is smoother and weaker.",
        gt=0,
        lt=1,
    )


class SkewedReverseKL(Spec):
    """KL(S ‖ (1−a)T + aS), of DistiLLM (arXiv 2402.03898)."""

    kind: Literal["skewed_reverse_kl"] = setting(
        "skewed_reverse_kl",
        title="Divergence",
        help="Reverse KL with a little of the student mixed into the teacher, as in DistiLLM: "
        "it stays bounded where the teacher finds a token impossible. For a student far from its "
        "teacher that is to write well.",
    )
    skew: float = setting(
        0.1,
        title="Skew a",
        help="How much of the student is mixed into the teacher; more is smoother and weaker.",
        gt=0,
        lt=1,
    )


class TotalVariation(Spec):
    """½ Σ |T − S|, of f-distillation (Wen et al. 2023)."""

    kind: Literal["total_variation"] = setting(
        "total_variation",
        title="Divergence",
        help="Half the sum of absolute differences of probability, from 0 to 1: unlikely tokens "
        "hardly count. For noisy teachers. Use it with τ = 1: its gradient shrinks as 1/τ only, "
        "and τ² overdoes it.",
    )


class LogitMSE(Spec):
    """The mean over the vocabulary of (z_S − z_T)²: no softmax, no τ."""

    kind: Literal["logit_mse"] = setting(
        "logit_mse",
        title="Divergence",
        help="The squared difference of the raw logits, averaged over the vocabulary; τ and τ² "
        "play no part. Every token counts alike, likely or not. For a student nearly as large as "
        "its teacher.",
    )


class UniversalLogits(Spec):
    """Σ |sorted T − sorted S|: ULD (arXiv 2402.12030), for models with different tokenizers."""

    kind: Literal["uld"] = setting(
        "uld",
        title="Divergence",
        help="ULD: both sorted from the likeliest token down, then their absolute differences. It "
        "minds how sure the teacher is, not of what, so that the tokenizers may differ. With the "
        "same tokenizer every other divergence tells the student more.",
    )


Divergence = Annotated[
    ForwardKL
    | ReverseKL
    | Jeffreys
    | JensenShannon
    | SkewedKL
    | SkewedReverseKL
    | TotalVariation
    | LogitMSE
    | UniversalLogits,
    Field(discriminator="kind"),
]
