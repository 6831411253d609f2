"""What the tables of a report show."""

from PySide6.QtCore import QObject

from ui.models import figures
from ui.models.run_words import role_colour, role_text
from ui.models.table import Column
from ui.theme import Colours
from workbench.events import GroupRow, ReportRow


class ReportColumns(QObject):
    """The columns, in the present language."""

    def rows(self, colours: Colours) -> tuple[Column[ReportRow], ...]:
        """A line a model."""
        return (
            Column(self.tr("Model"), lambda row: row.model),
            Column(
                self.tr("Role"),
                lambda row: role_text(row.role),
                colour=lambda row: role_colour(row.role, colours),
            ),
            Column(
                self.tr("Parameters"),
                lambda row: row.parameters,
                lambda row: figures.count(row.parameters),
                numeric=True,
            ),
            Column(
                self.tr("Loss"),
                lambda row: row.loss,
                lambda row: figures.measure(row.loss, 4),
                numeric=True,
                help=self.tr("Nats per token, lower is better"),
            ),
            Column(
                self.tr("±"),
                lambda row: row.loss_margin,
                lambda row: figures.measure(row.loss_margin, 4),
                numeric=True,
                help=self.tr("Half the 95 % interval of the loss over this text"),
            ),
            Column(
                self.tr("Perplexity"),
                lambda row: row.perplexity,
                lambda row: figures.measure(row.perplexity, 2),
                numeric=True,
                help=self.tr("How many tokens the model wavers between on average"),
            ),
            Column(
                self.tr("Bits per byte"),
                lambda row: row.bits_per_byte,
                lambda row: figures.measure(row.bits_per_byte, 4),
                numeric=True,
                help=self.tr("Independent of the tokenizer, lower is better"),
            ),
            Column(
                self.tr("Agreement"),
                lambda row: row.agreement,
                lambda row: figures.share(row.agreement),
                numeric=True,
                help=self.tr("How often the most likely token is the teacher's too"),
            ),
            Column(
                self.tr("KL"),
                lambda row: row.kl,
                lambda row: figures.measure(row.kl, 4),
                numeric=True,
                help=self.tr("Divergence from the teacher in nats per token"),
            ),
            Column(
                self.tr("Right"),
                lambda row: row.accuracy,
                lambda row: figures.share(row.accuracy),
                numeric=True,
                help=self.tr("How often the most likely token is the true one"),
            ),
            Column(
                self.tr("Disk"),
                lambda row: row.disk_bytes,
                lambda row: "–" if row.disk_bytes is None else figures.size(row.disk_bytes),
                numeric=True,
                help=self.tr("The weights' file"),
            ),
            Column(
                self.tr("Memory"),
                lambda row: row.memory_bytes,
                lambda row: "–" if row.memory_bytes is None else figures.size(row.memory_bytes),
                numeric=True,
                help=self.tr("Weights and, where it writes, the cache of a full context"),
            ),
            Column(
                self.tr("ms/token"),
                lambda row: row.ms_per_token,
                lambda row: figures.measure(row.ms_per_token, 2),
                numeric=True,
                help=self.tr("Time to write one token, one text at a time"),
            ),
            Column(
                self.tr("Tokens/s × 16"),
                lambda row: row.tokens_per_second_16,
                lambda row: figures.measure(row.tokens_per_second_16, 0),
                numeric=True,
                help=self.tr("Tokens a second when sixteen texts are written together"),
            ),
        )

    def groups(self) -> tuple[Column[GroupRow], ...]:
        """A line for models that differ by their seed."""

        def with_margin(mean: float | None, margin: float | None) -> str:
            if mean is None or margin is None:
                return ""
            return f"{figures.measure(mean, 4)} ± {figures.measure(margin, 4)}"

        return (
            Column(self.tr("Over seeds"), lambda group: group.group),
            Column(self.tr("Seeds"), lambda group: group.models, numeric=True),
            Column(
                self.tr("Loss"),
                lambda group: group.loss,
                lambda group: with_margin(group.loss, group.loss_margin),
                numeric=True,
                help=self.tr("Mean and half the 95 % interval (Student's t)"),
            ),
            Column(
                self.tr("Right"),
                lambda group: group.accuracy,
                lambda group: with_margin(group.accuracy, group.accuracy_margin),
                numeric=True,
            ),
            Column(
                self.tr("Agreement"),
                lambda group: group.agreement,
                lambda group: with_margin(group.agreement, group.agreement_margin),
                numeric=True,
            ),
        )
