"""The layers of a teacher and a student of a project on the same texts."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from workbench.activities.spec import ANY_SPEC
from workbench.corpora.corpus import Corpus
from workbench.corpora.passages import passages, require_passages
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import corresponding_layers, needs_map
from workbench.errors import BadInput
from workbench.inspection.comparison.checkpoint_point import (
    DEFAULT_PASSAGES,
    DEFAULT_TOKENS,
    EvolutionAsked,
)
from workbench.inspection.comparison.same_tokens import require_same_direction
from workbench.inspection.heads.spec import DEFAULT_STAGES
from workbench.inspection.maps.layer_heads import Weighting
from workbench.models.layer_map import LayerMapping, uniform_mapping
from workbench.project.models.origin import came_alone
from workbench.spec import validate
from workbench.store.folders import ProjectFolder

if TYPE_CHECKING:
    from workbench.activities.queries.inspecting.layer_queries import InspectedPair
    from workbench.inspection.comparison.evolution import Evolution
    from workbench.inspection.comparison.similarity import (
        LayerAttention,
        Similarity,
        SimilarityProgress,
    )
    from workbench.inspection.maps.attention_maps import AttentionComparison
    from workbench.project.models.saved_model import SavedModel


class LayerComparison:
    """Attention and hidden states of two models, layer by layer."""

    def __init__(
        self, teacher: "SavedModel", student: "SavedModel", project: ProjectFolder
    ) -> None:
        self.teacher = teacher
        self.student = student
        self._project = project

    @property
    def shares_tokenizer(self) -> bool:
        """Whether both read the same tokens, so that they can score each other's texts."""
        return self.teacher.tokenizer_record.digest == self.student.tokenizer_record.digest

    def attention(
        self, text: str, *, second: str = "", weighting: Weighting = "none"
    ) -> "AttentionComparison":
        """Both models' attention on a text or a pair, the heads of corresponding layers matched."""
        from workbench.inspection.comparison.divergence import compare

        teacher, student = (
            model.attention(text, second=second, weighting=weighting)
            for model in (self.teacher, self.student)
        )
        return compare(teacher, student, self.layer_mapping())

    def similarity(self, text: str) -> "Similarity":
        """Every layer against every layer on a text: CKA of hidden states, divergence of heads."""
        *_, last = self._inspected().similarity([text])
        assert last.similarity is not None
        return last.similarity

    def corpus_similarity(
        self, corpus: str = "", *, most_passages: int = 20, otherwise: str = ""
    ) -> "Iterator[SimilarityProgress]":
        """The same over passages of the validation text of a corpus; yields how far it is.

        Without a `corpus` it is the one that the teacher was trained on, or `otherwise`.
        """
        texts = self._passages(corpus, most_passages, otherwise)
        yield from self._inspected().similarity(texts)

    def layer_attention(
        self, text: str, teacher_layer: int, student_layer: int
    ) -> "LayerAttention":
        """The heads of one layer of each on a text, matched; layers count from 0."""
        return self._inspected().layer_attention(text, teacher_layer, student_layer)

    def over_checkpoints(
        self,
        text: str,
        *,
        known: "Evolution | None" = None,
        lens: bool = False,
        measures: Collection[str] = DEFAULT_STAGES,
        corpus: str = "",
        passages: int = DEFAULT_PASSAGES,
        tokens: int = DEFAULT_TOKENS,
    ) -> "Iterator[Evolution]":
        """The student at every checkpoint of its run on a text, and how far the teacher is.

        As `over_checkpoints` of a model; the teacher is the one checkpoint that it is.
        """
        from workbench.activities.queries.inspecting.checkpoints.checkpoint_queries import (
            CheckpointReader,
        )
        from workbench.activities.queries.inspecting.checkpoints.compared_teacher import (
            ComparedTeacher,
        )

        asked = EvolutionAsked.of(
            lens=lens, measures=measures, corpus=corpus, passages=passages, tokens=tokens
        )
        pair = self._inspected()
        reader = CheckpointReader(
            self.student.network_at,
            pair.tokenizer,
            pair.framing,
            text,
            pair.most_tokens,
            pair.teacher.is_causal,
            self._project,
            asked,
            was_imported=came_alone(self.student.record, self._project),
        )
        teacher = ComparedTeacher(pair.teacher, pair.mapping, reader.read().ids)
        return reader.over(self.student.record.checkpoints, teacher, known)

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

    def _passages(self, corpus: str, count: int, otherwise: str) -> list[str]:
        """Texts evenly spread over the validation part; each is given once."""
        require_passages(count)
        shares = [number / count for number in range(count)]
        if corpus:
            found = passages(Corpus.open(self._project.corpus(corpus).folder), shares)
        else:
            found = self.teacher.passages(shares, otherwise=otherwise)
        if not found:
            raise BadInput("the corpus has no text to compare the layers on; add documents to it")
        return [passage.text for passage in found]

    def _inspected(self) -> "InspectedPair":
        """Both networks; raises BadInput for models that do not read the same tokens."""
        from workbench.activities.queries.inspecting.layer_queries import InspectedPair

        self._require_shared_tokenizer()
        teacher, student = self.teacher, self.student
        return InspectedPair(
            teacher.network(),
            student.network(),
            teacher.tokenizer,
            teacher.framing(),
            self.layer_mapping(),
        )

    def _require_read_alike(self) -> None:
        """Raise BadInput for models that do not read the same tokens in the same direction."""
        self._require_shared_tokenizer()
        require_same_direction(
            teacher_is_causal=self.teacher.spec.is_causal,
            student_is_causal=self.student.spec.is_causal,
        )

    def _require_shared_tokenizer(self) -> None:
        """Raise BadInput naming the tokenizers where they are not the same."""
        teacher, student = self.teacher, self.student
        if not self.shares_tokenizer:
            raise BadInput(
                "'{teacher}' reads text with the tokenizer '{one}' and '{student}' with '{other}', "
                "so that they cannot be compared token by token; choose two models that share a "
                "tokenizer",
                teacher=teacher.name,
                student=student.name,
                one=teacher.tokenizer_record.name,
                other=student.tokenizer_record.name,
            )
