"""Questions to a project: of its models, and of runs before they begin.

Importing it imports neither torch nor sentencepiece; the first thing that needs them does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.activities.estimate.estimate import Estimate, estimate, total_seconds
from workbench.activities.estimate.machine_flops import flops_per_second
from workbench.activities.estimate.model_preview import ModelPreview
from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.data.labelled.template import filled
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.recipes import RECIPES, Recipe, half_of, recipe_of
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import (
    corresponding_layers,
    incompatibilities,
    needs_map,
)
from workbench.distillation.students.spec import shape_of
from workbench.errors import BadInput, WorkbenchError
from workbench.generation.spec import Strategy
from workbench.models.layer_map import LayerMapping, uniform_mapping
from workbench.models.model_file import ModelFile, read_model_file
from workbench.models.size.estimate import Precision
from workbench.models.spec import AnyModelSpec
from workbench.project_index import ProjectIndex
from workbench.spec import Problem, validate
from workbench.store.folders import ProjectFolder
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.spec import PretrainSpec

if TYPE_CHECKING:
    from workbench.activities.distill.first_losses import FirstLosses
    from workbench.activities.exchange.export_model import Format
    from workbench.activities.queries.model_queries import (
        FilledPosition,
        GeneratedToken,
        LoadedModels,
        ScoredToken,
    )
    from workbench.activities.queries.token_queries import (
        By,
        ComparedText,
        Distributions,
        ModelPair,
        WhatIf,
        WorstPassages,
    )
    from workbench.data.causal.layout import Tokens
    from workbench.inspection.maps import AttentionComparison, AttentionMaps
    from workbench.models.build import Model
    from workbench.tokenizers.tokenizer import Piece, Tokenizer


class Queries(ProjectIndex):
    """What models say and write, and what a run would be and cost; nothing is changed here."""

    def __init__(self, store: ProjectFolder) -> None:
        super().__init__(store)
        self._loaded: LoadedModels | None = None
        self._measured: tuple[AnySpec | None, Estimate | None] = (None, None)

    def generate(
        self,
        model: str,
        prompt: str,
        strategy: Strategy,
        *,
        seed: int = 0,
        max_new_tokens: int = 100,
    ) -> "Iterator[GeneratedToken]":
        """What a model writes after a prompt, token by token; the same seed writes the same.

        A model that was tuned to answer reads the prompt in its template.
        """
        from workbench.activities.queries.model_queries import write

        gpt, tokenizer = self._asked(model)
        asked = self._in_template(model, prompt)
        return write(gpt, tokenizer, asked, strategy, seed=seed, max_new_tokens=max_new_tokens)

    def prompt_tokens(self, model: str, prompt: str) -> list[int]:
        """The ids a model reads for a prompt: the document's beginning, then the text's.

        A model that was tuned to answer reads the text in its template.
        """
        from workbench.activities.queries.prompts import prompt_ids

        record, _ = self._store.model(model)
        return prompt_ids(self.tokenizer(record.tokenizer), self._in_template(model, prompt))

    def _in_template(self, model: str, prompt: str) -> str:
        return filled(self._model_file(model).template, prompt)

    def attention(self, model: str, text: str) -> "AttentionMaps":
        """Every head's attention on a text, and what each head does there."""
        from workbench.activities.queries.model_queries import attention

        return attention(*self._asked(model), text)

    def compare_attention(self, teacher: str, student: str, text: str) -> "AttentionComparison":
        """Both models' attention on a text, the heads of corresponding layers matched.

        Raises BadInput when they split the text into different tokens.
        """
        from workbench.inspection.divergence import compare

        mapping = self.layer_mapping(teacher, student)
        return compare(self.attention(teacher, text), self.attention(student, text), mapping)

    def layer_mapping(self, teacher: str, student: str) -> LayerMapping:
        """The layers of a teacher that a student's correspond to.

        A student that was distilled from this very teacher has a mapping of its own where its run
        made use of one; any other pair is mapped uniformly.
        """
        ours, theirs = self._model_file(student).spec, self._model_file(teacher).spec
        spec = self._distillation(teacher, student)
        if spec is not None and needs_map(spec):
            return LayerMapping(corresponding_layers(spec, ours, theirs), is_own=True)
        return uniform_mapping(ours.num_layers, theirs.num_layers)

    def _distillation(self, teacher: str, student: str) -> DistillSpec | None:
        """How a student was distilled from a teacher; None where it was not."""
        (model, _), (taught_by, _) = self._store.model(student), self._store.model(teacher)
        run = self._store.run_folder(model.run)
        spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
        if not isinstance(spec, DistillSpec):
            return None
        first = run.inputs().teacher
        return spec if first is not None and first.id == taught_by.id else None

    def fill_mask(self, model: str, text: str, *, top_k: int = 5) -> "tuple[FilledPosition, ...]":
        """The likeliest tokens for each [MASK] of a text; raises BadInput for other models."""
        from workbench.activities.queries.model_queries import fill_mask

        return fill_mask(*self._asked(model), text, top_k)

    def next_sentence(self, model: str, first: str, second: str) -> float:
        """The probability a BERT gives to `second` following `first`."""
        from workbench.activities.queries.model_queries import next_sentence

        return next_sentence(*self._asked(model), first, second)

    def classify(self, model: str, text: str, second: str = "") -> dict[str, float]:
        """The probability of each class for a text, or a pair; likeliest first.

        Raises BadInput for a model that was not fine-tuned to tell classes.
        """
        from workbench.activities.queries.model_queries import classify

        return classify(*self._asked(model), self._model_file(model), text, second)

    def export(self, model: str, form: "Format", out: Path) -> tuple[Path, ...]:
        """Write a model into a new folder for other tools; gives the files."""
        from workbench.activities.exchange.export_model import export_model

        record, checkpoint = self._store.model(model)
        return export_model(self._store, record, checkpoint, form, out)

    def score(self, model: str, text: str) -> "tuple[ScoredToken, ...]":
        """How likely a model finds each token of a text."""
        from workbench.activities.queries.model_queries import score_text

        return score_text(*self._asked(model), text)

    def compare_tokens(self, teacher: str, student: str, text: str) -> "ComparedText":
        """How both models find each token of a text: KL, surprisals and ranks.

        Raises BadInput for models that do not share a tokenizer.
        """
        return self._pair(teacher, student).compare(text)

    def distributions(
        self, teacher: str, student: str, ids: Sequence[int], *, top_k: int = 10
    ) -> "Distributions":
        """What both models expect in the place of the last of `ids`, having read the others."""
        return self._pair(teacher, student).distributions(ids, top_k)

    def worst_passages(
        self,
        teacher: str,
        student: str,
        corpus: str,
        *,
        by: "By" = "kl",
        most_passages: int = 20,
        most_tokens: int = 20_000,
    ) -> "Iterator[WorstPassages]":
        """Search the beginning of a corpus's validation part for where the student is worst.

        Tells after every window how far it is and what was worst so far.
        """
        pair = self._pair(teacher, student)
        tokens = self._validation_tokens(corpus, pair.tokenizer, most_tokens)
        yield from pair.worst(tokens, by, most_passages)

    def first_losses(self, spec: DistillSpec) -> "FirstLosses":
        """The loss of a student before its first step: with its teacher's weights, and random."""
        from workbench.activities.distill.first_losses import MOST_TOKENS, first_losses

        teacher, tokenizer = self._asked(spec.teacher)
        tokens = self._validation_tokens(spec.corpus, tokenizer, MOST_TOKENS)
        return first_losses(spec, teacher, self._model_file(spec.teacher), tokens)

    def what_if(self, teacher: str, student: str, text: str) -> "WhatIf":
        """The logits of both models for the beginning of a text, to ask about α and τ."""
        return self._pair(teacher, student).what_if(text)

    def pieces(self, tokenizer: str, text: str) -> "tuple[Piece, ...]":
        """A text's tokens, and the stretches of text they come from."""
        return self.tokenizer(tokenizer).pieces(text)

    def estimate(self, spec: AnySpec, precision: Precision | None = None) -> Estimate:
        """Parameters, FLOPs a step, memory, disk and time, before anything starts.

        `precision` is what `auto` stands for here, where the caller knows.
        """
        vocabulary_size, base = self._shapes(spec)
        tokens = self._training_tokens(spec) if isinstance(spec, CacheTeacherSpec) else 0
        student = self._student_shape(spec) if isinstance(spec, DistillSpec) else None
        speed = flops_per_second()
        return estimate(spec, vocabulary_size, speed, base, tokens, student, precision)

    def measured_estimate(self, spec: PretrainSpec | DistillSpec) -> Estimate:
        """The same with the time of some real steps, taken here and now with random tokens."""
        from workbench.activities.estimate.step_timing import Teaching, seconds_per_step
        from workbench.training.runtime import resolve_runtime

        vocabulary_size, base = self._shapes(spec)
        teaching = None
        if isinstance(spec, DistillSpec):
            assert base is not None
            teaching = Teaching([self._asked(name)[0] for name, _ in spec.teachers], base)
        shape = spec.model if isinstance(spec, PretrainSpec) else self._student_shape(spec)
        seconds = seconds_per_step(spec, shape, vocabulary_size, teaching)
        total = total_seconds(spec, shape, base, vocabulary_size, seconds)
        precision = resolve_runtime(spec.runtime).precision
        found = replace(self.estimate(spec, precision), seconds=total)
        self._measured = (spec, found)
        return found

    def _validation_tokens(self, corpus: str, tokenizer: "Tokenizer", most: int) -> "Tokens":
        """The beginning of a corpus's validation part, in the tokens of the tokenizer."""
        from workbench.activities.queries.token_queries import validation_tokens
        from workbench.data.causal.shards import fingerprint

        record = self._store.corpus(corpus)
        shards = self._store.shards_path / fingerprint(record.digest, tokenizer.digest)
        return validation_tokens(record.folder, shards, tokenizer, most)

    def _training_tokens(self, spec: CacheTeacherSpec) -> int:
        from workbench.activities.estimate.token_count import training_tokens

        model, _ = self._store.model(spec.teacher)
        corpus, tokenizer = self._store.corpus(spec.corpus), self._store.tokenizer(model.tokenizer)
        return training_tokens(corpus, tokenizer, self._store.shards_path)

    def model_previews(self, spec: AnySpec) -> tuple[ModelPreview, ...]:
        """The models that a run would make or learn from; none where it trains none.

        Raises NotFound for a tokenizer or model that is not there.
        """
        match spec:
            case PretrainSpec():
                vocabulary_size = self._store.tokenizer(spec.tokenizer).vocabulary_size
                return (ModelPreview("model", spec.model, vocabulary_size),)
            case DistillSpec():
                file = self._model_file(spec.teacher)
                return (
                    ModelPreview("teacher", file.spec, file.vocabulary_size),
                    ModelPreview("student", self._student_shape(spec), file.vocabulary_size),
                )
            case FinetuneSpec():
                file = self._model_file(spec.model)
                return (ModelPreview("model", file.spec, file.vocabulary_size),)
            case _:
                return ()

    def incompatibilities(self, spec: DistillSpec) -> tuple[Problem, ...]:
        """Where a student does not fit its teacher, each with the setting's path.

        Raises NotFound for a model that is not there.
        """
        warm = self._model_file(spec.warm_start).spec if spec.warm_start else None
        return tuple(incompatibilities(spec, self._model_file(spec.teacher).spec, warm))

    def recipe(self, name: str, *, teacher: str, corpus: str) -> DistillSpec:
        """A published recipe's settings for a teacher of the project; see `RECIPES`.

        Raises BadInput when there is none of that name, or when it is for another kind of model.
        """
        shape = self._model_file(teacher).spec
        found = recipe_of(name)
        if found is None or not found.suits(shape):
            raise BadInput(
                "the recipe '{name}' is not for a {family} teacher; there are: {names}",
                name=name,
                family=shape.family,
                names=", ".join(recipe.name for recipe in RECIPES if recipe.suits(shape)),
            )
        plain = {"name": f"{found.title} student", "corpus": corpus, "teacher": teacher}
        settings = {"student": half_of(shape), **found.settings(shape)}
        return validate(DistillSpec, plain | settings)

    def suits(self, recipe: Recipe, teacher: str) -> bool:
        """Whether a recipe can be used with a model; no for one that is not there."""
        try:
            return recipe.suits(self._model_file(teacher).spec)
        except WorkbenchError:
            return False

    def _student_shape(self, spec: DistillSpec) -> AnyModelSpec:
        return self._model_file(spec.warm_start).spec if spec.warm_start else shape_of(spec.student)

    def _shapes(self, spec: AnySpec) -> tuple[int, AnyModelSpec | None]:
        match spec:
            case PretrainSpec():
                return self._store.tokenizer(spec.tokenizer).vocabulary_size, None
            case DistillSpec() | CacheTeacherSpec():
                file = self._model_file(spec.teacher)
                return file.vocabulary_size, file.spec
            case FinetuneSpec():
                file = self._model_file(spec.model)
                return file.vocabulary_size, file.spec
            case _:
                return 0, None

    def _model_file(self, reference: str) -> ModelFile:
        return read_model_file(self._store.model(reference)[1].folder)

    def _pair(self, teacher: str, student: str) -> "ModelPair":
        """Two models that read the same tokens; raises BadInput naming the tokenizers if not."""
        from workbench.activities.queries.token_queries import ModelPair

        models = [self._store.model(reference)[0] for reference in (teacher, student)]
        one, other = (self._store.tokenizer(model.tokenizer) for model in models)
        if one.digest != other.digest:
            raise BadInput(
                "'{teacher}' reads text with the tokenizer '{one}' and '{student}' with '{other}', "
                "so that they cannot be compared token by token; choose two models that share a "
                "tokenizer",
                teacher=models[0].name,
                student=models[1].name,
                one=one.name,
                other=other.name,
            )
        (first, tokenizer), (second, _) = self._asked(teacher), self._asked(student)
        return ModelPair.of(first, second, tokenizer)

    def _asked(self, reference: str) -> "tuple[Model, Tokenizer]":
        from workbench.activities.queries.model_queries import LoadedModels

        model, checkpoint = self._store.model(reference)
        self._loaded = self._loaded or LoadedModels()
        return self._loaded.get(checkpoint), self.tokenizer(model.tokenizer)
