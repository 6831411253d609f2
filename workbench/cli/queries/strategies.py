"""Strategies as they are written on the command line."""

from workbench.generation.own_strategy import OWN
from workbench.generation.spec import Strategy, parse_strategy
from workbench.project.presets import MARK


def written_strategy(text: str) -> Strategy | str:
    """The strategy that a text writes; as it stands, where a model or a project names it.

    Raises BadInput or BadSpec with what to write instead.
    """
    return text if text.strip() == OWN or text.startswith(MARK) else parse_strategy(text)
