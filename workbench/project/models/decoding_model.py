"""How a model of a project comes to what it writes: candidates, trees and drafts."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import (
    BEAMS,
    Greedy,
    Sample,
    Strategy,
    kind_of,
    named_models,
)
from workbench.named import named
from workbench.project.models.writing_model import WritingModel
from workbench.words import listed

if TYPE_CHECKING:
    from workbench.activities.queries.speculation import Speculation
    from workbench.activities.queries.trees import BegunToken
    from workbench.generation.candidates.funnel import TokenCandidates
    from workbench.generation.trees.beam_nodes import BeamTree
    from workbench.generation.trees.mass_nodes import MassTree
    from workbench.generation.trees.paths import ShownTree


class DecodingModel(WritingModel):
    """A model whose decoding is looked into."""

    def candidates(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        top: int = 20,
        also: Collection[int] = (),
    ) -> "TokenCandidates":
        """What may stand behind a prompt: its own distribution, and behind each step of a strategy.

        `top` is how many of the likeliest are told of, beside the tokens of `also`. Raises BadInput
        as `stream` does.
        """
        from workbench.activities.queries.candidates import candidates

        chosen = self.strategy(strategy or Greedy())
        others = {name: self._other(name).network() for name in named_models(chosen)}
        read = self.read(prompt)
        model, tokenizer = self.network(), self.tokenizer
        return candidates(model, tokenizer, read, chosen, top, others=others, also=also)

    def mass_tree(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        least_mass: float = 0.01,
        most_nodes: int = 200,
        max_new_tokens: int = 10,
    ) -> "Iterator[ShownTree[MassTree]]":
        """Every continuation of at least a share of the probability, as the tree grows.

        The share is the product of the probabilities by which `sample` draws; without a strategy
        they are the model's own. Raises BadInput for another strategy, and as `read` does.
        """
        from workbench.activities.queries.trees import open_mass_tree

        chosen = self.strategy(strategy or Sample())
        if not isinstance(chosen, Sample):
            raise BadInput(
                "{strategy} gives a continuation no probability; open the tree under sample, whose "
                "settings apply, or without a strategy",
                strategy=named(chosen.kind),
            )
        return open_mass_tree(
            self.network(),
            self.tokenizer,
            self.read(prompt),
            chosen,
            least_mass=least_mass,
            most_nodes=most_nodes,
            max_new_tokens=max_new_tokens,
        )

    def beam_tree(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str = "beam",
        *,
        seed: int = 0,
        max_new_tokens: int = 20,
    ) -> "Iterator[ShownTree[BeamTree]]":
        """Every text that a beam search looks at, as it goes on; the best is what it writes.

        Raises BadInput for a strategy without beams, and as `read` does.
        """
        from workbench.activities.queries.trees import search_beams

        chosen = self.strategy(strategy)
        if not isinstance(chosen, BEAMS):
            raise BadInput(
                "{strategy} has no beams; choose one of {known}",
                strategy=named(chosen.kind),
                known=listed(map(kind_of, BEAMS)),
            )
        read = self.read(prompt)
        return search_beams(
            self.network(),
            self.tokenizer,
            read,
            chosen,
            seed=seed,
            max_new_tokens=max_new_tokens,
        )

    def begun_tokens(self, prompt: PromptSpec) -> "tuple[BegunToken, ...]":
        """The tokens that a prompt says were `written`, and how likely it finds each."""
        from workbench.activities.queries.trees import begun_tokens

        return begun_tokens(self.network(), self.tokenizer, self.read(prompt))

    def speculate(
        self,
        prompt: str | PromptSpec | Sequence[str | PromptSpec],
        draft: str = "",
        strategy: Strategy | str | None = None,
        *,
        lengths: Sequence[int] = (1, 2, 4, 8),
        ngram_size: int = 3,
        seed: int = 0,
        max_new_tokens: int = 64,
        rounds: int = 3,
    ) -> "Iterator[Speculation]":
        """What drafts of a smaller model, or of what followed before, are worth to this one.

        Writes one prompt or several with and without drafts of each length, in turns; yields what
        is known so far. Greedy unless a strategy is given, which is greedy or samples.
        """
        from workbench.activities.queries.speculation import speculation

        prompts = [prompt] if isinstance(prompt, str | PromptSpec) else prompt
        return speculation(
            self.network(),
            self.tokenizer,
            [self.read(one) for one in prompts],
            self.strategy(strategy or Greedy()),
            self._other(draft).network() if draft else None,
            lengths=lengths,
            ngram_size=ngram_size,
            seed=seed,
            max_new_tokens=max_new_tokens,
            rounds=rounds,
        )
