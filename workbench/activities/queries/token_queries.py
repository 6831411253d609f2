"""Answers about two models on the same text, token by token, as plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import get_args

from workbench.activities.queries.prompts import prompt_ids
from workbench.corpora.corpus import Corpus
from workbench.data.causal.encoding import first_tokens
from workbench.data.causal.layout import Tokens, file_of
from workbench.data.causal.shards import Shards, fingerprint
from workbench.data.encode_once import is_encoded
from workbench.distillation.comparison.tokens import (
    Candidates,
    TokenComparison,
    candidates_after,
    compare_tokens,
    shared_context,
)
from workbench.distillation.comparison.what_if import HeldLogits, effect, hold
from workbench.distillation.comparison.worst_passages import By, Passage, worst_passages
from workbench.distillation.divergence.soft_loss import soft_loss
from workbench.distillation.divergence.spec import Divergence, ForwardKL
from workbench.distillation.stages import StageSpec, settings_at
from workbench.errors import BadInput
from workbench.inspection.shown import Shown
from workbench.models.build import Decoder, Model
from workbench.models.load import as_decoder
from workbench.named import named
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import listed

__all__ = [
    "By",
    "ComparedText",
    "ComparedToken",
    "Distributions",
    "ExpectedToken",
    "ModelPair",
    "WhatIf",
    "WhatIfAnswer",
    "WorstPassage",
    "WorstPassages",
]


@dataclass(frozen=True)
class ComparedToken:
    """A token as both models score it; surprisal, entropy and KL in nats, ranks from 1."""

    id: int
    text: str
    kl: float
    teacher_surprisal: float
    student_surprisal: float
    teacher_rank: int
    student_rank: int
    teacher_entropy: float
    student_entropy: float
    agrees: bool


@dataclass(frozen=True)
class ComparedText(Shown):
    """`ids` is all that the models read, in order; `tokens` are the last of them, compared.

    The figures are means over the tokens: KL(teacher ‖ student) and losses in nats, and the share
    of tokens where both models have the same first choice. `room` is how many token ids each of
    the two has; where that differs, both were compared over the ids that both have. `context` is
    how many tokens were read at once.
    """

    ids: tuple[int, ...]
    tokens: tuple[ComparedToken, ...]
    kl: float
    teacher_loss: float
    student_loss: float
    agreement: float
    room: tuple[int, int] = (0, 0)
    context: int = 0

    @property
    def num_windows(self) -> int:
        """In how many parts the text was read, each without what precedes it."""
        return -(-(len(self.ids) - 1) // self.context) if self.context else 1

    @property
    def common_pieces(self) -> int:
        """Over how many ids both were compared where one has more than the other; 0 else."""
        return min(self.room) if self.room[0] != self.room[1] else 0

    def ids_to(self, token: int) -> tuple[int, ...]:
        """What is read up to one of the compared tokens (from 0), itself the last."""
        return self.ids[: len(self.ids) - len(self.tokens) + token + 1]

    def _repr_html_(self) -> str:
        """The text, each token the redder the further the student is from its teacher."""
        most = max((token.kl for token in self.tokens), default=0.0) or 1.0
        return (
            f"<p>mean KL {self.kl:.4f} nats, losses: teacher {self.teacher_loss:.4f}, student "
            f"{self.student_loss:.4f}, same first choice {self.agreement:.1%}</p>"
            f'<p style="line-height:1.8">{"".join(_span(t, t.kl / most) for t in self.tokens)}</p>'
        )


@dataclass(frozen=True)
class ExpectedToken:
    """A candidate for the next token, and the probability that each model gives it."""

    id: int
    text: str
    teacher: float
    student: float
    is_true: bool


@dataclass(frozen=True)
class Distributions:
    """Both models' predictions at one position, by the teacher's probability; entropies in nats."""

    tokens: tuple[ExpectedToken, ...]
    teacher_entropy: float
    student_entropy: float


@dataclass(frozen=True)
class WorstPassage:
    """A stretch of a corpus; `begin` is the index of its first token in the part, from 0."""

    begin: int
    text: str
    compared: ComparedText


@dataclass(frozen=True)
class WorstPassages:
    """How far the search is, in tokens, and what it found so far, the worst first."""

    done: int
    total: int
    passages: tuple[WorstPassage, ...]


@dataclass(frozen=True)
class WhatIfAnswer:
    """What a setting would do, as `workbench.distillation.comparison.what_if.Effect` says it."""

    soft: float
    hard: float
    total: float
    soft_gradient_norm: float
    hard_gradient_norm: float
    gradient_norm: float
    teacher_entropy: float
    student_entropy: float
    distributions: Distributions
    soft_k: tuple[float, ...] = ()


@dataclass(frozen=True)
class ModelPair:
    """A teacher and a student that read the same tokens."""

    teacher: Decoder
    student: Decoder
    tokenizer: Tokenizer
    framing: Framing

    @classmethod
    def of(
        cls, teacher: Model, student: Model, tokenizer: Tokenizer, framing: Framing
    ) -> "ModelPair":
        """Raises BadInput for a model that does not predict the next token."""
        return cls(as_decoder(teacher), as_decoder(student), tokenizer, framing)

    def compare(self, text: str) -> ComparedText:
        """Every token of a text that stands at the beginning of a document."""
        ids = self._read(text)
        return self._compared(ids, compare_tokens(self.teacher, self.student, ids))

    def distributions(self, ids: Sequence[int], top_k: int) -> Distributions:
        """Both models' predictions at the position of the last of `ids`."""
        _require_positive(top_k)
        _require_known(self.tokenizer, ids)
        candidates = candidates_after(self.teacher, self.student, ids, top_k)
        return _distributions(self.tokenizer, candidates, ids[-1])

    def worst(self, tokens: Tokens, by: By, most_passages: int) -> Iterator[WorstPassages]:
        """Search some text for the passages where the student is worst."""
        if by not in get_args(By):
            raise BadInput(
                "'{by}' is nothing to look for the worst by; there are {known}",
                by=by,
                known=listed(get_args(By)),
            )
        _require_positive(most_passages)
        if len(tokens) < 2:
            raise BadInput(
                "the {split} part of the corpus has no text to score; "
                "add documents or raise its validation share",
                split=named("validation"),
            )
        for search in worst_passages(
            self.teacher, self.student, tokens, by=by, most_passages=most_passages
        ):
            passages = tuple(self._passage(passage) for passage in search.passages)
            yield WorstPassages(search.done, search.total, passages)

    def what_if(self, text: str) -> "WhatIf":
        """The logits of both models for the beginning of a text."""
        ids = self._read(text)
        held = hold(self.teacher, self.student, ids)
        return WhatIf(held, self.tokenizer, len(ids) - 1 - len(held.targets_k))

    def _read(self, text: str) -> list[int]:
        if not text.strip():
            raise BadInput("there is no text to compare the models on; write a sentence")
        return prompt_ids(self.tokenizer, text, self.framing)

    def _passage(self, passage: Passage) -> WorstPassage:
        compared = self._compared(passage.ids, passage.comparison)
        text = self.tokenizer.decode([token.id for token in compared.tokens])
        return WorstPassage(passage.begin, text, compared)

    def _compared(self, ids: Sequence[int], comparison: TokenComparison) -> ComparedText:
        return ComparedText(
            ids=tuple(ids),
            tokens=_tokens(self.tokenizer, comparison),
            kl=comparison.kl,
            teacher_loss=comparison.teacher.loss,
            student_loss=comparison.student.loss,
            agreement=comparison.agreement,
            room=(len(self.teacher.head_weight), len(self.student.head_weight)),
            context=shared_context(self.teacher, self.student),
        )


class WhatIf:
    """Both models' logits on the first tokens of a text, on which settings are evaluated.

    `common_pieces` is over how many ids both are compared where one has more; 0 else. `left_out`
    tokens at the text's end are not evaluated.
    """

    def __init__(self, held: HeldLogits, tokenizer: Tokenizer, left_out: int = 0) -> None:
        self._held = held
        self.left_out = left_out
        self._tokenizer = tokenizer
        room = held.teacher_kv.shape[-1], held.student_kv.shape[-1]
        self.common_pieces = min(room) if room[0] != room[1] else 0
        self.tokens = tuple(tokenizer.piece(i) for i in held.targets_k.tolist())

    def answer(
        self,
        *,
        alpha: float,
        temperature: float,
        squared: bool,
        position: int,
        divergence: Divergence | None = None,
        top_k: int = 10,
    ) -> WhatIfAnswer:
        """What α, τ and a divergence would do, with both predictions at one position (from 0).

        Without a divergence it is the forward KL.
        """
        _require_positive(top_k)
        if not 0 <= position < len(self.tokens):
            raise BadInput(
                "there is no token at position {position}; the text has {count}, from 0",
                position=position,
                count=len(self.tokens),
            )
        settings = {"alpha": alpha, "temperature": temperature, "temperature_squared": squared}
        stage = validate(StageSpec, {**settings, "divergence": divergence or ForwardKL()})
        effects = effect(
            self._held,
            soft_loss(settings_at((stage,), 0)),
            alpha=alpha,
            temperature=temperature,
            position=position,
            top_k=top_k,
        )
        true_id = int(self._held.targets_k[position])
        return WhatIfAnswer(
            soft=effects.soft,
            hard=effects.hard,
            total=effects.total,
            soft_gradient_norm=effects.soft_gradient_norm,
            hard_gradient_norm=effects.hard_gradient_norm,
            gradient_norm=effects.gradient_norm,
            teacher_entropy=effects.teacher_entropy,
            student_entropy=effects.student_entropy,
            distributions=_distributions(self._tokenizer, effects.candidates, true_id),
            soft_k=effects.soft_k,
        )


def _span(token: ComparedToken, share: float) -> str:
    """A token with its figures in its tooltip, on a red ground of strength `share` (0 to 1)."""
    figures = (
        f"KL {token.kl:.4f}; surprisal: teacher {token.teacher_surprisal:.4f} (rank "
        f"{token.teacher_rank}), student {token.student_surprisal:.4f} (rank {token.student_rank})"
    )
    ground = f"background:rgba(214,39,40,{0.7 * share:.2f})"
    return f'<span style="{ground}" title="{figures}">{escape(token.text)}</span>'


def validation_tokens(
    project: ProjectFolder, corpus: str, tokenizer: Tokenizer, most: int
) -> Tokens:
    """The first `most` + 1 tokens of a corpus's validation part.

    From its shards where it was encoded already, and otherwise (also where they are damaged)
    encoded now, without a trace.
    """
    _require_positive(most)
    record = project.corpus(corpus)
    mark = fingerprint(record.digest, tokenizer.digest)
    if is_encoded(project.shards_path / mark, mark, file_of("validation")):
        return Shards.open(project.shards_path / mark).tokens("validation")[: most + 1]
    return first_tokens(Corpus.open(record.folder), tokenizer, "validation", most + 1)


def _require_positive(count: int) -> None:
    if count < 1:
        raise BadInput("{count} cannot be shown; ask for at least one", count=count)


def _require_known(tokenizer: Tokenizer, ids: Sequence[int]) -> None:
    size = tokenizer.vocabulary_size
    for one in ids:
        if not 0 <= one < size:
            raise BadInput(
                "there is no token {id}; the vocabulary has {size}, counted from 0",
                id=one,
                size=size,
            )


def _tokens(tokenizer: Tokenizer, comparison: TokenComparison) -> tuple[ComparedToken, ...]:
    teacher, student = comparison.teacher, comparison.student
    columns = zip(
        teacher.ids_t.tolist(),
        comparison.kl_t.tolist(),
        (-teacher.log_probabilities_t).tolist(),
        (-student.log_probabilities_t).tolist(),
        teacher.ranks_t.tolist(),
        student.ranks_t.tolist(),
        teacher.entropies_t.tolist(),
        student.entropies_t.tolist(),
        comparison.agreement_t.tolist(),
        strict=True,
    )
    return tuple(ComparedToken(i, tokenizer.piece(i), *figures) for i, *figures in columns)


def _distributions(tokenizer: Tokenizer, candidates: Candidates, true_id: int) -> Distributions:
    columns = zip(
        candidates.ids_j.tolist(),
        candidates.teacher_j.tolist(),
        candidates.student_j.tolist(),
        strict=True,
    )
    expected = tuple(
        ExpectedToken(i, tokenizer.piece(i), teacher, student, is_true=i == true_id)
        for i, teacher, student in columns
    )
    return Distributions(expected, candidates.teacher_entropy, candidates.student_entropy)
