"""Trees of what a model could write, with the text of each node; importing this imports torch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from workbench.activities.queries.prompts import Prompt
from workbench.generation.decode import decoding_input
from workbench.generation.decoding import DecodingInput
from workbench.generation.scoring import score
from workbench.generation.spec import Sample
from workbench.generation.strategies.beam import AnyBeam
from workbench.generation.trees.beam_nodes import BeamTree
from workbench.generation.trees.beam_tree import beam_tree
from workbench.generation.trees.mass_nodes import MassTree
from workbench.generation.trees.mass_tree import mass_tree
from workbench.generation.trees.paths import ShownTree, Tree, path_to
from workbench.models.build import Model
from workbench.models.load import as_decoder
from workbench.tokenizers.seen import seen_text
from workbench.tokenizers.tokenizer import Tokenizer

_ENOUGH_BEFORE = 64
"""So many tokens of a prompt tell how the text behind it is spelled."""

T = TypeVar("T", bound=Tree)


def open_mass_tree(
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    strategy: Sample,
    *,
    least_mass: float,
    most_nodes: int,
    max_new_tokens: int,
) -> Iterator[ShownTree[MassTree]]:
    """Every continuation of at least this mass, as the tree grows."""
    inputs = _inputs(model, tokenizer, prompt, strategy, 0, max_new_tokens)
    texts_of = PathTexts(tokenizer, prompt.ids)
    for tree in mass_tree(inputs, strategy, least_mass=least_mass, most_nodes=most_nodes):
        yield texts_of.shown(tree)


def search_beams(
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    strategy: AnyBeam,
    *,
    seed: int,
    max_new_tokens: int,
) -> Iterator[ShownTree[BeamTree]]:
    """Every text that a beam search looks at, as the search goes on."""
    inputs = _inputs(model, tokenizer, prompt, strategy, seed, max_new_tokens)
    texts_of = PathTexts(tokenizer, prompt.ids)
    for tree in beam_tree(inputs, strategy):
        yield texts_of.shown(tree)


@dataclass(frozen=True)
class BegunToken:
    """A token of a text that was begun: what is read of it, what people see of it alone, and how
    likely the model finds it there."""

    id: int
    text: str
    shown: str
    log_probability: float


def begun_tokens(model: Model, tokenizer: Tokenizer, prompt: Prompt) -> tuple[BegunToken, ...]:
    """The tokens of the text that a prompt has begun, its last `num_written`."""
    if not prompt.num_written:
        return ()
    begin = len(prompt.ids) - prompt.num_written
    written = prompt.ids[begin:]
    scores = score(as_decoder(model), prompt.ids).log_probabilities_t[begin - 1 :]
    texts_of = PathTexts(tokenizer, prompt.ids[:begin])
    texts = (texts_of.of(written[: place + 1]) for place in range(len(written)))
    columns = zip(written, texts, scores.tolist(), strict=True)
    return tuple(BegunToken(token, *text, likely) for token, text, likely in columns)


class PathTexts:
    """The texts of tokens behind a prompt, as they become complete."""

    def __init__(self, tokenizer: Tokenizer, prompt_ids: Sequence[int]) -> None:
        self._tokenizer = tokenizer
        self._before = tuple(prompt_ids[-_ENOUGH_BEFORE:])
        self._known: dict[tuple[int, ...], tuple[str, str]] = {}

    def shown(self, tree: T) -> ShownTree[T]:
        """A tree with its texts."""
        pairs = [
            ("", "") if node.token is None else self.of(path_to(tree.nodes, number))
            for number, node in enumerate(tree.nodes)
        ]
        texts, shown = zip(*pairs, strict=True) if pairs else ((), ())
        return ShownTree(tree, tuple(texts), tuple(shown))

    def of(self, path: tuple[int, ...]) -> tuple[str, str]:
        """What the last of these tokens completes, and what is seen of it alone."""
        if path not in self._known:
            text = self._completed(path)
            self._known[path] = text, text or seen_text(self._tokenizer, path[-1], path[:-1])
        return self._known[path]

    def _completed(self, path: Sequence[int]) -> str:
        stream = self._tokenizer.stream()
        for token in self._before:
            stream.feed(token)
        stream.flush()  # what is spelled in bytes may still wait, and is the prompt's
        text = ""
        for token in path:
            text = stream.feed(token)
        return text


def _inputs(
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    strategy: Sample | AnyBeam,
    seed: int,
    max_new_tokens: int,
) -> DecodingInput:
    return decoding_input(
        as_decoder(model),
        prompt.ids,
        strategy,
        seed=seed,
        max_new_tokens=max_new_tokens,
        eos=prompt.ends,
        num_pieces=tokenizer.vocabulary_size,
        spelling=tokenizer,
        num_written=prompt.num_written,
        num_kept=prompt.num_kept,
    )
