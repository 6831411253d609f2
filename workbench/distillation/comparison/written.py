"""Teacher and student on a text that one of them wrote, behind the prompt that was read for it.

Shapes: t written tokens, k tokens of a chunk, v vocabulary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.distillation.common_pieces import over_common
from workbench.distillation.comparison.tokens import shared_context
from workbench.distillation.divergence.functions import Distribution, forward_kl, jensen_shannon
from workbench.errors import BadInput
from workbench.generation.scoring import CHUNK_TOKENS, Scores, TokenScores, joined, scores_of
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder
from workbench.models.inference import inference_context


@dataclass(frozen=True)
class WrittenScores:
    """Both models' scores of the written tokens; arrays are (t,), divergences in nats.

    `kl_t` is KL(p_T ‖ p_S), `reverse_kl_t` KL(p_S ‖ p_T), `js_t` the Jensen-Shannon divergence (at
    most ln 2). The choices are the likeliest tokens of each. `num_windows` is in how many parts the
    text was read.
    """

    teacher: TokenScores
    student: TokenScores
    kl_t: NDArray[np.float32]
    reverse_kl_t: NDArray[np.float32]
    js_t: NDArray[np.float32]
    teacher_choice_t: NDArray[np.int64]
    student_choice_t: NDArray[np.int64]
    num_windows: int


@dataclass(frozen=True)
class ReadPart:
    """Tokens `begin` to `end` of a text are read at once, to score those from `first` on.

    In front of them stand the text's first `kept`.
    """

    begin: int
    first: int
    end: int
    kept: int = 0


def parts_as_written(
    num_prompt: int, num_tokens: int, context: int, num_kept: int = 0
) -> Iterator[ReadPart]:
    """How a text was read while it was written: when the context is full, its latest half is kept.

    `num_tokens` are those of prompt and text together; `generation.sequences` reads the same.
    """
    half = max(1, context // 2)
    in_front = min(num_kept, half - 1)
    kept = in_front if num_prompt > context else 0
    begin, first = max(0, num_prompt - context + kept), num_prompt
    while first < num_tokens:
        end = min(begin + context - kept + 1, num_tokens)
        yield ReadPart(begin, first, end, kept)
        kept, begin, first = in_front, end - half + in_front, end


def score_written(
    teacher: Decoder,
    student: Decoder,
    prompt_ids: Sequence[int],
    written_ids: Sequence[int],
    *,
    num_kept: int = 0,
) -> WrittenScores:
    """Score every written token by both models, each having read the prompt and what precedes it.

    Where both do not fit into the shorter context, its latest half goes on behind the first
    `num_kept` tokens, as when it was written. Both models must be in eval mode. Raises BadInput
    where nothing was read or written.
    """
    if not prompt_ids or not written_ids:
        raise BadInput("there is no text to score; write one behind a prompt")
    ids = [*prompt_ids, *written_ids]
    context = shared_context(teacher, student)
    parts = list(parts_as_written(len(prompt_ids), len(ids), context, num_kept))
    chunks = [chunk for part in parts for chunk in _score_part(teacher, student, ids, part)]
    theirs, ours, *columns = zip(*chunks, strict=True)
    kl_t, reverse_kl_t, js_t, teacher_choice_t, student_choice_t = map(np.concatenate, columns)
    return WrittenScores(
        joined(written_ids, theirs),
        joined(written_ids, ours),
        kl_t,
        reverse_kl_t,
        js_t,
        teacher_choice_t,
        student_choice_t,
        len(parts),
    )


_Amounts = NDArray[np.float32]
_Choices = NDArray[np.int64]
_Chunk = tuple[Scores, Scores, _Amounts, _Amounts, _Amounts, _Choices, _Choices]


def _score_part(
    teacher: Decoder, student: Decoder, ids: Sequence[int], part: ReadPart
) -> list[_Chunk]:
    with inference_context():
        part_ids = [*ids[: part.kept], *ids[part.begin : part.end]]
        read = torch.tensor(part_ids, device=teacher.head_weight.device)
        from_first = part.kept + part.first - part.begin - 1
        hidden = [model.hidden(read[None, :-1])[0, from_first:] for model in (teacher, student)]
        chosen_t = read[from_first + 1 :]
        return [
            _score_chunk(
                linear(hidden[0][k : k + CHUNK_TOKENS], teacher.head_weight).float(),
                linear(hidden[1][k : k + CHUNK_TOKENS], student.head_weight).float(),
                chosen_t[k : k + CHUNK_TOKENS],
            )
            for k in range(0, len(chosen_t), CHUNK_TOKENS)
        ]


def _score_chunk(teacher_kv: Tensor, student_kv: Tensor, chosen_k: Tensor) -> _Chunk:
    teacher_kv, student_kv = over_common(teacher_kv, student_kv)
    theirs, ours = Distribution.of_logits(teacher_kv), Distribution.of_logits(student_kv)
    return (
        scores_of(teacher_kv, chosen_k),
        scores_of(student_kv, chosen_k),
        _not_below_0(forward_kl(theirs, ours)[0]),
        _not_below_0(forward_kl(ours, theirs)[0]),
        _not_below_0(jensen_shannon(theirs, ours, 0.5, normalised=False)[0]),
        teacher_kv.argmax(-1).cpu().numpy(),
        student_kv.argmax(-1).cpu().numpy(),
    )


def _not_below_0(divergence_k: Tensor) -> _Amounts:
    """A sum of rounded terms may fall short of 0, which no divergence does."""
    return divergence_k.clamp_min(0).cpu().numpy()
