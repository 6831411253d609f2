"""`alert_rules.json`: what a person wants to be told of while a run learns."""

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.spec import closest
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.folders import ProjectFolder

FILE_NAME = "alert_rules.json"
MOST_RULES = 100


class AlertRule(BaseModel):
    """A condition on the curves of a run, as text; one that `stops` also ends the run.

    The run then stops after its step, with a checkpoint, and can be resumed.
    """

    model_config = ConfigDict(frozen=True)

    when: str
    stops: bool = False


class _Kept(BaseModel):
    rules: tuple[AlertRule, ...] = ()


def read_rules(project: ProjectFolder) -> tuple[AlertRule, ...]:
    """The rules in the order in which they were made; raises Corrupt, CannotBeRead."""
    path = project.path / FILE_NAME
    try:
        return _Kept.model_validate(read_summed(path, is_required=True)).rules
    except FileNotFoundError:
        return ()
    except (Corrupt, ValidationError):
        raise Corrupt(
            "{path} is damaged, so that no alert rule is known; move it away, and add rules anew",
            path=path,
        ) from None


def keep_rule(project: ProjectFolder, rule: AlertRule) -> None:
    """Keep a rule, in place of the one with the same condition.

    Raises BadInput where there are too many, Corrupt, ReadOnly, Locked, DiskFull.
    """
    with project.naming():
        rules = read_rules(project)
        if all(one.when != rule.when for one in rules):
            if len(rules) >= MOST_RULES:
                raise BadInput(
                    "there are {count} alert rules already; remove one", count=MOST_RULES
                )
            rules = (*rules, rule)
        _write(project, tuple(rule if one.when == rule.when else one for one in rules))


def delete_rule(project: ProjectFolder, when: str) -> None:
    """Forget the rule with a condition; raises NotFound with the nearest one."""
    with project.naming():
        rules = read_rules(project)
        kept = tuple(one for one in rules if one.when != when)
        if len(kept) == len(rules):
            raise _unknown(when, [one.when for one in rules])
        _write(project, kept)


def _unknown(when: str, known: list[str]) -> NotFound:
    near = closest(when, tuple(known))
    if near:
        return NotFound(
            "there is no alert rule '{when}'; did you mean '{near}'?", when=when, near=near
        )
    return NotFound("there is no alert rule '{when}'", when=when)


def _write(project: ProjectFolder, rules: tuple[AlertRule, ...]) -> None:
    plain = _Kept(rules=rules).model_dump(mode="json")
    durable.write_json(project.path / FILE_NAME, with_checksum(plain))
