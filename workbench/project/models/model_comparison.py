"""A teacher and a student of a project on the same text: tokens, logits and attention."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.activities.spec import ANY_SPEC
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import corresponding_layers, needs_map
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.inspection.patching.maps import PLACES
from workbench.models.layer_map import LayerMapping, uniform_mapping
from workbench.spec import validate
from workbench.store.folders import ProjectFolder

if TYPE_CHECKING:
    from workbench.activities.queries.text_queries import CrossScoredText, Writer
    from workbench.activities.queries.token_queries import (
        By,
        ComparedText,
        Distributions,
        ModelPair,
        WhatIf,
        WorstPassages,
    )
    from workbench.inspection.maps import AttentionComparison
    from workbench.inspection.patching.maps import Patching
    from workbench.project.models.saved_model import SavedModel

PATCHED_BETWEEN_MODELS = tuple(place for place in PLACES if place != "heads")


class ModelComparison:
    """What two models find in the same text; those that share no tokenizer raise BadInput."""

    def __init__(
        self, teacher: "SavedModel", student: "SavedModel", project: ProjectFolder
    ) -> None:
        self.teacher = teacher
        self.student = student
        self._project = project

    def tokens(self, text: str, *, add_special_tokens: bool = True) -> "ComparedText":
        """How both models find each token of a text: KL, surprisals and ranks.

        Both read it in the teacher's framing; without `add_special_tokens` nothing stands around.
        """
        return self._pair(add_special_tokens=add_special_tokens).compare(text)

    @property
    def shares_tokenizer(self) -> bool:
        """Whether both read the same tokens, so that they can score each other's texts."""
        return self.teacher.tokenizer_record.digest == self.student.tokenizer_record.digest

    def written(
        self, prompt: str | PromptSpec, ids: Sequence[int], writer: "Writer"
    ) -> "CrossScoredText":
        """How both models find the tokens that the `writer` wrote behind a prompt.

        Both read the prompt as the writer did.
        """
        from workbench.activities.queries.text_queries import cross_scored

        pair = self._pair()
        read = (self.teacher if writer == "teacher" else self.student).read(prompt)
        models = (pair.teacher, pair.student)
        return cross_scored(models, pair.tokenizer, read, ids, writer)

    def distributions(self, ids: Sequence[int], *, top_k: int = 10) -> "Distributions":
        """What both models expect in the place of the last of `ids`, having read the others."""
        return self._pair().distributions(ids, top_k)

    def what_if(self, text: str) -> "WhatIf":
        """The logits of both models for the beginning of a text, to ask about α and τ."""
        return self._pair().what_if(text)

    def worst_passages(
        self,
        corpus: str,
        *,
        by: "By" = "kl",
        most_passages: int = 20,
        most_tokens: int = 20_000,
    ) -> "Iterator[WorstPassages]":
        """Search the beginning of a corpus's validation part for where the student is worst.

        Yields after every window how far it is and what was worst so far.
        """
        from workbench.activities.queries.token_queries import validation_tokens

        pair = self._pair()
        tokens = validation_tokens(self._project, corpus, pair.tokenizer, most_tokens)
        yield from pair.worst(tokens, by, most_passages)

    def attention(self, text: str) -> "AttentionComparison":
        """Both models' attention on a text, the heads of corresponding layers matched."""
        from workbench.inspection.divergence import compare

        maps = (self.teacher.attention(text), self.student.attention(text))
        return compare(*maps, self.layer_mapping())

    def patched(
        self,
        text: str,
        *,
        target: str = "",
        other: str = "",
        places: Sequence[str] = PATCHED_BETWEEN_MODELS,
    ) -> "Iterator[Patching]":
        """How much nearer the student comes to its teacher by each patch, as it becomes known.

        The teacher's activations on a text stand in for the student's in corresponding layers.
        `target` and `other` are the tokens whose logits are compared: without them the likeliest
        of each model. Raises BadInput for models of unequal width.
        """
        from workbench.activities.queries.patching import AskedContrast, patched_models

        self._require_shared_tokenizer()
        yield from patched_models(
            self.teacher.network(),
            self.student.network(),
            self.teacher.tokenizer,
            self.teacher.inspected_ids(text),
            AskedContrast(target, other),
            self.layer_mapping().pairs,
            places,
        )

    def layer_mapping(self) -> LayerMapping:
        """The layers of the teacher that the student's correspond to.

        A student that was distilled from this very teacher has a mapping of its own where its run
        made use of one; any other pair is mapped uniformly.
        """
        student, teacher = self.student.spec, self.teacher.spec
        spec = self._distillation()
        if spec is not None and needs_map(spec):
            return LayerMapping(corresponding_layers(spec, student, teacher), is_own=True)
        return uniform_mapping(student.num_layers, teacher.num_layers)

    def _distillation(self) -> DistillSpec | None:
        """How the student was distilled from the teacher; None where it was not."""
        run = self._project.run_folder(self.student.record.run)
        spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
        if not isinstance(spec, DistillSpec):
            return None
        first = run.inputs().teacher
        return spec if first is not None and first.id == self.teacher.record.id else None

    def _pair(self, *, add_special_tokens: bool = True) -> "ModelPair":
        """Both networks; raises BadInput naming the tokenizers where they are not the same."""
        from workbench.activities.queries.token_queries import ModelPair

        self._require_shared_tokenizer()
        teacher, student = self.teacher, self.student
        framing = teacher.framing(add_special_tokens=add_special_tokens)
        return ModelPair.of(teacher.network(), student.network(), teacher.tokenizer, framing)

    def _require_shared_tokenizer(self) -> None:
        if not self.shares_tokenizer:
            teacher, student = self.teacher, self.student
            raise BadInput(
                "'{teacher}' reads text with the tokenizer '{one}' and '{student}' with '{other}', "
                "so that they cannot be compared token by token; choose two models that share a "
                "tokenizer",
                teacher=teacher.name,
                student=student.name,
                one=teacher.tokenizer_record.name,
                other=student.tokenizer_record.name,
            )
