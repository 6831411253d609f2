"""A model of a project at one of its checkpoints: what it writes, attends to and finds likely.

torch is imported by the first call that needs it.
"""

from workbench.project.models.comparing.model_comparison import ModelComparison
from workbench.project.models.decoding_model import DecodingModel
from workbench.project.models.exchanged_model import ExchangedModel
from workbench.project.models.inspecting.attributed_model import AttributedModel
from workbench.project.models.inspecting.changed_model import ChangeableModel
from workbench.project.models.inspecting.embedding_model import EmbeddingModel
from workbench.project.models.inspecting.inspected_model import InspectedModel
from workbench.project.models.reading_model import ReadingModel
from workbench.project.models.tested_model import LanguageTestedModel


class SavedModel(
    DecodingModel,
    ReadingModel,
    InspectedModel,
    AttributedModel,
    EmbeddingModel,
    ChangeableModel,
    ExchangedModel,
    LanguageTestedModel,
):
    """One model at one checkpoint; it is loaded by the first query, and kept for the next.

    `reference` is what it was asked for by: `NAME[@best|@last|@STEP]`.
    """

    def versus(self, student: "SavedModel | str") -> ModelComparison:
        """This model as the teacher beside another as its student, on the same texts.

        A student is given itself, or as `NAME[@best|@last|@STEP]`.
        """
        if isinstance(student, str):
            student = self._sibling(student)
        return ModelComparison(self, student, self._project)
