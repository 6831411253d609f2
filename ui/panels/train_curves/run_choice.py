"""Which run the panels of training show: chosen by name, with its state and its colour."""

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QSizePolicy

from ui.models.run_style import HAVE_CURVES, RunStyle, run_styles
from ui.models.run_words import status_text, with_alerts
from ui.running.run_view import RunView
from ui.session import Session
from ui.widgets.curves.line_icon import SIZE
from workbench.store.records import RunRecord

_LEAST_CHARACTERS = 16


class RunChoice(QComboBox):
    """The runs that learn step by step, newest first, and the run that is shown, whatever it is."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: RunView | None = None
        self._told = ("", "")
        self._offered: list[tuple[str, str, RunStyle | None]] = []
        self._offered_on = ""
        self.setIconSize(SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_CHARACTERS)
        self.activated.connect(lambda number: session.select(run=self.itemData(number)))
        session.catalogue_changed.connect(self._fill)
        session.theme.changed.connect(self._fill)
        self._retranslate()

    def offer(self, view: RunView | None) -> None:
        """Show another run as the chosen one."""
        self._view = view
        self._fill()

    def tell(self, text: str) -> None:
        """Say how the chosen run stands, which its journal tells before the list of runs does."""
        if self._view is not None and self._told != (self._view.run_id, text):
            self._told = self._view.run_id, text
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Run"))
        self.setToolTip(self.tr("The run whose curves, log and samples are shown"))
        self._fill()

    def _text_of(self, run: RunRecord) -> str:
        """Its name, how it stands, and the sign of alerts."""
        told_of, told = self._told
        chosen = self._view.run_id if self._view is not None else ""
        text = told if run.id == told_of == chosen else f"{run.name} – {status_text(run.status)}"
        return with_alerts(text, run)

    def _fill(self) -> None:
        project, view = self._session.project, self._view
        runs = project.runs if project is not None else ()
        colours = self._session.theme.colours
        styles = run_styles(runs, colours)
        chosen = view.run_id if view is not None else ""
        offered = [
            (self._text_of(run), run.id, styles.get(run.id))
            for run in reversed(runs)
            if run.kind in HAVE_CURVES or run.id == chosen
        ]
        if view is not None and chosen not in [run for _, run, _ in offered]:
            name = self._session.run_name(view)
            offered.insert(0, (self._told[1] if self._told[0] == chosen else name, chosen, None))
        with QSignalBlocker(self):
            changed = (offered, colours.base) != (self._offered, self._offered_on)
            if changed:  # a list that is open is left alone
                self._offered, self._offered_on = offered, colours.base
                self.clear()
                for text, run, style in offered:
                    icon = style.icon(colours) if style is not None else QIcon()
                    self.addItem(icon, text, run)
            self.setCurrentIndex(self.findData(chosen))
