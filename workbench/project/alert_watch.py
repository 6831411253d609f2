"""Looking at the curves of a run while it learns, beside the training and never within it."""

import time
from collections.abc import Iterator

from workbench.curves.conditions import parse_condition
from workbench.curves.firings import Firing, firings
from workbench.errors import BadInput, Corrupt, WorkbenchError
from workbench.events import Event, Level, Metrics, Note, RunEnded
from workbench.jobs import ThreadControl
from workbench.project.catalogue import Catalogue
from workbench.project.runs.run_curves import looked_up
from workbench.store.choices.alert_rules import FILE_NAME, AlertRule, read_rules
from workbench.store.files.refused import disk_error_of
from workbench.store.folders import ProjectFolder
from workbench.store.runs.journal import read_journal
from workbench.store.runs.notes.alerts import MOST_OF_A_RULE, Alert, keep_alerts, read_alerts
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState
from workbench.words import words

SHARE = 0.01
"""So much of the time is spent on looking."""
_LATEST_S = 60.0
"""After so long it is looked again, however long the look before took."""


def watched(
    events: Iterator[Event], watch: "AlertWatch", control: ThreadControl, share: float = SHARE
) -> Iterator[Event]:
    """The events, each alert when its rule begins to hold, and what is wrong with the rules.

    A rule that stops the run asks `control` to.
    """
    due_at = 0.0
    for event in events:
        is_over = isinstance(event, RunEnded)
        if is_over or (isinstance(event, Metrics) and time.monotonic() >= due_at):
            begun = time.monotonic()
            told = watch.look(is_over=is_over)
            now = time.monotonic()
            due_at = now + min((now - begun) / share, _LATEST_S)
            if any(isinstance(one, Alert) and one.stops for one in told):
                control.stop()
            yield from told
        yield event


class AlertWatch:
    """The rules of a project and the curves of one run, both read as far as they have come."""

    def __init__(self, run: RunFolder, store: ProjectFolder, catalogue: Catalogue) -> None:
        self._run, self._store, self._catalogue = run, store, catalogue
        self._rules: tuple[AlertRule, ...] = ()
        self._rules_mark: tuple[int, int] | None = None
        self._state, self._offset = RunState(), 0
        self._known: list[Alert] | None = None
        self._said: set[str] = set()

    def look(self, *, is_over: bool = False) -> list[Event]:
        """The alerts since the last look, kept with the run; at the end also what was left out."""
        told: list[Event] = []
        try:
            self._read_rules()
            if not self._rules:
                return []
            self._read_journal()
            new = [alert for rule in self._rules for alert in self._new(rule, told, is_over)]
            told += new
            if new:
                self._keep(new)
        except (WorkbenchError, OSError) as error:
            told += self._note_of(error)
        return told

    def _note_of(self, error: WorkbenchError | OSError) -> list[Event]:
        """What keeps the rules from being read, or alerts from being kept, once."""
        told = error if isinstance(error, WorkbenchError) else disk_error_of(error)
        return self._once(Note(words=told.words, level=Level.WARNING))

    def _once(self, note: Note) -> list[Event]:
        text = str(note.words)
        is_new = text not in self._said
        self._said.add(text)
        return [note] if is_new else []

    def _read_rules(self) -> None:
        """Again once the file is another one: rules may be made while a run learns."""
        try:
            found = (self._store.path / FILE_NAME).stat()
        except FileNotFoundError:
            self._rules, self._rules_mark = (), None
            return
        mark = (found.st_mtime_ns, found.st_size)
        if mark != self._rules_mark:
            self._rules_mark = mark
            self._rules = read_rules(self._store)

    def _read_journal(self) -> None:
        entries, self._offset = read_journal(self._run.journal_path, self._offset)
        for entry in entries:
            self._state = self._state.apply(entry.event)

    def _new(self, rule: AlertRule, told: list[Event], is_over: bool) -> list[Alert]:
        """What a rule tells that it has not told of this run before."""
        try:
            found = self._firings(rule)
        except BadInput as reason:
            if is_over and self._state.series:
                said = words(
                    "the alert rule '{when}' says nothing of this run: {reason}",
                    when=rule.when,
                    reason=reason.words,
                )
                told += self._once(Note(words=said))
            return []
        if len(found) > MOST_OF_A_RULE:
            said = words(
                "the alert rule '{when}' began to hold more than {count} times: further times are "
                "not told",
                when=rule.when,
                count=MOST_OF_A_RULE,
            )
            told += self._once(Note(words=said, level=Level.WARNING))
        before = {alert.step for alert in self._alerts() if alert.when == rule.when}
        return [
            Alert(words=one.words, when=rule.when, step=one.step, stops=rule.stops)
            for one in found[:MOST_OF_A_RULE]
            if one.step not in before
        ]

    def _firings(self, rule: AlertRule) -> list[Firing]:
        lookup = looked_up(self._run.id, self._state, self._catalogue)
        return firings(parse_condition(rule.when), lookup)

    def _alerts(self) -> list[Alert]:
        """Those of earlier looks and attempts; what cannot be read is written anew."""
        if self._known is None:
            try:
                self._known = list(read_alerts(self._run.path))
            except Corrupt:
                self._known = []
        return self._known

    def _keep(self, new: list[Alert]) -> None:
        """With the run; the count of them stands where the list of runs finds it."""
        kept = self._alerts()
        kept += new
        keep_alerts(self._run.path, kept)
        with self._store.naming():
            remarks = self._run.own_meta().remarks
            self._run.keep_remarks(remarks.model_copy(update={"alerts": len(kept)}))
