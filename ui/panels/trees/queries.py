"""What a tree is asked for, and what grows it in the query lane; no widget here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

from ui.protocols.open_project import ModelSource
from ui.texts.generated import GeneratedText, GenerationRequest
from ui.texts.results_of import Answering, ResultsOf
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Strategy
from workbench.generation.trees.beam_nodes import BeamTree
from workbench.generation.trees.branches import Branch, branches
from workbench.generation.trees.mass_nodes import MassTree
from workbench.generation.trees.paths import ShownTree

WRITTEN_ON = 100
"""So many tokens are written from a place on, unless a text says how many it was to have."""


class TreeKind(Enum):
    """What stands in a tree."""

    BRANCHES = auto()
    MASS = auto()
    BEAMS = auto()


@dataclass(frozen=True)
class TreeRequest:
    """Everything that decides what a tree of a model's continuations looks like."""

    kind: TreeKind
    prompt: PromptSpec
    model: Answering
    strategy: Strategy
    seed: int
    max_new_tokens: int
    least_mass: float
    most_nodes: int

    @property
    def results(self) -> ResultsOf:
        """What the tree is of."""
        models = {self.model.reference: self.model}
        return ResultsOf(self.prompt.text, models, (replace(self, model=_NOBODY),))

    def write_on(self, path: Sequence[int], text: str) -> GenerationRequest:
        """The request that goes on behind some tokens, which read as this text."""
        prompt = self.prompt.model_copy(update={"written": (*self.prompt.written, *path)})
        model = self.model
        return GenerationRequest(
            prompt,
            model.reference,
            model.step,
            model.digest,
            self.strategy,
            self.seed,
            WRITTEN_ON,
            begun=text,
        )


_NOBODY = Answering("", 0, "")


@dataclass(frozen=True)
class Masses:
    """The continuations above a mass as far as the tree has grown, and what was asked for."""

    request: TreeRequest
    shown: ShownTree[MassTree]


@dataclass(frozen=True)
class Beams:
    """What a beam search has looked at so far, and what was asked for."""

    request: TreeRequest
    shown: ShownTree[BeamTree]


Grown = Masses | Beams


def grown(project: ModelSource, request: TreeRequest) -> Iterator[Grown]:
    """The tree as it grows; runs in the query lane."""
    model = project.model(request.model.pinned)
    match request.kind:
        case TreeKind.MASS:
            for masses in model.mass_tree(
                request.prompt,
                request.strategy,
                least_mass=request.least_mass,
                most_nodes=request.most_nodes,
                max_new_tokens=request.max_new_tokens,
            ):
                yield Masses(request, masses)
        case TreeKind.BEAMS:
            for beams in model.beam_tree(
                request.prompt,
                request.strategy,
                seed=request.seed,
                max_new_tokens=request.max_new_tokens,
            ):
                yield Beams(request, beams)
        case TreeKind.BRANCHES:
            raise AssertionError("branches are of texts that are written already")
        case _:
            assert_never(request.kind)


@dataclass(frozen=True)
class Step:
    """A token of a text that may have been given to the model, and not written by it; `shown` is
    what people see of it alone."""

    id: int
    text: str
    shown: str
    log_probability: float


@dataclass(frozen=True)
class TextGroup:
    """The texts of one model on one prompt."""

    prompt: PromptSpec
    texts: tuple[GeneratedText, ...]

    @property
    def first(self) -> GenerationRequest:
        return self.texts[0].request


def text_groups(texts: Sequence[GeneratedText]) -> tuple[TextGroup, ...]:
    """The texts by model and prompt, in the order in which they come; a branch of a text belongs to
    the prompt that the text is of."""
    by: dict[tuple[str, PromptSpec], list[GeneratedText]] = {}
    for text in texts:
        by.setdefault((text.request.digest, _begun(text.request.prompt)), []).append(text)
    return tuple(TextGroup(prompt, tuple(group)) for (_, prompt), group in by.items())


@dataclass(frozen=True)
class JoinedTexts:
    """The texts of a group, and the stretches in which they are joined."""

    group: TextGroup
    stretches: tuple[Branch[Step], ...]


def joined_texts(project: ModelSource, group: TextGroup) -> Iterator[JoinedTexts]:
    """Runs in the query lane: what a text was begun with, the model has to read."""
    begun: dict[tuple[int, ...], tuple[Step, ...]] = {(): ()}
    for text in group.texts:
        prompt = text.request.prompt
        if prompt.written not in begun:
            read = project.model(text.request.pinned).begun_tokens(prompt)
            begun[prompt.written] = tuple(
                Step(one.id, one.text, one.shown, one.log_probability) for one in read
            )
    yield JoinedTexts(group, branches(sequences(group, begun)))


def sequences(
    group: TextGroup, begun: Mapping[tuple[int, ...], Sequence[Step]]
) -> list[tuple[Step, ...]]:
    """The tokens of each text, those first that it was begun with."""
    return [
        (
            *begun[text.request.prompt.written],
            *(
                Step(token.id, token.text, token.piece, token.log_probability)
                for token in text.tokens
            ),
        )
        for text in group.texts
    ]


def _begun(prompt: PromptSpec) -> PromptSpec:
    """A prompt without the text that was begun behind it."""
    return prompt.model_copy(update={"written": ()}) if prompt.written else prompt
