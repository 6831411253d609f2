"""Published recipes for the teacher that is chosen, taken over into the form."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QToolButton

from ui.forms.form import SpecForm
from ui.protocols.open_project import ModelSource
from ui.session import Session
from workbench.distillation.recipes import RECIPES, Recipe
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError


class RecipeMenu(QToolButton):
    """A button with a menu; a recipe sets stages, student and what else it decides."""

    def __init__(self, session: Session, form: SpecForm[DistillSpec]) -> None:
        super().__init__()
        self._session, self._form = session, form
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._actions = {
            recipe.name: menu.addAction(recipe.title, partial(self.take, recipe))
            for recipe in RECIPES
        }
        for recipe in RECIPES:
            self._actions[recipe.name].setToolTip(recipe.source)
        menu.aboutToShow.connect(self._enable)
        self.setMenu(menu)

    def retranslate(self) -> None:
        self.setText(self.tr("Recipes"))
        self.setToolTip(self.tr("Published ways to distil, with the sizes of the chosen teacher"))

    def take(self, recipe: Recipe) -> None:
        """Set the form as a recipe says; a failure is shown."""
        project, plain = self._session.project, self._form.plain()
        if project is None:
            return
        try:
            spec = project.model(plain["teacher"]).recipe(recipe.name, corpus=plain["corpus"])
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        kept: dict[str, Any] = {name: plain[name] for name in ("loop", "runtime", "schedule")}
        self._form.set_value(spec.model_dump(mode="json") | kept)

    def _enable(self) -> None:
        project, teacher = self._session.project, self._form.plain()["teacher"]
        if project is None or not teacher:
            return
        for recipe in RECIPES:
            self._actions[recipe.name].setEnabled(_suits(project, teacher, recipe))


def _suits(project: ModelSource, teacher: str, recipe: Recipe) -> bool:
    """Whether a recipe can be used with a teacher; not with one that is no longer there."""
    try:
        return project.model(teacher).suits(recipe)
    except WorkbenchError:
        return False
