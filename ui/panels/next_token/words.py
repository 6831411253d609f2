"""What steps of strategies and the place that is looked at are called."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from ui.forms.setting_names import spec_text, value_text
from ui.forms.shapes import Setting, settings_to_show
from ui.i18n import beside
from ui.models import figures
from ui.panels.next_token.place import LookedPlace
from ui.panels.next_token.queries import Looked
from ui.shell.messages import engine_text, name_of
from ui.texts.reading_note import first_not_read
from workbench.generation.candidates.funnel import OWN
from workbench.generation.spec import Strategy


def step_text(strategy: Strategy, name: str, *, with_value: bool = True) -> str:
    """A step of a strategy: its setting, with its value, or the choice that it is."""
    if name == OWN:
        return QCoreApplication.translate("Funnel", "The model's own")
    setting = _setting(type(strategy), name)
    if setting is None:
        return name_of(name)
    value, title = getattr(strategy, name), engine_text(setting.title)
    if isinstance(value, tuple) or not with_value:
        return title
    return f"{title} {value_text(setting, value)}"


def place_text(looked: Looked) -> str:
    """Which place is looked at, how unsure each model is there, and what it does not read."""
    first, place = looked.sides[0], looked.place
    if place.chosen is None:
        said = QCoreApplication.translate("Funnel", "What may follow “{text}”.").format(
            text=place.tail
        )
    else:
        said = QCoreApplication.translate(
            "Funnel", "Token {number} of {model}, {strategy}, behind “{text}”."
        ).format(
            number=figures.count(place.chosen.place + 1),
            model=first.model.reference,
            strategy=spec_text(place.chosen.text.request.strategy),
            text=place.tail,
        )
    entropies = (
        QCoreApplication.translate("Funnel", "{model}: entropy {entropy} nats").format(
            model=side.model.reference, entropy=figures.measure(side.candidates.entropy, 2)
        )
        for side in looked.sides
    )
    total = first.candidates.prompt_tokens
    cut = first_not_read(total - first.context, total, first.context)
    return "\n".join(filter(None, (said, beside(entropies), _precision_text(place), cut)))


def _precision_text(place: LookedPlace) -> str:
    """That the candidates are those of another precision than the text was written in."""
    if place.chosen is None or place.like.precision == "fp32":
        return ""
    told = QCoreApplication.translate(
        "Funnel", "The text was written in {precision}; these candidates are those in fp32."
    )
    return told.format(precision=name_of(place.like.precision))


@lru_cache
def _setting(strategy_type: type[Strategy], name: str) -> Setting | None:
    """Read from the declarations once: a slider asks again and again."""
    return next((one for one in settings_to_show(strategy_type) if one.name == name), None)
