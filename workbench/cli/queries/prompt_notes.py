"""What of a prompt a model does not read is said beside what it makes of the rest."""

from workbench.cli.shell import warn
from workbench.generation.prompt_spec import PromptSpec
from workbench.project.models.saved_model import SavedModel


def warn_of_prompt(model: SavedModel, prompt: PromptSpec) -> None:
    """A warning for a prompt longer than the context, and one for unknown characters."""
    warn(model.prompt_as_read(prompt).lost(model.name))
