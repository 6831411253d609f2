"""A teacher and a student of a project on the same text: tokens, logits, attention, lens."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.inspection.heads.spec import DEFAULT_STAGES, asked_stages
from workbench.inspection.patching.maps import PLACES
from workbench.project.models.comparing.embedding_comparison import EmbeddingComparison
from workbench.project.models.comparing.weight_comparison import ComparedWeights

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
    from workbench.inspection.heads.table import HeadMeasurements, HeadsProgress
    from workbench.inspection.lens.reading import LensComparison
    from workbench.inspection.patching.maps import Patching


class ModelComparison(ComparedWeights, EmbeddingComparison):
    """What two models find in the same text; those that share no tokenizer raise BadInput."""

    def tokens(self, text: str, *, add_special_tokens: bool = True) -> "ComparedText":
        """How both models find each token of a text: KL, surprisals and ranks.

        Both read it in the teacher's framing; without `add_special_tokens` nothing stands around.
        """
        return self._pair(add_special_tokens=add_special_tokens).compare(text)

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

    def heads(
        self,
        text: str = "",
        *,
        corpus: str = "",
        passages: int = 100,
        tokens: int = 256,
        measures: Collection[str] = DEFAULT_STAGES,
        seed: int = 0,
    ) -> "Iterator[HeadsProgress | HeadMeasurements]":
        """The student's heads as `SavedModel.heads` measures them, each with its divergence from
        the matched head of the teacher.

        A teacher that does not read the same tokens is left out, which the notes say.
        """
        from workbench.activities.queries.inspecting.head_measured import measured_heads
        from workbench.activities.queries.inspecting.head_passages import HeadsAsked
        from workbench.inspection.heads.teacher_heads import TeacherHeads

        models = self.student.as_read()
        try:
            self._require_read_alike()
        except BadInput as reason:
            models = replace(models, no_teacher=reason.words)
        else:
            teacher = TeacherHeads(self.teacher.network(), self.layer_mapping().pairs)
            models = replace(models, teacher=teacher, teacher_reference=self.teacher.reference)
        asked = HeadsAsked(text, corpus, passages, tokens, asked_stages(measures), seed)
        yield from measured_heads(self._project, models, asked)

    def patched(
        self,
        text: str,
        *,
        target: str = "",
        other: str = "",
        places: Sequence[str] = PLACES,
    ) -> "Iterator[Patching]":
        """How much nearer the student comes to its teacher by each patch, as it becomes known.

        The teacher's activations on a text stand in for the student's in corresponding layers.
        `target` and `other` are the tokens whose logits are compared: without them the likeliest
        of each model. A head stands in for the student's of the same number; `left_out` tells of
        models that have not equally many. Raises BadInput for models of unequal width.
        """
        from workbench.activities.queries.inspecting.intervening.patching import (
            AskedContrast,
            patched_models,
        )

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

    def lens(
        self,
        text: str,
        *,
        masked: Sequence[int] = (),
        top_k: int = 10,
        add_special_tokens: bool = True,
    ) -> "LensComparison":
        """The logit lens of both models on a text, as each of them has it."""
        from workbench.activities.queries.inspecting.lens import compared_lenses

        teacher, student = (
            one.lens(text, masked=masked, top_k=top_k, add_special_tokens=add_special_tokens)
            for one in (self.teacher, self.student)
        )
        return compared_lenses(teacher, student)

    def _pair(self, *, add_special_tokens: bool = True) -> "ModelPair":
        """Both networks; raises BadInput naming the tokenizers where they are not the same."""
        from workbench.activities.queries.token_queries import ModelPair

        self._require_shared_tokenizer()
        teacher, student = self.teacher, self.student
        framing = teacher.framing(add_special_tokens=add_special_tokens)
        return ModelPair.of(teacher.network(), student.network(), teacher.tokenizer, framing)
