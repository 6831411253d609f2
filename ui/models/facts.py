"""The facts that a run's events carry, told in the present language."""

from collections.abc import Mapping

from ui.i18n import joined
from ui.models import figures
from ui.shell.messages import name_of, translate
from workbench.named import FACTS
from workbench.words import Words

_SHARES = ("unknown_rate", "kept_mass")
_SPELT = ("encoding", "torch", "python", "system")
_ONLY_IF_ANY = ("validation_documents", "skipped", "replaced", "duplicates", "unknown_rate")


def facts_text(facts: Mapping[str, str | int | float]) -> str:
    """All facts in a row; what there is none of is left out where nobody would look for it."""
    return joined(
        _fact(name, value) for name, value in facts.items() if value or name not in _ONLY_IF_ANY
    )


def _fact(name: str, value: str | int | float) -> str:
    template = FACTS.get(name)
    if template is None:
        return f"{name_of(name)} {value}"
    return translate(Words(template=template.template, values={"value": _value(name, value)}))


def _value(name: str, value: str | int | float) -> str:
    match value:
        case str():
            return value if name in _SPELT else name_of(value)
        case _ if name == "bytes":
            return figures.size(value)
        case _ if name in _SHARES:
            return figures.share(value, 2)
        case int():
            return figures.count(value)
        case _:
            return figures.measure(value, 2)
