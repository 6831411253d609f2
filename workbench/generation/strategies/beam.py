"""Beam search: the likeliest whole text among several that are written side by side.

Equal to `generate(num_beams=…)` of Hugging Face's transformers, sampling included. In groups it is
diverse beam search (Vijayakumar et al. 2016, arXiv 1610.02424): within a step each group in turn
finds the tokens less attractive that the groups before it have just taken; what a text counts in
the end is its own log-probability. Shapes: b beams of all groups, g beams of a group, t tokens,
v vocabulary, k candidates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from workbench.generation.decoding import BeamText, DecodingInput, NewToken, new_tokens
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.order import penalty_names
from workbench.generation.penalties.chain import all_forbidden, penalised, penalties_of
from workbench.generation.spec import Beam, BeamSample, DiverseBeam

NO_BEAM = -1e9
"""The score of all copies of the prompt but the first, so that the beams do not write the same."""

AnyBeam = Beam | DiverseBeam | BeamSample

Process = Callable[[Tensor, Sequence["Hypothesis"]], Tensor]
"""From the log-probabilities gv of texts so far to those by which tokens are chosen."""

Pick = Callable[[Tensor, int], Tensor]
"""From the scores of all candidates to the places of so many of them, k."""


@dataclass(frozen=True)
class Hypothesis:
    """A text so far, the beam whose continuation it is, and its score.

    While it goes on, the score is the sum of its log-probabilities; once it has ended, that sum
    divided by length^length_penalty.
    """

    tokens: tuple[NewToken, ...]
    score: float
    parent: int = 0

    @property
    def is_filler(self) -> bool:
        """Whether it only fills the place of a beam, and cannot win."""
        return self.score < NO_BEAM / 2


@dataclass(frozen=True)
class BeamStep:
    """What one step made of a group of beams: `length` tokens stand behind the prompt now.

    Each text names as its `parent` the place of the one before among those that were `kept` a step
    earlier. Those that have `ended` have their final score; `dropped` were among the likeliest
    continuations that were looked at, best first, and go on no more.
    """

    group: int
    length: int
    kept: tuple[Hypothesis, ...]
    ended: tuple[Hypothesis, ...]
    dropped: tuple[Hypothesis, ...]


Observe = Callable[[BeamStep], None]
"""Is told every step of a search."""


@dataclass
class Group:
    """Beams that compete with each other: the texts that go on, and the best that have ended."""

    number: int
    running: list[Hypothesis]
    ended: list[Hypothesis] = field(default_factory=list)
    is_over: bool = False

    @property
    def may_win(self) -> list[Hypothesis]:
        """The texts one of which, or of whose continuations, is the group's best."""
        return [*([] if self.is_over else self.running), *self.ended[:1]]


def decode(
    inputs: DecodingInput, strategy: AnyBeam, observe: Observe | None = None
) -> Iterator[NewToken]:
    """The tokens of the best text, each as soon as no other text can win that differs there.

    Many may come at once, and with a length penalty all may come at the end.
    """
    search, groups = _search(inputs, strategy, observe)
    return _texts(search, groups)


def beam_texts(
    inputs: DecodingInput, strategy: AnyBeam, observe: Observe | None = None
) -> tuple[BeamText, ...]:
    """The best `num_return_sequences` texts of all groups, best first."""
    search, groups = _search(inputs, strategy, observe)
    for _ in _texts(search, groups):
        pass
    return _best_texts(groups, strategy.num_return_sequences)


def _best_texts(groups: Sequence[Group], count: int) -> tuple[BeamText, ...]:
    best = _best([one for group in groups for one in group.ended], count)
    return tuple(BeamText(one.tokens, one.score) for one in best)


def _search(
    inputs: DecodingInput, strategy: AnyBeam, observe: Observe | None
) -> tuple["_Search", list[Group]]:
    """How a strategy searches, and the groups of copies of the prompt that it begins with."""
    num_groups, diversity_penalty = 1, 0.0
    process: Process = _penalties(inputs, strategy)
    pick: Pick = _likeliest
    match strategy:
        case DiverseBeam():
            num_groups, diversity_penalty = strategy.num_beam_groups, strategy.diversity_penalty
        case BeamSample():
            process, pick = _filtered(inputs, strategy, process), _drawn(inputs)
    size = strategy.num_beams // num_groups
    copies = [Hypothesis((), NO_BEAM, beam) for beam in range(1, size)]
    groups = [Group(number, [Hypothesis((), 0.0), *copies]) for number in range(num_groups)]
    return _Search(inputs, strategy, process, pick, size, diversity_penalty, observe), groups


def _filtered(inputs: DecodingInput, strategy: BeamSample, penalise: Process) -> Process:
    filters = filters_of(strategy, inputs.generator, least_kept=max(2, 1 + len(inputs.ends)))

    def process(scores_gv: Tensor, texts: Sequence[Hypothesis]) -> Tensor:
        return filtered(penalise(scores_gv, texts), filters)

    return process


def _drawn(inputs: DecodingInput) -> Pick:
    is_constrained = inputs.constraint is not None

    def drawn(scores: Tensor, count: int) -> Tensor:
        left = int((scores > float("-inf")).sum())
        if left < count and (is_constrained or not left):
            return _likeliest(scores, count)
        # Where filters leave fewer, transformers draws all the same: later draws depend on it.
        places_k = torch.multinomial(scores.softmax(dim=-1), count, generator=inputs.generator)
        return places_k[scores[places_k].sort(descending=True).indices]

    return drawn


@dataclass(frozen=True)
class _Search:
    """How groups of `size` beams go on."""

    inputs: DecodingInput
    strategy: AnyBeam
    process: Process
    pick: Pick
    size: int
    diversity_penalty: float
    observe: Observe | None


def _texts(search: _Search, groups: Sequence[Group]) -> Iterator[NewToken]:
    """The tokens of the best text of all groups."""
    inputs, size = search.inputs, search.size
    sequences = inputs.prompt()
    logits_bv = sequences.next_logits().expand(size * len(groups), -1)
    sequences.select(logits_bv.new_zeros(size * len(groups), dtype=torch.int64))
    num_yielded = 0
    for length in range(1, inputs.max_new_tokens + 1):
        active = [group for group in groups if not group.is_over]
        _advance_all(active, logits_bv, search, is_last=length == inputs.max_new_tokens)
        running, parents = _going_on(active, size)
        if not running:
            break
        texts = [text for group in groups for text in group.may_win]
        decided = _common_length(texts, num_yielded)
        yield from _decided(texts[0].tokens[num_yielded:decided], inputs)
        num_yielded = decided
        sequences.select(_row(parents, logits_bv))
        sequences.append(_row([one.tokens[-1].id for one in running], logits_bv))
        logits_bv = sequences.next_logits()
    if best := _best_texts(groups, search.strategy.num_return_sequences):
        *others, last = _decided(best[0].tokens[num_yielded:], inputs)
        yield from (*others, replace(last, beams=best))


def _advance_all(
    active: Sequence[Group], logits_bv: Tensor, search: _Search, *, is_last: bool
) -> None:
    """A step of each group in turn; later ones dislike what earlier ones have just taken."""
    taken_v = logits_bv.new_zeros(logits_bv.shape[1])[: search.inputs.num_pieces]
    for group, logits_gv in zip(active, torch.split(logits_bv, search.size), strict=True):
        disliked_v = search.diversity_penalty * taken_v
        candidates = _candidates(logits_gv, group.running, search, disliked_v)
        _advance(group, candidates, search, is_last=is_last)
        if search.diversity_penalty and not group.is_over:
            taken = _row([one.tokens[-1].id for one in group.running], logits_bv)
            taken_v.index_add_(0, taken, torch.ones_like(taken, dtype=taken_v.dtype))


def _going_on(active: Sequence[Group], size: int) -> tuple[list[Hypothesis], list[int]]:
    """The texts of the groups that are not over, and which of all beams each continues."""
    going_on = [
        (one, number * size + one.parent)
        for number, group in enumerate(active)
        if not group.is_over
        for one in group.running
    ]
    return [one for one, _ in going_on], [parent for _, parent in going_on]


def _penalties(inputs: DecodingInput, strategy: AnyBeam) -> Process:
    penalties = penalties_of(strategy, inputs)

    def process(scores_gv: Tensor, texts: Sequence[Hypothesis]) -> Tensor:
        if not penalties:
            return scores_gv
        ids = [[*inputs.prompt_ids, *(token.id for token in text.tokens)] for text in texts]
        return penalised(scores_gv, _row(ids, scores_gv), penalties)

    return process


def _likeliest(scores: Tensor, count: int) -> Tensor:
    return scores.topk(count).indices


def _candidates(
    logits_gv: Tensor, running: Sequence[Hypothesis], search: _Search, disliked_v: Tensor
) -> list[Hypothesis]:
    """The continuations of a group's beams by a token, best first."""
    inputs = search.inputs
    scores_gv = search.process(logits_gv.log_softmax(dim=-1)[:, : inputs.num_pieces], running)
    sums_gv = logits_gv.new_tensor([[one.score] for one in running]) + scores_gv
    width = sums_gv.shape[1]
    # A beam has one continuation for each token that ends it; enough unfinished ones are left.
    most = max(2, 1 + len(inputs.ends)) * len(running)
    places_k = search.pick((sums_gv - disliked_v).flatten(), min(most, sums_gv.numel()))
    parents_k, ids_k = places_k // width, places_k % width
    tokens = new_tokens(logits_gv[parents_k], ids_k, inputs.elapsed_s)
    sums = sums_gv.flatten()[places_k].tolist()
    return [
        Hypothesis((*running[parent].tokens, token), score, parent)
        for parent, token, score in zip(parents_k.tolist(), tokens, sums, strict=True)
    ]


def _advance(
    group: Group, candidates: Sequence[Hypothesis], search: _Search, *, is_last: bool
) -> None:
    """Go on with the best candidates that have not ended, and keep the best of those that have."""
    size, is_constrained = search.size, search.inputs.constraint is not None
    has_ended = [is_last or _is_ended(one, search.inputs) for one in candidates]
    new = [one for one, end in zip(candidates[:size], has_ended, strict=False) if end]
    # A constraint may leave fewer continuations than beams.
    found = [one for one in new if not (is_constrained and one.is_filler)]
    newly_ended = [_final(one, search.strategy) for one in found]
    group.ended = _best([*group.ended, *newly_ended], size)
    going_on = [one for one, end in zip(candidates, has_ended, strict=True) if not end]
    # Where too many have ended, as transformers does, they fill the beams without hope.
    hopeless = [replace(one, score=one.score + NO_BEAM) for one in new]
    group.running = [*going_on, *hopeless][:size]
    if is_constrained and group.running[0].is_filler and not group.ended:
        raise all_forbidden(penalty_names(search.strategy), len(candidates[0].tokens))
    is_exhausted = is_constrained and group.running[0].is_filler
    group.is_over = is_last or is_exhausted or _is_over(group, search)
    if search.observe is not None:
        search.observe(_step(group, candidates, new, newly_ended))


def _step(
    group: Group,
    candidates: Sequence[Hypothesis],
    new: Sequence[Hypothesis],
    newly_ended: Sequence[Hypothesis],
) -> BeamStep:
    kept = () if group.is_over else tuple(group.running)
    taken = {id(one) for one in (*new, *kept)}
    dropped = (one for one in candidates if id(one) not in taken and not one.is_filler)
    length = len(candidates[0].tokens)
    return BeamStep(group.number, length, kept, tuple(newly_ended), tuple(dropped))


def _is_ended(text: Hypothesis, inputs: DecodingInput) -> bool:
    if text.tokens[-1].id in inputs.ends:
        return True
    if inputs.stop_texts is None and inputs.constraint is None:
        return False
    ids = [*inputs.prompt_ids, *(one.id for one in text.tokens)]
    return inputs.is_complete(ids) or bool(inputs.stop_texts and inputs.stop_texts.found(ids))


def _final(text: Hypothesis, settings: AnyBeam) -> Hypothesis:
    return replace(text, score=text.score / len(text.tokens) ** settings.length_penalty)


def _best(texts: Sequence[Hypothesis], count: int) -> list[Hypothesis]:
    return sorted(texts, key=lambda text: text.score, reverse=True)[:count]


def _is_over(group: Group, search: _Search) -> bool:
    """Whether to stop: as many texts as beams have ended, and `early_stopping` is content."""
    settings = search.strategy
    if len(group.ended) < search.size:
        return False
    if settings.early_stopping == "true":
        return True
    may_grow = settings.early_stopping == "never" and settings.length_penalty > 0
    best_running = group.running[0]
    length = search.inputs.max_new_tokens if may_grow else len(best_running.tokens)
    attainable: float = best_running.score / length**settings.length_penalty
    return attainable <= group.ended[-1].score


def _common_length(texts: Sequence[Hypothesis], begin: int) -> int:
    """How many tokens all texts share from their beginning; `begin` of them are known to be."""
    columns = zip(*(text.tokens[begin:] for text in texts), strict=False)
    for position, column in enumerate(columns, start=begin):
        if len({token.id for token in column}) > 1:
            return position
    return min(len(text.tokens) for text in texts)


def _decided(tokens: Sequence[NewToken], inputs: DecodingInput) -> list[NewToken]:
    """Tokens that were decided now."""
    elapsed_s = inputs.elapsed_s
    return [replace(token, elapsed_s=elapsed_s) for token in tokens]


def _row(values: Sequence[int] | Sequence[Sequence[int]], like: Tensor) -> Tensor:
    return like.new_tensor(values, dtype=torch.int64)
