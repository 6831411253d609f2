"""On top of the set-up: the minutes there are, and the steps that fit into them."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.forms.number_box import NumberBox
from ui.panels.train_setup.form_plan import FormPlan
from ui.shell.messages import engine_text, translate
from workbench.plans.minutes.within_minutes import MOST_MINUTES
from workbench.spec import LARGEST


class TimeBox(QWidget):
    """Shows the plan of one form at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._plan: FormPlan | None = None
        self._have, self._steps_label = QLabel(), QLabel()
        self._minutes = NumberBox(False, 0.1, MOST_MINUTES)
        self._steps = NumberBox(True, 0, LARGEST)
        self._own, self._why = (
            QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True),
            QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True),
        )
        self._anew = QToolButton()
        self._have.setBuddy(self._minutes)
        self._steps_label.setBuddy(self._steps)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        top = (self._have, self._minutes, self._steps_label, self._steps)
        for column, widget in enumerate(top):
            layout.addWidget(widget, 0, column)
        below = QHBoxLayout()
        below.addWidget(self._own, 1)
        below.addWidget(self._anew)
        layout.addLayout(below, 1, 0, 1, len(top))
        layout.addWidget(self._why, 2, 0, 1, len(top))
        self._minutes.valueChanged.connect(self._set_minutes)
        self._steps.valueChanged.connect(self._set_steps)
        self._anew.clicked.connect(self._release)
        self._why.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.hide()
        self._retranslate()

    def show_plan(self, plan: FormPlan | None) -> None:
        """Show another form's plan; none hides the box."""
        if plan is not self._plan:
            if self._plan is not None:
                self._plan.changed.disconnect(self._show)
            if plan is not None:
                plan.changed.connect(self._show)
            self._plan = plan
            self.setVisible(plan is not None)
        self._show()

    def plan_again(self) -> None:
        """Plan by what was timed by now."""
        if self._plan is not None:
            self._plan.fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._have.setText(self.tr("I have"))
        self._minutes.set_unit(engine_text("min"))
        self._minutes.setToolTip(
            self.tr(
                "Sizes, steps, batch, optimizer and learning rate are chosen to fit; "
                "what you set stays"
            )
        )
        self._steps_label.setText(engine_text("Steps"))
        self._steps.set_zero(engine_text("no limit"))
        self._anew.setText(self.tr("Plan anew"))
        self._anew.setToolTip(self.tr("Choose also what you have set yourself"))
        self._show()

    def _show(self) -> None:
        plan = self._plan
        if plan is None:
            return
        for box, value in ((self._minutes, plan.minutes), (self._steps, plan.steps)):
            box.blockSignals(True)
            if box.value() != value:
                box.setValue(value)
            box.blockSignals(False)
        why = " ".join(map(translate, plan.reasons))
        if plan.is_being_timed and not why:
            why = self.tr("Some steps are being timed.")
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._own.setText(self.tr("Settings of your own: {count}").format(count=len(plan.kept)))
        for widget in (self._own, self._anew):
            widget.setVisible(bool(plan.kept))

    def _set_minutes(self, minutes: float) -> None:
        if self._plan is not None:
            self._plan.set_minutes(minutes)

    def _set_steps(self, steps: float) -> None:
        if self._plan is not None:
            self._plan.set_steps(round(steps))

    def _release(self) -> None:
        if self._plan is not None:
            self._plan.release()
