"""What is said where a model does not read the whole prompt."""

from collections.abc import Sized

from workbench.cli.shell import warn
from workbench.project.models.saved_model import SavedModel
from workbench.words import words


def warn_of_cut(model: SavedModel, prompt_ids: Sized) -> None:
    """Say beside the answer how much of the prompt's beginning the model does not read."""
    total, most = len(prompt_ids), model.spec.context
    if total > most:
        warn(
            [
                words(
                    "{model} does not read the first {count} of the {total} tokens of the prompt: "
                    "it reads at most {most}",
                    model=model.name,
                    count=total - most,
                    total=total,
                    most=most,
                )
            ]
        )
