"""A system that refuses to let something be read."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def refusing_to_read(refused: Path, number: int) -> Iterator[None]:
    """Inside, the system refuses to open or list one path (as root meets it too)."""

    def unless_refused(call: Callable[..., Any]) -> Callable[..., Any]:
        def look(path: Any = ".", *arguments: Any, **settings: Any) -> Any:
            if not isinstance(path, int) and Path(path) == refused:
                raise OSError(number, os.strerror(number), str(refused))
            return call(path, *arguments, **settings)

        return look

    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((io, "open"), (os, "listdir"), (os, "scandir")):
            patch.setattr(module, name, unless_refused(getattr(module, name)))
        yield
