"""Answers about texts that models wrote: how a teacher and a student find each other's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.activities.queries.prompts import Prompt
from workbench.distillation.comparison.written import WrittenScores, score_written
from workbench.generation.texts.text_figures import Variety, variety
from workbench.models.build import Decoder, Model
from workbench.models.load import as_decoder
from workbench.tokenizers.tokenizer import Tokenizer

Writer = Literal["teacher", "student"]


@dataclass(frozen=True)
class JudgedToken:
    """A written token as one model finds it: probabilities are those before temperature and
    filters, entropy in nats, rank from 1; `choice` is the model's likeliest token there."""

    log_probability: float
    entropy: float
    rank: int
    choice: int
    choice_text: str

    @property
    def probability(self) -> float:
        return math.exp(self.log_probability)


@dataclass(frozen=True)
class CrossScoredToken:
    """A written token as both models find it; divergences of their predictions there in nats."""

    id: int
    text: str
    teacher: JudgedToken
    student: JudgedToken
    kl: float
    reverse_kl: float
    js: float

    def by(self, role: Writer) -> JudgedToken:
        """How one of the two finds it."""
        return self.teacher if role == "teacher" else self.student


@dataclass(frozen=True)
class CrossScoredText:
    """A text that the `writer` wrote behind a prompt, as teacher and student find its tokens.

    `departure` is the first place (from 0) where the other model's likeliest token is another one;
    None where it would have written the same greedily. Perplexities and divergences are means over
    the tokens. `room` is how many token ids each model has, `num_windows` in how many parts the
    text was read.
    """

    writer: Writer
    tokens: tuple[CrossScoredToken, ...]
    departure: int | None
    teacher_perplexity: float
    student_perplexity: float
    kl: float
    reverse_kl: float
    js: float
    agreement: float
    variety: Variety
    room: tuple[int, int]
    num_windows: int

    @property
    def other(self) -> Writer:
        """Who did not write it."""
        return "student" if self.writer == "teacher" else "teacher"

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(token.id for token in self.tokens)

    @property
    def common_pieces(self) -> int:
        """Over how many ids both were compared where one has more than the other; 0 else."""
        return min(self.room) if self.room[0] != self.room[1] else 0


def cross_scored(
    models: tuple[Model, Model],
    tokenizer: Tokenizer,
    prompt: Prompt,
    written_ids: Sequence[int],
    writer: Writer,
) -> CrossScoredText:
    """How a teacher and a student (in this order) find a text that one of them wrote.

    Raises BadInput for a model that does not write, and where there is no text.
    """
    teacher, student = map(as_decoder, models)
    scores = score_written(teacher, student, prompt.ids, written_ids, num_kept=prompt.num_kept)
    tokens = _tokens(tokenizer, scores)
    choices_t = scores.student_choice_t if writer == "teacher" else scores.teacher_choice_t
    departures = (choices_t != scores.teacher.ids_t).nonzero()[0]
    return CrossScoredText(
        writer=writer,
        tokens=tokens,
        departure=int(departures[0]) if len(departures) else None,
        teacher_perplexity=scores.teacher.perplexity,
        student_perplexity=scores.student.perplexity,
        kl=float(scores.kl_t.mean(dtype="f8")),
        reverse_kl=float(scores.reverse_kl_t.mean(dtype="f8")),
        js=float(scores.js_t.mean(dtype="f8")),
        agreement=float((scores.teacher_choice_t == scores.student_choice_t).mean()),
        variety=variety(written_ids),
        room=_room(teacher, student),
        num_windows=scores.num_windows,
    )


def _room(teacher: Decoder, student: Decoder) -> tuple[int, int]:
    return len(teacher.head_weight), len(student.head_weight)


def _tokens(tokenizer: Tokenizer, scores: WrittenScores) -> tuple[CrossScoredToken, ...]:
    sides = (
        (scores.teacher, scores.teacher_choice_t),
        (scores.student, scores.student_choice_t),
    )
    judged = [
        [
            JudgedToken(log_probability, entropy, rank, choice, tokenizer.piece(choice))
            for log_probability, entropy, rank, choice in zip(
                side.log_probabilities_t.tolist(),
                side.entropies_t.tolist(),
                side.ranks_t.tolist(),
                choice_t.tolist(),
                strict=True,
            )
        ]
        for side, choice_t in sides
    ]
    columns = zip(
        scores.teacher.ids_t.tolist(),
        *judged,
        scores.kl_t.tolist(),
        scores.reverse_kl_t.tolist(),
        scores.js_t.tolist(),
        strict=True,
    )
    return tuple(CrossScoredToken(i, tokenizer.piece(i), *rest) for i, *rest in columns)


@dataclass(frozen=True)
class ExpectedAnswer:
    """How likely a model finds an answer behind a prompt, before temperature and filters.

    `log_probability` (nats) is of all its tokens together; `rank` is the worst of their ranks, so
    that greedy decoding writes the answer exactly where it is 1.
    """

    tokens: int
    log_probability: float
    rank: int

    @property
    def probability(self) -> float:
        return math.exp(self.log_probability)


def expected_answer(
    model: Model, prompt_ids: Sequence[int], answer_ids: Sequence[int]
) -> ExpectedAnswer:
    """The probability and rank of the answer's tokens behind the prompt's."""
    decoder = as_decoder(model)
    scores = score_written(decoder, decoder, prompt_ids, answer_ids).teacher
    return ExpectedAnswer(
        tokens=len(answer_ids),
        log_probability=float(scores.log_probabilities_t.sum(dtype="f8")),
        rank=int(scores.ranks_t.max()),
    )
