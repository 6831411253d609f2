"""What a person chose for single files before an import, and how a corpus's settings say it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Choice = Literal["encoding", "format"]

_OPEN: Mapping[Choice, str] = {"encoding": "", "format": "auto"}
"""What stands for no choice."""


class FileChoices:
    """An encoding and a format for each file, or none."""

    def __init__(self) -> None:
        self._chosen: dict[str, dict[Choice, str]] = {}

    def of(self, path: str, name: Choice) -> str:
        """What was chosen for a file."""
        return self._chosen.get(path, {}).get(name, _OPEN[name])

    def choose(self, paths: Iterable[str], name: Choice, value: str) -> bool:
        """Choose for some files; whether that changes anything."""
        changed = [path for path in paths if self.of(path, name) != value]
        for path in changed:
            self._chosen.setdefault(path, {})[name] = value
        return bool(changed)

    def settings(self, paths: Sequence[str]) -> Mapping[str, Any]:
        """The choices as settings: what is the same for all files is said once."""
        same = {name: self._of_all(paths, name) for name in _OPEN}
        apart = []
        for path in paths:
            own: dict[str, str] = {
                name: chosen
                for name in _OPEN
                if same[name] is None and (chosen := self.of(path, name)) != _OPEN[name]
            }
            if own:
                apart.append({"file": path, **own})
        said: dict[str, str] = {name: same[name] or _OPEN[name] for name in _OPEN}
        return {**said, "apart": apart}

    def _of_all(self, paths: Sequence[str], name: Choice) -> str | None:
        values = {self.of(path, name) for path in paths}
        return values.pop() if len(values) == 1 else None
