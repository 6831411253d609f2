"""The alert rules of a project: what a person wants to be told of while a run learns."""

from collections.abc import Collection, Iterator

from workbench.curves.conditions import names_of, parse_condition
from workbench.curves.firings import firings
from workbench.errors import BadInput
from workbench.events import Event
from workbench.jobs import ThreadControl
from workbench.metrics import CORPUS_LOSS, GRADIENT_PART, LOSS_PART, METRICS, PROBE_LOSS
from workbench.project.alert_watch import AlertWatch, watched
from workbench.project.catalogue import Catalogue
from workbench.project.runs.run_curves import looked_up
from workbench.spec import closest
from workbench.store.choices import alert_rules
from workbench.store.choices.alert_rules import AlertRule
from workbench.store.folders import ProjectFolder
from workbench.store.runs.notes.alerts import Alert
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState


class AlertRules:
    """The rules of one project, such as `gradient_norm > 10` or `val_loss rises 5`."""

    def __init__(self, store: ProjectFolder, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    def rules(self) -> tuple[AlertRule, ...]:
        """Every rule, in the order in which they were made; raises Corrupt, CannotBeRead."""
        return alert_rules.read_rules(self._store)

    def add(self, when: str, *, stops: bool = False) -> AlertRule:
        """Keep a rule, which `stops` the run with a checkpoint, or only tells.

        Raises BadInput for what is no condition, or a metric that nobody knows; ReadOnly, DiskFull.
        """
        condition = parse_condition(when)
        measured = {name for run in self._catalogue.runs() for name in run.metrics}
        _require_known([name for _, name in names_of(condition)], measured)
        rule = AlertRule(when=condition.text, stops=stops)
        alert_rules.keep_rule(self._store, rule)
        return rule

    def remove(self, when: str) -> None:
        """Forget the rule with a condition; raises NotFound."""
        alert_rules.delete_rule(self._store, " ".join(when.split()))

    def watched(
        self, run: RunFolder, events: Iterator[Event], control: ThreadControl
    ) -> Iterator[Event]:
        """The events of an attempt, and each alert as its rule begins to hold."""
        return watched(events, AlertWatch(run, self._store, self._catalogue), control)


def alerts_of(when: str, run_id: str, state: RunState, catalogue: Catalogue) -> tuple[Alert, ...]:
    """What a rule tells of a run by now; raises BadInput where it cannot be asked of the run."""
    condition = parse_condition(when)
    return tuple(
        Alert(words=one.words, when=condition.text, step=one.step)
        for one in firings(condition, looked_up(run_id, state, catalogue))
    )


def _require_known(names: Collection[str], measured: Collection[str]) -> None:
    known = {one.name for one in METRICS} | set(measured)
    for name in names:
        if name in known or name.startswith((LOSS_PART, GRADIENT_PART, PROBE_LOSS, CORPUS_LOSS)):
            continue
        near = closest(name, tuple(known))
        if near:
            raise BadInput(
                "there is no metric '{name}'; did you mean '{near}'?", name=name, near=near
            )
        raise BadInput("there is no metric '{name}'", name=name)
