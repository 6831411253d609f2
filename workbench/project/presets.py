"""The strategies of a project that a person gave names to: `@name` where strategies are written."""

from workbench.generation.spec import Strategy, as_strategy, format_strategy, parse_strategy
from workbench.store.choices import presets
from workbench.store.folders import ProjectFolder

MARK = "@"
"""So begins what names a preset where a strategy is written."""


class Presets:
    """The named strategies of one project."""

    def __init__(self, store: ProjectFolder) -> None:
        self._store = store

    def names(self) -> tuple[str, ...]:
        """Every name, in alphabetical order; raises Corrupt, CannotBeRead."""
        return tuple(sorted(presets.read_presets(self._store), key=str.casefold))

    def get(self, name: str) -> Strategy:
        """The strategy of a name; raises NotFound, and BadSpec for one of another version."""
        return parse_strategy(presets.preset(self._store, name))

    def keep(self, name: str, strategy: Strategy | str) -> str:
        """Keep a strategy under a name, in place of the one that has it; gives the name."""
        return presets.keep_preset(self._store, name, format_strategy(as_strategy(strategy)))

    def rename(self, old: str, new: str) -> str:
        """Give one another name; raises NotFound, and BadInput for a name that is taken."""
        return presets.rename_preset(self._store, old, new)

    def delete(self, name: str) -> None:
        """Forget one; raises NotFound."""
        presets.delete_preset(self._store, name)
