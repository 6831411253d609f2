"""What kind of tree, of which model, and under which settings."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import Choices, ignore_wheel_without_focus
from ui.forms.form import SpecForm
from ui.i18n import beside
from ui.panels.trees.queries import TextGroup, TreeKind, TreeRequest
from ui.shell.messages import name_of
from ui.texts.one_line import shortened
from ui.texts.results_of import Answering
from ui.widgets.model_picker import ModelPicker
from ui.widgets.numbers import counted
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import BEAMS, STRATEGY, Sample, Strategy, kind_of
from workbench.generation.trees.mass_nodes import MOST_NODES
from workbench.spec import Spec, validate

LARGEST_SEED = 2**31 - 1
_NOT_IN_A_TREE = ("mirostat_tau", "mirostat_eta")
"""What makes the probability of a token depend on what was drawn before."""
_LEAST_PERCENT, _MOST_TOKENS = 0.01, 200
_FIRST_TOKENS = {TreeKind.MASS: 10, TreeKind.BEAMS: 20}


class TreeSettings(QWidget):
    """A kind, a model or written texts, and what the kind can be told; `changed` tells of any."""

    changed = Signal()
    kind_changed = Signal()

    def __init__(self, choices: Choices) -> None:
        super().__init__()
        self._kind, self._texts, self._beams = QComboBox(), QComboBox(), QComboBox()
        self.model = ModelPicker()
        self._forms: dict[type[Spec], SpecForm[Spec]] = {
            spec_type: SpecForm(spec_type, choices, hidden=_NOT_IN_A_TREE)
            for spec_type in (Sample, *BEAMS)
        }
        self._mass = QDoubleSpinBox(decimals=2, minimum=_LEAST_PERCENT, maximum=100.0)
        self._nodes = QSpinBox(minimum=1, maximum=MOST_NODES)
        self._tokens = QSpinBox(minimum=1, maximum=_MOST_TOKENS)
        self._seed = QSpinBox(maximum=LARGEST_SEED)
        self._special, self._chat = QCheckBox(), QCheckBox()
        self._special.setChecked(True)
        self._mass.setValue(1.0)
        self._nodes.setValue(200)
        self._groups: tuple[TextGroup, ...] = ()
        self._last_tokens = dict(_FIRST_TOKENS)
        names = ("kind", "model", "texts", "beams", "mass", "nodes", "tokens", "seed")
        self._labels = {name: QLabel() for name in names}
        self._rows = QFormLayout()
        self._lay_out()
        self._connect()
        self._show_kind()

    # -- what is chosen -----------------------------------------------------------------------

    @property
    def kind(self) -> TreeKind:
        return list(TreeKind)[max(self._kind.currentIndex(), 0)]

    def choose(self, kind: TreeKind) -> None:
        """Show the settings of a kind."""
        self._kind.setCurrentIndex(list(TreeKind).index(kind))

    @property
    def group(self) -> TextGroup | None:
        """The written texts that are chosen."""
        index = self._texts.currentIndex()
        return self._groups[index] if 0 <= index < len(self._groups) else None

    def request(self, text: str) -> TreeRequest | None:
        """What is asked for of a prompt; None without a model.

        Raises BadSpec while a setting is impossible.
        """
        choice = self.model.choice
        if choice is None:
            return None
        return TreeRequest(
            self.kind,
            PromptSpec(
                text=text,
                add_special_tokens=self._special.isChecked(),
                chat=self._chat.isEnabled() and self._chat.isChecked(),
            ),
            Answering.of(choice.reference, choice.checkpoint),
            self._strategy(),
            self._seed.value(),
            self._tokens.value(),
            self._mass.value() / 100,
            self._nodes.value(),
        )

    def set_groups(self, groups: tuple[TextGroup, ...]) -> None:
        """Offer the texts that are written; the present choice stays if it is still there."""
        before = self.group
        self._groups = groups
        with QSignalBlocker(self._texts):
            self._texts.clear()
            for group in groups:
                texts = counted(len(group.texts), self.tr("1 text"), self.tr("{count} texts"))
                name = beside((group.first.pinned, texts, shortened(group.prompt.text)))
                self._texts.addItem(name)
                self._texts.setItemData(self._texts.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
            same = (
                number
                for number, one in enumerate(groups)
                if before is not None
                and (one.prompt, one.first.digest) == (before.prompt, before.first.digest)
            )
            self._texts.setCurrentIndex(next(same, 0 if groups else -1))

    def allow_chat(self, allowed: bool) -> None:
        """Whether the model brings a chat template."""
        self._chat.setEnabled(allowed)

    def refresh_choices(self) -> None:
        """Ask again which models there are."""
        for form in self._forms.values():
            form.refresh_choices()

    def retranslate(self) -> None:
        titles = {
            TreeKind.BRANCHES: self.tr("Branches"),
            TreeKind.MASS: self.tr("Continuations above a mass"),
            TreeKind.BEAMS: self.tr("Beam search"),
        }
        tips = {
            TreeKind.BRANCHES: self.tr(
                "The texts that were written, joined where they begin alike"
            ),
            TreeKind.MASS: self.tr("Every continuation that has this share of the probability"),
            TreeKind.BEAMS: self.tr("Every text that a beam search looks at, with its score"),
        }
        for number, kind in enumerate(TreeKind):
            self._kind.setItemText(number, titles[kind])
            self._kind.setItemData(number, tips[kind], Qt.ItemDataRole.ToolTipRole)
        for number, spec_type in enumerate(BEAMS):
            self._beams.setItemText(number, name_of(kind_of(spec_type)))
        texts = {
            "kind": self.tr("Tree"),
            "model": self.tr("Model"),
            "texts": self.tr("Texts"),
            "beams": self.tr("Strategy"),
            "mass": self.tr("Least mass"),
            "nodes": self.tr("Most nodes"),
            "tokens": self.tr("New tokens"),
            "seed": self.tr("Seed"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
        self._kind.setAccessibleName(texts["kind"])
        self._mass.setSuffix("\N{NO-BREAK SPACE}%")
        self._mass.setToolTip(
            self.tr("The product of the probabilities from the prompt on that is asked for")
        )
        self._nodes.setToolTip(
            self.tr("The likeliest are kept; how many are left out is said above the tree")
        )
        self._tokens.setToolTip(self.tr("How deep the tree is at most"))
        self._seed.setToolTip(self.tr("For what is drawn at random, and for what is written on"))
        self._special.setText(self.tr("Special tokens"))
        self._chat.setText(self.tr("As a chat"))
        self._chat.setToolTip(self.tr("For models that bring a chat template"))
        for form in self._forms.values():
            form.retranslate()
        self.set_groups(self._groups)

    # -- inside -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        boxes = (self._kind, self._texts, self._beams, self._mass, self._nodes, self._tokens)
        for box in (*boxes, self._seed, *self.model.findChildren(QComboBox)):
            ignore_wheel_without_focus(box)
        for combo, count in ((self._kind, len(TreeKind)), (self._beams, len(BEAMS))):
            combo.addItems([""] * count)
        for combo in (self._kind, self._texts, self._beams):
            combo.setMinimumContentsLength(8)
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        editors = {
            "kind": self._kind,
            "model": self.model,
            "texts": self._texts,
            "beams": self._beams,
            "mass": self._mass,
            "nodes": self._nodes,
            "tokens": self._tokens,
            "seed": self._seed,
        }
        for name, editor in editors.items():
            self._labels[name].setBuddy(editor)
            if editor is self.model:  # as wide as there is room for its checkpoint
                self._rows.addRow(self._labels[name])
                self._rows.addRow(editor)
            else:
                self._rows.addRow(self._labels[name], editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._rows)
        for widget in (*self._forms.values(), self._special, self._chat):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self._on_kind)
        self._beams.currentIndexChanged.connect(self._on_kind)
        self._texts.currentIndexChanged.connect(self.changed)
        for box in (self._mass, self._nodes, self._tokens, self._seed):
            box.valueChanged.connect(self.changed)
        for switch in (self._special, self._chat):
            switch.toggled.connect(self.changed)
        self.model.changed.connect(self.changed)
        for form in self._forms.values():
            form.changed.connect(self.changed)
        self._tokens.valueChanged.connect(self._remember_tokens)

    def _remember_tokens(self, tokens: int) -> None:
        self._last_tokens[self.kind] = tokens

    def _on_kind(self) -> None:
        self._show_kind()
        self.kind_changed.emit()
        self.changed.emit()

    def _beam_type(self) -> type[Strategy]:
        return BEAMS[max(self._beams.currentIndex(), 0)]

    def _strategy(self) -> Strategy:
        chosen = self._beam_type() if self.kind is TreeKind.BEAMS else Sample
        return validate(STRATEGY, self._forms[chosen].plain())

    def _show_kind(self) -> None:
        """Only what the kind can be told is shown."""
        kind = self.kind
        is_branches, is_mass = kind is TreeKind.BRANCHES, kind is TreeKind.MASS
        is_beams = kind is TreeKind.BEAMS
        for editor, is_shown in (
            (self._labels["model"], not is_branches),
            (self.model, not is_branches),
            (self._texts, is_branches),
            (self._beams, is_beams),
            (self._mass, is_mass),
            (self._nodes, is_mass),
            (self._tokens, not is_branches),
            (self._seed, not is_branches),
        ):
            self._rows.setRowVisible(editor, is_shown)
        shown = Sample if is_mass else self._beam_type() if is_beams else None
        for spec_type, form in self._forms.items():
            form.setVisible(spec_type is shown)
        for switch in (self._special, self._chat):
            switch.setVisible(not is_branches)
        if kind in self._last_tokens:
            with QSignalBlocker(self._tokens):
                self._tokens.setValue(self._last_tokens[kind])
