"""The effect of a setting in a sentence or two."""

from PySide6.QtCore import QCoreApplication

from ui.i18n import joined
from ui.widgets.numbers import count, probability
from ui.widgets.token_strip import shown
from workbench.generation.candidates.effects import ChangedToken, SettingEffect
from workbench.generation.spec import Greedy, Strategy


def effect_text(effect: SettingEffect, model: str, strategy: Strategy, name: str) -> str:
    """What a setting, or with `kind` a strategy, does by itself on the prompt, and the tokens."""
    told_of = effect.left if effect.changes is None else effect.changes
    more = "…" if told_of > len(effect.first) else ""
    return _template(effect, strategy, name).format(
        model=model,
        left=count(effect.left),
        total=count(effect.total),
        mass=probability(effect.mass),
        changed=count(effect.changes),
        tokens=joined(map(_token, effect.first)) + more,
    )


def _template(effect: SettingEffect, strategy: Strategy, name: str) -> str:
    if name == "kind":
        if isinstance(strategy, Greedy):
            return QCoreApplication.translate(
                "SettingExample", "On your prompt ({model}) the likeliest token is {tokens}."
            )
        return QCoreApplication.translate(
            "SettingExample", "On your prompt ({model}) the likeliest of {total} tokens: {tokens}"
        )
    if effect.changes is not None:
        return _penalty(effect)
    if effect.left == effect.total:
        return QCoreApplication.translate(
            "SettingExample",
            "On your prompt ({model}) this alone leaves all {total} tokens.\nFirst: {tokens}",
        )
    if effect.is_at_times:
        return QCoreApplication.translate(
            "SettingExample",
            "On your prompt ({model}) this alone leaves at times only {left} of {total} tokens "
            "with {mass} of the probability.\nFirst: {tokens}",
        )
    return QCoreApplication.translate(
        "SettingExample",
        "On your prompt ({model}) this alone leaves {left} of {total} tokens with {mass} of the "
        "probability.\nFirst: {tokens}",
    )


def _penalty(effect: SettingEffect) -> str:
    if not effect.changes:
        return QCoreApplication.translate(
            "SettingExample", "On your prompt ({model}) this alone changes no token yet."
        )
    return QCoreApplication.translate(
        "SettingExample",
        "On your prompt ({model}) this alone changes {changed} of {total} tokens.\n"
        "The likeliest of them: {tokens}",
    )


def _token(token: ChangedToken) -> str:
    """A token as it is shown, with its probability before and, if it is another, behind."""
    before, after = probability(token.before), probability(token.after)
    share = before if before == after else f"{before} \N{RIGHTWARDS ARROW} {after}"
    return f"“{shown(token.text)}” {share}"
