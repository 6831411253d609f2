"""`alerts`: the alert rules of a project, what they told of runs, and what a rule would tell."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.errors import BadInput
from workbench.project import Project
from workbench.store.runs.notes.alerts import Alert

_TOLD = ("no alerts", "1 alert", "{count} alerts")
_TESTED = ("would not have fired", "would have fired once", "would have fired {count} times")


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1)
@click.option(
    "--add",
    metavar="CONDITION",
    help="Such as 'gradient_norm > 10', 'val_loss > 1.1 * running_min(val_loss)', 'val_loss rises "
    "5', 'val_loss no improvement 10', 'loss not finite'; formulas as in `curves`.",
)
@click.option("--stop", "stops", is_flag=True, help="With --add: also stop the run, after saving.")
@click.option("--remove", metavar="CONDITION", help="Forget the rule with this condition.")
@click.option("--test", "tested", metavar="CONDITION", help="What it would have told of each RUN.")
@common
def alerts(
    runs: tuple[str, ...],
    add: str | None,
    stops: bool,
    remove: str | None,
    tested: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The alert rules, which are looked at while runs learn; with RUN, what they told of runs."""
    if stops and add is None:
        raise click.UsageError("--stop says what a rule does; name the rule with --add")
    if tested is not None and not runs:
        raise click.UsageError("--test looks at the curves of runs; name one")
    with opened(folder) as project:
        with wrong_usage():
            if add is not None:
                project.alerts.add(add, stops=stops)
        if remove is not None:
            project.alerts.remove(remove)
        if tested is not None:
            _show(_would_fire(project, runs, tested), as_json, _TESTED)
        elif runs:
            told = {run: project.saved_run(run).alerts() for run in runs}
            _show(told, as_json, _TOLD)
        else:
            _list(project, as_json)


def _would_fire(
    project: Project, runs: Sequence[str], when: str
) -> Mapping[str, tuple[Alert, ...]]:
    """By run; one run that it says nothing of leaves with why, several go on to the others."""
    found: dict[str, tuple[Alert, ...]] = {}
    for run in runs:
        saved = project.saved_run(run)
        try:
            found[run] = saved.would_fire(when)
        except BadInput as reason:
            if len(runs) == 1:
                raise
            say(f"warning: {in_line(f'{run}: {reason}')}", err=True)
    return found


def _show(
    told: Mapping[str, tuple[Alert, ...]], as_json: bool, phrases: tuple[str, str, str]
) -> None:
    """The alerts of each run below a phrase for none, for one or for several."""
    nothing, one_alert, several = phrases
    for run, found in told.items():
        if as_json:
            print_json({"run": run, "alerts": [_plain(one) for one in found]})
            continue
        phrase = counted(len(found), one_alert, several) if found else nothing
        say(in_line(f"{run}: {phrase}"))
        for one in found:
            say(in_line(f"  {one.words}"))


def _plain(alert: Alert) -> dict[str, object]:
    return {"when": alert.when, "step": alert.step, "stops": alert.stops, "text": str(alert.words)}


def _list(project: Project, as_json: bool) -> None:
    rules = project.alerts.rules()
    if as_json:
        print_json({"rules": [rule.model_dump() for rule in rules]})
        return
    for rule in rules:
        say(in_line(f"{rule.when}{' (stops the run)' if rule.stops else ''}"))
    if not rules:
        say("no alert rules; add one with --add 'gradient_norm > 10'")
