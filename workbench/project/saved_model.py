"""A model of a project at one of its checkpoints: what it writes, attends to and finds likely.

torch is imported by the first call that needs it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpora.corpus import Corpus
from workbench.corpora.formats.records import turns
from workbench.corpora.passages import SPREAD, CorpusPassage, passages
from workbench.distillation.recipes import RECIPES, Recipe, half_of, recipe_of
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, NotFound
from workbench.generation.own_strategy import OWN, own_strategy
from workbench.generation.prompt_spec import PromptSpec, as_prompt
from workbench.generation.spec import (
    BEAMS,
    Greedy,
    Sample,
    Strategy,
    as_strategy,
    kind_of,
    named_models,
)
from workbench.models.model_file import ModelFile, framing_of, read_model_file, require_tokenizer
from workbench.models.packed.precision import QueryPrecision
from workbench.models.spec import AnyModelSpec
from workbench.named import named
from workbench.project.loaded_models import LoadedModels
from workbench.project.model_comparison import ModelComparison
from workbench.project.presets import MARK, Presets
from workbench.spec import validate
from workbench.store.files.looking import is_folder
from workbench.store.files.own import COPIED
from workbench.store.folders import ProjectFolder
from workbench.store.records import CheckpointRecord, ModelRecord, TokenizerRecord
from workbench.store.runs.inputs import Located
from workbench.tokenizers.framing import Framing
from workbench.words import Words, listed

if TYPE_CHECKING:
    from workbench.activities.exchange.deviation import GGUFDeviation
    from workbench.activities.exchange.export_model import Format
    from workbench.activities.queries.beams import WrittenBeam
    from workbench.activities.queries.model_queries import (
        FilledPosition,
        GeneratedToken,
        ScoredToken,
    )
    from workbench.activities.queries.precision import PrecisionDeviation
    from workbench.activities.queries.prompt_tokens import PromptTokens
    from workbench.activities.queries.prompts import Prompt
    from workbench.activities.queries.speculation import Speculation
    from workbench.activities.queries.text_queries import ExpectedAnswer
    from workbench.activities.queries.trees import BegunToken
    from workbench.corpora.copied.index import CopiedPassage, IndexProgress
    from workbench.generation.candidates.funnel import TokenCandidates
    from workbench.generation.trees.beam_nodes import BeamTree
    from workbench.generation.trees.mass_nodes import MassTree
    from workbench.generation.trees.paths import ShownTree
    from workbench.inspection.maps import AttentionMaps
    from workbench.models.build import Decoder, Model
    from workbench.models.hub.gguf_file import GGUFPrecision
    from workbench.tokenizers.tokenizer import Tokenizer


class SavedModel:
    """One model at one checkpoint; it is loaded by the first query, and kept for the next.

    `reference` is what it was asked for by: `NAME[@best|@last|@STEP]`.
    """

    def __init__(
        self,
        reference: str,
        record: ModelRecord,
        checkpoint: CheckpointRecord,
        project: ProjectFolder,
        loaded: LoadedModels,
    ) -> None:
        self.reference = reference
        self.record = record
        self.checkpoint = checkpoint
        self._project = project
        self._loaded = loaded

    def __repr__(self) -> str:
        return f"<model {self.name!r} at step {self.checkpoint.step}: {self.spec!r}>"

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def spec(self) -> AnyModelSpec:
        """Its architecture."""
        return self.file.spec

    @cached_property
    def file(self) -> ModelFile:
        """What its checkpoint says of it: architecture, vocabulary, template, classes."""
        return read_model_file(self.checkpoint.folder)

    @property
    def tokenizer_record(self) -> TokenizerRecord:
        return self._project.tokenizer(self.file.tokenizer)

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The tokenizer that it reads and writes with; raises Corrupt for another in its place."""
        from workbench.tokenizers.opening import open_tokenizer

        folder = self.tokenizer_record.folder
        tokenizer = open_tokenizer(folder)
        require_tokenizer(self.file, tokenizer.digest, folder)
        return tokenizer

    def network(self) -> "Model":
        """The torch module, in evaluation mode; a model loaded before is given again."""
        return self._loaded.get(self.checkpoint)

    def framing(self, *, add_special_tokens: bool = True) -> Framing:
        """The tokens that stand around what it reads, and those that end what it writes.

        Without `add_special_tokens` nothing stands around a text.
        """
        framing = framing_of(self.file, self.tokenizer)
        return framing if add_special_tokens else framing.bare()

    # -- writing ------------------------------------------------------------------------------

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
        from workbench.generation.together import AskedRow, goes_together

        read = self.read(prompt)
        chosen = [AskedRow(self.strategy(strategy), seed) for strategy, seed in rows]
        has_rows = sum(goes_together(row.strategy) for row in chosen) > 1
        names = {name for row in chosen for name in named_models(row.strategy)}
        return write_together(
            self._writer(precision, has_rows=has_rows),
            self.tokenizer,
            read,
            chosen,
            max_new_tokens=max_new_tokens,
            others={name: self._other(name)._writer(precision) for name in sorted(names)},
        )

    def precision_deviation(
        self, precision: QueryPrecision, text: str = ""
    ) -> "PrecisionDeviation":
        """How its logits on a text differ in a precision from those in fp32; `words` says it."""
        from workbench.activities.queries.precision import PLAIN_TEXT, precision_deviation

        ids = self.read(text or PLAIN_TEXT).ids
        exact, rounded = self._writer("fp32"), self._writer(precision)
        return precision_deviation(exact, rounded, precision, ids)

    def _writer(self, precision: QueryPrecision, *, has_rows: bool = False) -> "Decoder":
        return self._loaded.writer(self.checkpoint, precision, has_rows=has_rows)

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

    def read(self, prompt: str | PromptSpec) -> "Prompt":
        """What it reads before it writes.

        A model that was tuned to answer reads a text in its template; `add_special_tokens` puts
        around it what the model's tokenizer does. As a chat, its chat template alone decides.
        Raises BadInput where it brings none, and where there is no token to begin with.
        """
        from workbench.activities.queries.prompts import read_prompt

        return read_prompt(self.tokenizer, self.file, as_prompt(prompt))

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

    @property
    def can_chat(self) -> bool:
        """Whether it writes, and brings a chat template."""
        return self.spec.is_causal and bool(self.file.chat_template) and not self.file.labels

    def prompt_tokens(self, prompt: str | PromptSpec) -> list[int]:
        """The ids it reads for a prompt; see `read`."""
        return list(self.read(prompt).ids)

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
            others={name: self._other(name)._writer(precision) for name in named_models(chosen)},
        )

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

    def strategy(self, given: Strategy | str) -> Strategy:
        """A strategy as it was given, or written; `own` is the model's own, `@name` a preset."""
        if isinstance(given, str) and given.strip() == OWN:
            return own_strategy(self.file.generation)
        if isinstance(given, str) and given.strip().startswith(MARK):
            return Presets(self._project).get(given.strip().removeprefix(MARK))
        return as_strategy(given)

    def _other(self, reference: str) -> "SavedModel":
        """A further model that a strategy names; raises BadInput where it reads other tokens."""
        other = self._sibling(reference)
        if other.file.tokenizer_digest != self.file.tokenizer_digest:
            raise BadInput(
                "{other} has another tokenizer than {model}, so that they cannot write one text "
                "together; choose a model of the same tokenizer",
                other=reference,
                model=self.reference,
            )
        return other

    def _sibling(self, reference: str) -> "SavedModel":
        record, checkpoint = self._project.model(reference)
        return SavedModel(reference, record, checkpoint, self._project, self._loaded)

    # -- reading ------------------------------------------------------------------------------

    def attention(
        self, text: str, *, add_special_tokens: bool = True, most_tokens: int | None = None
    ) -> "AttentionMaps":
        """Every head's attention on a text, and what each head does there.

        Of a longer text only the first `most_tokens` are read; without a bound one that is longer
        than the context raises BadInput.
        """
        from workbench.activities.queries.model_queries import attention

        framing = self.framing(add_special_tokens=add_special_tokens)
        return attention(self.network(), self.tokenizer, text, framing, most_tokens)

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

    # -- with others --------------------------------------------------------------------------

    def versus(self, student: "SavedModel | str") -> ModelComparison:
        """This model as the teacher beside another as its student, on the same texts.

        A student is given itself, or as `NAME[@best|@last|@STEP]`.
        """
        if isinstance(student, str):
            student = self._sibling(student)
        return ModelComparison(self, student, self._project)

    def export(
        self, form: "Format", out: Path | str, precision: "GGUFPrecision" = "f32"
    ) -> tuple[Path, ...]:
        """Write it into a new folder for other tools; gives the files.

        `untold` says what its README.md then leaves out, `deviation` what a `precision` of a GGUF
        file changes.
        """
        from workbench.activities.exchange.export_model import export_model

        return export_model(self._project, self.record, self.checkpoint, form, Path(out), precision)

    def deviation(self, path: Path | str) -> "GGUFDeviation":
        """How the logits of a GGUF file that this model was exported to differ from its own.

        `path` is the file, or the folder that it stands in.
        """
        from workbench.activities.exchange.deviation import gguf_deviation

        return gguf_deviation(self.network(), self.file, self.tokenizer, Path(path))

    def untold(self) -> tuple[Words, ...]:
        """What the README.md of an exported folder cannot tell, as it cannot be read."""
        from workbench.activities.exchange.facts import untold

        return untold(self._project, self.record)

    def recipe(self, name: str, *, corpus: str) -> DistillSpec:
        """A published recipe's settings with this model as the teacher; see `RECIPES`.

        Raises BadInput when there is none of that name, or when it is for another kind of model.
        """
        recipe = recipe_of(name)
        if recipe is None or not self.suits(recipe):
            raise BadInput(
                "the recipe '{name}' is not for a {family} teacher; there are: {names}",
                name=name,
                family=named(self.spec.family),
                names=listed(recipe.name for recipe in RECIPES if self.suits(recipe)),
            )
        plain = {"name": f"{recipe.title} student", "corpus": corpus, "teacher": self.reference}
        settings = {"student": half_of(self.spec), **recipe.settings(self.spec)}
        return validate(DistillSpec, plain | settings)

    def suits(self, recipe: Recipe) -> bool:
        """Whether a recipe can be used with this model as the teacher."""
        return recipe.suits(self.spec)
