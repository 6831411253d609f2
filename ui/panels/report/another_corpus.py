"""*On another text*: the models of a comparison measured on another corpus."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.events import ReportReady


class AnotherCorpusButton(QToolButton):
    """A menu of the project's corpora, without the one that was measured on."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._run = ""
        self._measured_on = ""
        self._corpora = QMenu(self)
        self.setMenu(self._corpora)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._corpora.aboutToShow.connect(self._offer)
        session.theme.changed.connect(self._paint)
        self._paint()

    def retranslate(self) -> None:
        self.setText(self.tr("On another text"))
        self.setToolTip(self.tr("Measure the same models in the same parts on another corpus"))

    def show_report(self, run: str | None, report: ReportReady | None) -> None:
        """The comparison that is shown, by its run; without its figures nothing can be done."""
        self._run, self._measured_on = run or "", report.corpus if report is not None else ""
        self.setEnabled(report is not None)

    def measure_on(self, corpus: str) -> None:
        """Start the same comparison on another corpus."""
        project = self._session.project
        if project is None or not self._run:
            return
        try:
            self._session.start(project.saved_run(self._run).on_corpus(corpus))
        except WorkbenchError as error:
            self._session.messages.error(error)

    def _offer(self) -> None:
        project = self._session.project
        known = [one.name for one in project.corpora] if project is not None else []
        others = [name for name in known if name != self._measured_on]
        self._corpora.clear()
        for name in others:
            action = self._corpora.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, corpus=name: self.measure_on(corpus))
        if not others:
            self._corpora.addAction(self.tr("There is no other corpus yet")).setEnabled(False)

    def _paint(self) -> None:
        self.setIcon(self._session.theme.icon("text-box-multiple-outline"))
