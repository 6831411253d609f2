"""A model of a project for other tools, and as the teacher of a published recipe."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.distillation.recipes import RECIPES, Recipe, half_of, recipe_of
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.named import named
from workbench.project.models.opened_model import OpenedModel
from workbench.spec import validate
from workbench.words import Words, listed

if TYPE_CHECKING:
    from workbench.activities.exchange.deviation import GGUFDeviation
    from workbench.activities.exchange.export_model import Format
    from workbench.models.hub.gguf_file import GGUFPrecision


class ExchangedModel(OpenedModel):
    """A model as it is exported, and taught from."""

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
