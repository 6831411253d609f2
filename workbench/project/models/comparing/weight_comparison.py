"""The weights of two models of a project, or of two checkpoints of one."""

from typing import TYPE_CHECKING

from workbench.project.models.comparing.layer_comparison import LayerComparison

if TYPE_CHECKING:
    from workbench.inspection.comparison.weight_distances import WeightComparison
    from workbench.project.models.saved_model import SavedModel


class ComparedWeights(LayerComparison):
    """What two models' weights have in common; they need share no tokenizer."""

    def weights(self) -> "WeightComparison":
        """Norms, distances and cosines of the weights, from the teacher to the student.

        Raises BadInput where no weight of one has the name and the shape of one of the other.
        """
        from workbench.activities.queries.inspecting.checkpoints.weights import (
            compared_weights,
            weights_of,
        )

        return compared_weights(
            (_named(self.teacher), weights_of(self.teacher.checkpoint.folder)),
            (_named(self.student), weights_of(self.student.checkpoint.folder)),
        )


def _named(model: "SavedModel") -> str:
    return f"{model.name}@{model.checkpoint.step}"
