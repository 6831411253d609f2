"""The shapes of a run's models, who reads its text, and how long the text is."""

from collections.abc import Callable

from workbench.activities.spec import AnySpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.spec import shape_of
from workbench.models.spec import AnyModelSpec
from workbench.project.models.saved_model import SavedModel
from workbench.store.folders import ProjectFolder
from workbench.store.records import TokenizerRecord
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec


class RunShapes:
    """What a run's settings and what they name in the project say together.

    Its methods raise NotFound for a tokenizer or a model that is not there.
    """

    def __init__(
        self, spec: AnySpec, project: ProjectFolder, model: Callable[[str], SavedModel]
    ) -> None:
        self.spec = spec
        self._project = project
        self._model = model

    def _student(self, spec: DistillSpec) -> AnyModelSpec:
        return self._model(spec.warm_start).spec if spec.warm_start else shape_of(spec.student)

    def _shapes(self) -> tuple[int, AnyModelSpec | None]:
        """The size of the vocabulary, and the architecture of the model the run begins with."""
        spec = self.spec
        match spec:
            case PretrainSpec():
                if spec.warm_start:
                    file = self._model(spec.warm_start).file
                    return file.vocabulary_size, file.spec
                return self._reader(spec).vocabulary_size, None
            case DistillSpec() | CacheTeacherSpec():
                file = self._model(spec.teacher).file
                return file.vocabulary_size, file.spec
            case FinetuneSpec():
                file = self._model(spec.model).file
                return file.vocabulary_size, file.spec
            case _:
                return 0, None

    def _trained(self, spec: PretrainSpec | DistillSpec) -> AnyModelSpec:
        """The shape of the model that learns."""
        if isinstance(spec, DistillSpec):
            return self._student(spec)
        return self._shapes()[1] or spec.model

    def _reader(self, spec: PretrainSpec | DistillSpec | CacheTeacherSpec) -> TokenizerRecord:
        """The tokenizer of the model that learns, or of the teacher whose answers are kept."""
        model = spec.warm_start if isinstance(spec, PretrainSpec) else spec.teacher
        own = "" if isinstance(spec, CacheTeacherSpec) else spec.tokenizer
        if model and not (own and isinstance(spec, DistillSpec)):
            return self._model(model).tokenizer_record
        return self._project.tokenizer(own)

    def _tokens_of_each(self, spec: PretrainSpec | DistillSpec | CacheTeacherSpec) -> list[int]:
        """How many training tokens each of its corpora has."""
        from workbench.activities.estimate.token_count import training_tokens

        mixture = ((spec.corpus, 1.0),) if isinstance(spec, CacheTeacherSpec) else spec.mixture
        reader, shards = self._reader(spec), self._project.shards_path
        return [training_tokens(self._project.corpus(name), reader, shards) for name, _ in mixture]
