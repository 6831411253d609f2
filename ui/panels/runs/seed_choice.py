"""How runs that differ by their seed alone are drawn: each by itself, or as a mean with a band."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from ui.curves.lines import Seeds
from ui.session import Session
from ui.shell.messages import translate
from workbench.curves.bands import BandKind
from workbench.curves.seeds import grouped
from workbench.errors import WorkbenchError


class SeedChoice(QWidget):
    """The kind of the band; which runs belong together is read from their spec files once."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._groups: dict[str, tuple[str, int | None]] = {}
        self._label, self._choice = QLabel(), QComboBox()
        self._choice.addItems([""] * (1 + len(BandKind)))
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self._choice)
        self._choice.currentIndexChanged.connect(self.changed)
        self._retranslate()

    @property
    def kind(self) -> BandKind | None:
        """What the band shows; None where each run is drawn by itself."""
        number = self._choice.currentIndex()
        return list(BandKind)[number - 1] if number > 0 else None

    def seeds(self, runs: Sequence[str]) -> Seeds | None:
        """How these runs are drawn by now; those whose spec is still to be read, by themselves."""
        if self.kind is None:
            return None
        self._read([run for run in runs if run not in self._groups])
        groups = self._grouped(runs)
        return Seeds(self.kind, {run: group for group in groups for run in groups[group]})

    def finds_none(self, runs: Sequence[str]) -> bool:
        """Whether a band is asked for, and all is read of runs of which no two have one."""
        if self.kind is None or any(self._known(run)[1] is None for run in runs):
            return False
        return all(len(members) < 2 for members in self._grouped(runs).values())

    def _known(self, run: str) -> tuple[str, int | None]:
        """A run's group and seed; of one that is still to be read, itself alone."""
        return self._groups.get(run, (run, None))

    def _grouped(self, runs: Sequence[str]) -> Mapping[str, Sequence[str]]:
        return grouped((run, *self._known(run)) for run in sorted(runs))

    def forget(self) -> None:
        """Another project: its runs have other specs."""
        self._groups.clear()

    def _read(self, runs: Sequence[str]) -> None:
        project = self._session.project
        if not runs or project is None:
            return
        self._groups.update({run: (run, None) for run in runs})

        def groups() -> Iterator[tuple[str, str, int | None]]:
            for run in runs:
                try:
                    saved = project.saved_run(run)
                    yield run, saved.seed_group(), saved.seed()
                except WorkbenchError:  # a damaged spec belongs to no group; the table says so
                    yield run, run, None

        self._session.query(
            groups,
            self._take,
            self.changed.emit,
            owner=self,
        )

    def _take(self, found: tuple[str, str, int | None]) -> None:
        run, group, seed = found
        self._groups[run] = group, seed

    def _retranslate(self) -> None:
        self._label.setText(self.tr("Seeds"))
        self._choice.setAccessibleName(self.tr("Seeds"))
        self._choice.setToolTip(
            self.tr("Runs that differ by their seed alone are drawn as their mean with a band")
        )
        self._choice.setItemText(0, self.tr("each run"))
        for number, kind in enumerate(BandKind, start=1):
            self._choice.setItemText(number, translate(kind.caption))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
