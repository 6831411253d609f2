"""Feature distillation: which activations are collected, and the losses between them.

Shape legend: b = texts, t = q = k = tokens, n = seen tokens, c = width.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import torch
from torch import Tensor, nn

from workbench.distillation.divergence.soft_loss import forward_kl, scaled
from workbench.distillation.features.losses import (
    attention_kl,
    attention_mse,
    hidden_cosine,
    hidden_mse,
    relation_kl,
    scores,
)
from workbench.distillation.features.spec import (
    AttentionTerm,
    EmbeddingTerm,
    HiddenTerm,
    Layers,
    NextSentenceTerm,
    PooledTerm,
    RelationTerm,
    Term,
    name_of,
)
from workbench.distillation.stages import StageSettings, StageSpec
from workbench.models.blocks.trace import Parts, Trace, nearby_mask

Pairs = Sequence[tuple[int, int]]
"""(student's layer, teacher's layer), blocks counted from 0."""


@dataclass(frozen=True)
class Activations:
    """The activations of one model's forward pass.

    `seen_bt` is False at padding (None: there is none), and `seen_n` are the places of all else;
    `next_sentence_b2` and `pooled_bc` are a BERT's, where they were requested.
    """

    trace: Trace
    causal: bool
    seen_bt: Tensor | None = None
    seen_n: Tensor | None = None
    pooled_bc: Tensor | None = None
    next_sentence_b2: Tensor | None = None

    def tokens(self, index: int) -> Tensor:
        """The hidden states nc at an index: 0 the embeddings, 1 the first block, and so on."""
        state_btc = self.trace.hidden_btc[index]
        state_nc = state_btc.flatten(0, 1)
        return state_nc if self.seen_n is None else state_nc[self.seen_n]

    @property
    def seen_bqk(self) -> Tensor:
        """The keys that a query may attend to."""
        b, t = self.trace.hidden_btc[0].shape[:2]
        device = self.trace.hidden_btc[0].device
        seen_bqk = torch.ones(b, t, t, dtype=torch.bool, device=device)
        if self.causal:
            seen_bqk = seen_bqk.tril()
        if self.seen_bt is not None:
            seen_bqk = seen_bqk & self.seen_bt[:, None, :] & self.seen_bt[:, :, None]
        return seen_bqk


class FeatureDistillation(nn.Module):
    """The terms of all stages, and the bias-free projections that learn along with the student.

    A projection stands wherever a term compares states of different widths; it maps the
    student's to the teacher's.
    """

    def __init__(
        self,
        stages: Sequence[StageSpec],
        pairs: Pairs,
        student_width: int,
        teacher_width: int,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        self._pairs = tuple(pairs)
        self.projections = nn.ModuleDict()
        names = dict.fromkeys(name for stage in stages for name in self._projected(stage.terms))
        for name in names if student_width != teacher_width else ():
            projection = nn.Linear(student_width, teacher_width, bias=False)
            with torch.no_grad():
                projection.weight.normal_(0.0, student_width**-0.5, generator=generator)
            self.projections[name] = projection

    def traces(self, stage: StageSpec) -> tuple[Trace, Trace]:
        """What to collect of the student's and of the teacher's forward pass."""
        chosen = [pair for term in stage.terms for pair in self._parts_of(term)]
        ours, theirs = ({pair[side] for pair in chosen} for side in (0, 1))
        return Trace(hidden=True, parts_of=ours), Trace(hidden=True, parts_of=theirs)

    def losses(
        self, settings: StageSettings, student: Activations, teacher: Activations
    ) -> Mapping[str, tuple[float, Tensor]]:
        """Weight and value of each term, by its name."""
        return {
            name_of(term): (term.weight, self._loss(term, settings, student, teacher))
            for term in settings.stage.terms
        }

    def _loss(
        self, term: Term, settings: StageSettings, student: Activations, teacher: Activations
    ) -> Tensor:
        match term:
            case HiddenTerm():
                return _mean(self._hidden(term, student, teacher))
            case AttentionTerm():
                return _mean(self._attention(term, student, teacher))
            case RelationTerm():
                return _mean(self._relations(term, student, teacher))
            case EmbeddingTerm():
                compare = hidden_mse if term.form == "mse" else hidden_cosine
                return compare(self._project("embedding", student.tokens(0)), teacher.tokens(0))
            case PooledTerm():
                assert student.pooled_bc is not None
                assert teacher.pooled_bc is not None
                return hidden_mse(self._project("pooled", student.pooled_bc), teacher.pooled_bc)
            case NextSentenceTerm():
                return _next_sentence(settings, student, teacher)
            case _:
                assert_never(term)

    def _hidden(
        self, term: HiddenTerm, student: Activations, teacher: Activations
    ) -> Iterator[Tensor]:
        compare = hidden_mse if term.form == "mse" else hidden_cosine
        for ours, theirs in self._chosen(term.layers):
            states_nc = self._project(f"hidden_{ours}", student.tokens(ours + 1))
            yield compare(states_nc, teacher.tokens(theirs + 1))

    def _attention(
        self, term: AttentionTerm, student: Activations, teacher: Activations
    ) -> Iterator[Tensor]:
        compare = attention_mse if term.form == "mse" else attention_kl
        seen_bqk = student.seen_bqk
        for ours, theirs in self._chosen(term.layers):
            parts = (student.trace.parts[ours], teacher.trace.parts[theirs])
            pair_bhqk = [scores(part.q_bhtd, part.k_bhtd) for part in parts]
            if term.heads == "average":
                pair_bhqk = [scores_bhqk.mean(1, keepdim=True) for scores_bhqk in pair_bhqk]
            yield compare(pair_bhqk[0], pair_bhqk[1], _within_windows(seen_bqk, *parts))

    def _relations(
        self, term: RelationTerm, student: Activations, teacher: Activations
    ) -> Iterator[Tensor]:
        seen_bqk = student.seen_bqk
        for ours, theirs in self._chosen(term.layers):
            own, their = student.trace.parts[ours], teacher.trace.parts[theirs]
            heads = term.heads or their.q_bhtd.shape[1]
            near_bqk = _within_windows(seen_bqk, own, their)
            yield 0.5 * (
                relation_kl((own.q_bhtd, own.k_bhtd), (their.q_bhtd, their.k_bhtd), near_bqk, heads)
                + relation_kl(
                    (own.v_bhtd, own.v_bhtd), (their.v_bhtd, their.v_bhtd), near_bqk, heads
                )
            )

    def _chosen(self, layers: Layers) -> Pairs:
        return self._pairs[-1:] if layers == "last" else self._pairs

    def _project(self, name: str, states_nc: Tensor) -> Tensor:
        if name not in self.projections:
            return states_nc
        projected_nc: Tensor = self.projections[name](states_nc)
        return projected_nc

    def _projected(self, terms: Sequence[Term]) -> Iterator[str]:
        for term in terms:
            match term:
                case HiddenTerm():
                    yield from (f"hidden_{ours}" for ours, _ in self._chosen(term.layers))
                case EmbeddingTerm():
                    yield "embedding"
                case PooledTerm():
                    yield "pooled"
                case _:
                    pass

    def _parts_of(self, term: Term) -> Pairs:
        return self._chosen(term.layers) if isinstance(term, AttentionTerm | RelationTerm) else ()


def _within_windows(seen_bqk: Tensor, own: Parts, their: Parts) -> Tensor:
    """The keys that the queries of both models attend to."""
    windows = [parts.window for parts in (own, their) if parts.window]
    if not windows:
        return seen_bqk
    tokens = seen_bqk.shape[-1]
    return seen_bqk & nearby_mask(tokens, seen_bqk.device, min(windows))


def _next_sentence(settings: StageSettings, student: Activations, teacher: Activations) -> Tensor:
    assert student.next_sentence_b2 is not None
    assert teacher.next_sentence_b2 is not None
    tau = settings.temperature
    both = (teacher.next_sentence_b2.float(), student.next_sentence_b2.float())
    loss = forward_kl(*both, temperature=tau).mean()
    return scaled(loss, tau, squared=settings.stage.temperature_squared)


def _mean(losses: Iterator[Tensor]) -> Tensor:
    return torch.stack(list(losses)).mean()
