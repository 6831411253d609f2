"""Settings of a teacher cache, and how large it becomes; torch is not needed."""

from typing import Annotated, Literal

from pydantic import Field

from workbench.spec import Spec, setting
from workbench.training.spec import DeviceSpec

BYTES_OF = {"float16": 2, "float32": 4}


class TopK(Spec):
    """The likeliest tokens and the mass of all others."""

    kind: Literal["top_k"] = setting(
        "top_k",
        title="What is kept",
        help="The likeliest tokens of each place and, as one number, the probability of all "
        "others. Without the latter the teacher would look surer than it is.",
    )
    k: int = setting(
        32,
        title="Likeliest tokens",
        help="How many are kept for each place; more is closer to the teacher and larger.",
        unit="tokens",
        ge=1,
        le=4096,
    )


class Samples(Spec):
    """Tokens drawn from the teacher: an unbiased estimate (arXiv 2503.16870)."""

    kind: Literal["samples"] = setting(
        "samples",
        title="What is kept",
        help="Tokens drawn at random by the teacher's own probabilities. On average the student's "
        "gradient is exactly that of the whole distribution; it is noisier. Forward KL only.",
    )
    count: int = setting(
        64,
        title="Samples",
        help="How many are drawn for each place; the noise shrinks as their root.",
        unit="tokens",
        ge=1,
        le=4096,
    )


class Whole(Spec):
    """Every token: the losses are those of asking the teacher."""

    kind: Literal["whole"] = setting(
        "whole",
        title="What is kept",
        help="The probability of every token. The losses are those of asking the teacher; it is "
        "for small vocabularies, being as large as they are.",
    )


Kept = Annotated[TopK | Samples | Whole, Field(discriminator="kind")]


class CacheTeacherSpec(Spec):
    """Keep a teacher's predictions for a corpus, so that students learn without asking it."""

    kind: Literal["cache_teacher"] = "cache_teacher"
    name: str = setting(
        "cache",
        title="Name",
        help="What the cache will be called.",
        min_length=1,
        max_length=80,
    )
    corpus: str = setting(
        title="Corpus", help="The text whose training part is predicted.", min_length=1
    )
    teacher: str = setting(
        title="Teacher",
        help="The model to ask: a name, with @best, @last or @STEP behind it if wanted.",
        min_length=1,
    )
    context: int = setting(
        0,
        title="Context",
        help="Tokens of a window, which the students' contexts must equal; 0 takes the teacher's.",
        unit="tokens",
        zero="auto",
        ge=0,
        le=65536,
    )
    kept: Kept = setting(
        TopK(), title="Kept", help="How much of the teacher's distributions is kept."
    )
    temperature: float = setting(
        1.0,
        title="Distillation temperature τ",
        help="The temperature that the students learn at. Of a whole distribution any other can "
        "be made afterwards.",
        ge=1e-4,
        le=100,
    )
    precision: Literal["float16", "float32"] = setting(
        "float16",
        title="Numbers",
        help="float16 rounds logarithms of probabilities to three digits and is half as large.",
        advanced=True,
    )
    tokens: int = setting(
        0,
        title="Tokens",
        help="How many of the training tokens, at most; students then learn from these alone. "
        "0 means all.",
        unit="tokens",
        zero="all",
        ge=0,
    )
    windows_at_once: int = setting(
        16,
        title="Windows at once",
        help="Windows that go through the teacher together. Halve it when memory runs out.",
        unit="windows",
        ge=1,
        le=4096,
        advanced=True,
    )
    runtime: DeviceSpec = setting(
        DeviceSpec(), title="Runtime", help="Device, precision, threads and seed."
    )


def bytes_per_token(kept: Kept, precision: str, vocabulary_size: int) -> int:
    """What a cache holds for each position of the text."""
    number, index = BYTES_OF[precision], 2 if vocabulary_size <= 1 << 16 else 4
    match kept:
        case TopK(k=k):
            return min(k, vocabulary_size) * (number + index) + number
        case Samples(count=count):
            return count * index + 4
        case Whole():
            return vocabulary_size * number
