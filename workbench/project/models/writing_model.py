"""What a model of a project writes behind a prompt, and how it reads the prompt."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from workbench.corpora.formats.records import turns
from workbench.errors import BadInput
from workbench.generation.own_strategy import OWN, own_strategy
from workbench.generation.prompt_spec import PromptSpec, as_prompt
from workbench.generation.spec import (
    Greedy,
    Strategy,
    as_strategy,
    named_models,
)
from workbench.models.packed.precision import QueryPrecision
from workbench.project.models.opened_model import OpenedModel
from workbench.project.presets import MARK, Presets

if TYPE_CHECKING:
    from workbench.activities.queries.beams import WrittenBeam
    from workbench.activities.queries.model_queries import (
        GeneratedToken,
    )
    from workbench.activities.queries.precision import PrecisionDeviation
    from workbench.activities.queries.prompt_tokens import PromptTokens
    from workbench.activities.queries.prompts import Prompt
    from workbench.models.build import Decoder


class WritingModel(OpenedModel):
    """A model as it writes."""

    def generate(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        seed: int = 0,
        max_new_tokens: int = 100,
        precision: QueryPrecision = "fp32",
    ) -> str:
        """The text it continues a prompt with; greedy unless a strategy is given.

        A strategy may also be given as people write it, such as `sample(top_p=0.9)`; `own` is the
        one that the model's generation_config.json asks for. A `PromptSpec` says how the prompt is
        read, if not as a text to be continued.
        """
        tokens = self.stream(
            prompt, strategy, seed=seed, max_new_tokens=max_new_tokens, precision=precision
        )
        return "".join(token.text for token in tokens)

    def stream(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        seed: int = 0,
        max_new_tokens: int = 100,
        precision: QueryPrecision = "fp32",
    ) -> "Iterator[GeneratedToken]":
        """The continuation token by token, as it comes; the same seed writes the same.

        In fewer bits than its weights have it writes faster; `precision_deviation` says what that
        changes. Raises BadInput for a model that does not write, and as `read` does.
        """
        read = self.read(prompt)
        return self._written(
            read, strategy, seed=seed, max_new_tokens=max_new_tokens, precision=precision
        )

    def stream_together(
        self,
        prompt: str | PromptSpec,
        rows: "Sequence[tuple[Strategy | str, int]]",
        *,
        max_new_tokens: int = 100,
        precision: QueryPrecision = "fp32",
    ) -> "Iterator[tuple[int, GeneratedToken]]":
        """Several continuations of a prompt at once, of strategies and seeds, much faster.

        Each token comes with the number of its row. Greedy and sampling share a pass of the model
        for every token; texts of other strategies follow, one after the other. Each is the text
        that `stream` writes, unless two tokens are all but equally likely.
        """
        from workbench.activities.queries.writing_together import write_together
        from workbench.generation.together import AskedRow

        read = self.read(prompt)
        chosen = [AskedRow(self.strategy(strategy), seed) for strategy, seed in rows]
        names = {name for row in chosen for name in named_models(row.strategy)}
        return write_together(
            self._writer(precision),
            self.tokenizer,
            read,
            chosen,
            max_new_tokens=max_new_tokens,
            others={name: self._other(name)._writer(precision) for name in sorted(names)},
        )

    def chat(
        self,
        messages: Sequence[Mapping[str, str]],
        strategy: Strategy | str | None = None,
        *,
        seed: int = 0,
        max_new_tokens: int = 100,
    ) -> str:
        """What it answers in a chat: `[{"role": "user", "content": "Hello!"}]`.

        Its own chat template decides how the messages are read. Raises BadInput for a model that
        brings none, or where the template refuses them.
        """
        from workbench.activities.queries.prompts import chat_prompt

        read = chat_prompt(self.tokenizer, self.file, turns(list(messages)))
        tokens = self._written(read, strategy, seed=seed, max_new_tokens=max_new_tokens)
        return "".join(token.text for token in tokens)

    def beams(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str,
        *,
        seed: int = 0,
        max_new_tokens: int = 100,
    ) -> "tuple[WrittenBeam, ...]":
        """The best `num_return_sequences` texts of a beam search, best first.

        Raises BadInput for any other strategy.
        """
        from workbench.activities.queries.beams import best_of

        chosen = self.strategy(strategy)
        return best_of(
            chosen, self.stream(prompt, chosen, seed=seed, max_new_tokens=max_new_tokens)
        )

    def precision_deviation(
        self, precision: QueryPrecision, text: str = ""
    ) -> "PrecisionDeviation":
        """How its logits on a text differ in a precision from those in fp32; `words` says it."""
        from workbench.activities.queries.precision import PLAIN_TEXT, precision_deviation

        ids = self.read(text or PLAIN_TEXT).ids
        exact, rounded = self._writer("fp32"), self._writer(precision)
        return precision_deviation(exact, rounded, precision, ids)

    @property
    def can_chat(self) -> bool:
        """Whether it writes, and brings a chat template."""
        return self.spec.is_causal and bool(self.file.chat_template) and not self.file.labels

    def read(self, prompt: str | PromptSpec) -> "Prompt":
        """What it reads before it writes.

        A model that was tuned to answer reads a text in its template; `add_special_tokens` puts
        around it what the model's tokenizer does. As a chat, its chat template alone decides.
        Raises BadInput where it brings none, and where there is no token to begin with.
        """
        from workbench.activities.queries.prompts import read_prompt

        return read_prompt(self.tokenizer, self.file, as_prompt(prompt))

    def prompt_tokens(self, prompt: str | PromptSpec) -> list[int]:
        """The ids it reads for a prompt; see `read`."""
        return list(self.read(prompt).ids)

    def prompt_as_read(self, prompt: str | PromptSpec) -> "PromptTokens":
        """The tokens of what it reads before it writes, as people see them, and what is odd there.

        Raises BadInput as `read` does.
        """
        from workbench.activities.queries.prompt_tokens import prompt_tokens

        return prompt_tokens(self.tokenizer, self.file, as_prompt(prompt), self.spec.context)

    def written_text(self, prompt: str | PromptSpec) -> str:
        """The text of the tokens that a prompt says were written behind it before."""
        from workbench.activities.queries.prompts import text_behind

        return text_behind(self.tokenizer, self.read(prompt))

    def strategy(self, given: Strategy | str) -> Strategy:
        """A strategy as it was given, or written; `own` is the model's own, `@name` a preset."""
        if isinstance(given, str) and given.strip() == OWN:
            return own_strategy(self.file.generation)
        if isinstance(given, str) and given.strip().startswith(MARK):
            return Presets(self._project).get(given.strip().removeprefix(MARK))
        return as_strategy(given)

    def named_writers(
        self, strategy: Strategy, precision: QueryPrecision = "fp32"
    ) -> "dict[str, Decoder]":
        """The further models that a strategy names, each by its name."""
        return {name: self._other(name)._writer(precision) for name in named_models(strategy)}

    def _written(
        self,
        prompt: "Prompt",
        strategy: Strategy | str | None,
        *,
        seed: int,
        max_new_tokens: int,
        precision: QueryPrecision = "fp32",
    ) -> "Iterator[GeneratedToken]":
        from workbench.activities.queries.model_queries import write

        chosen = self.strategy(strategy or Greedy())
        return write(
            self._writer(precision),
            self.tokenizer,
            prompt,
            chosen,
            seed=seed,
            max_new_tokens=max_new_tokens,
            others=self.named_writers(chosen, precision),
        )

    def _writer(self, precision: QueryPrecision) -> "Decoder":
        return self._loaded.writer(self.checkpoint, precision)

    def _other(self, reference: str) -> Self:
        """A further model that a strategy names; raises BadInput where it reads other tokens, or
        does not write."""
        other = self._sibling(reference)
        if not other.spec.is_causal:
            raise BadInput(
                "{other} is a BERT, which does not write from left to right; choose a GPT or Llama "
                "model to write together with {model}",
                other=reference,
                model=self.reference,
            )
        if other.file.tokenizer_digest != self.file.tokenizer_digest:
            raise BadInput(
                "{other} has another tokenizer than {model}, so that they cannot write one text "
                "together; choose a model of the same tokenizer",
                other=reference,
                model=self.reference,
            )
        return other
