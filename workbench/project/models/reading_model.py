"""What a model of a project finds in a text, and the texts that it learned from."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpora.corpus import Corpus
from workbench.corpora.passages import SPREAD, CorpusPassage, passages
from workbench.errors import BadInput, NotFound
from workbench.generation.prompt_spec import PromptSpec, as_prompt
from workbench.project.models.opened_model import OpenedModel
from workbench.store.files.looking import is_folder
from workbench.store.files.own import COPIED
from workbench.store.runs.inputs import Located

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import (
        FilledPosition,
        ScoredToken,
    )
    from workbench.activities.queries.text_queries import ExpectedAnswer
    from workbench.corpora.copied.index import CopiedPassage, IndexProgress


class ReadingModel(OpenedModel):
    """A model as it reads."""

    def score(self, text: str, *, add_special_tokens: bool = True) -> "tuple[ScoredToken, ...]":
        """How likely it finds each token of a text."""
        from workbench.activities.queries.model_queries import score_text

        framing = self.framing(add_special_tokens=add_special_tokens)
        return score_text(self.network(), self.tokenizer, text, framing)

    def expected(self, prompt: str | PromptSpec, answer: str) -> "ExpectedAnswer":
        """How likely it finds an answer behind a prompt, as `answer_ids` puts it there."""
        from workbench.activities.queries.answers import answer_ids
        from workbench.activities.queries.text_queries import expected_answer

        ids = answer_ids(self.tokenizer, self.file, as_prompt(prompt), answer)
        return expected_answer(self.network(), *ids)

    def fill_mask(
        self, text: str, *, top_k: int = 5, add_special_tokens: bool = True
    ) -> "tuple[FilledPosition, ...]":
        """The likeliest tokens for each [MASK] of a text; raises BadInput for other models."""
        from workbench.activities.queries.model_queries import fill_mask

        framing = self.framing(add_special_tokens=add_special_tokens)
        return fill_mask(self.network(), self.tokenizer, text, top_k, framing)

    def mask_parts(self, text: str) -> list[str]:
        """What stands before, between and behind the masks of a text: [MASK], or how its tokenizer
        spells it."""
        from workbench.activities.queries.fill_mask import mask_parts

        return mask_parts(self.tokenizer, text)

    def next_sentence(self, first: str, second: str) -> float:
        """The probability a BERT gives to `second` following `first`."""
        from workbench.activities.queries.model_queries import next_sentence

        return next_sentence(self.network(), self.tokenizer, first, second, self.framing())

    def classify(self, text: str, second: str = "") -> dict[str, float]:
        """The probability of each class for a text, or a pair; likeliest first.

        Raises BadInput for a model that was not fine-tuned to tell classes.
        """
        from workbench.activities.queries.model_queries import classify

        return classify(self.network(), self.tokenizer, self.file, text, second)

    def passages(
        self, shares: Sequence[float] = SPREAD, *, otherwise: str = ""
    ) -> tuple[CorpusPassage, ...]:
        """Passages of the validation text of the corpus that it was trained on, at some places.

        `otherwise` is the corpus, by name or id, for a model that was trained on none here.
        Raises NotFound where the corpus was deleted, BadInput without any.
        """
        return passages(self._corpus(otherwise), shares)

    def copied(
        self, texts: Sequence[str], *, otherwise: str = ""
    ) -> "Iterator[IndexProgress | CopiedPassage]":
        """The longest passage of each text that stands in the training text of its corpus.

        The first call for a corpus makes an index of it, which is kept, and tells how far it is.
        `otherwise` and errors as in `passages`; ReadOnly where no index can be kept.
        """
        from workbench.corpora.copied.index import open_index

        index = yield from open_index(self._project.path / COPIED, self._corpus(otherwise))
        for text in texts:
            yield index.longest_copy(text)

    def _corpus(self, otherwise: str) -> Corpus:
        """The corpus that it was trained on, or another where it was trained on none."""
        given = self._project.run_folder(self.record.run).inputs().corpus
        if given is None and not otherwise:
            raise BadInput(
                "'{model}' was trained on no corpus of this project; add one to take passages of",
                model=self.name,
            )
        if given is None:
            return Corpus.open(self._project.corpus(otherwise).folder)
        folder = self._project.path / given.folder
        self._require_there(folder, given)
        return Corpus.open(folder)

    def _require_there(self, folder: Path, given: Located) -> None:
        if is_folder(folder):
            return
        if is_folder(self._project.path / "bin" / given.folder):
            raise NotFound(
                "the corpus '{name}', which '{model}' was trained on, is in the bin; restore it to "
                "take passages of it",
                name=given.name,
                model=self.name,
            )
        raise NotFound(
            "the corpus '{name}', which '{model}' was trained on, is not there any more",
            name=given.name,
            model=self.name,
        )
