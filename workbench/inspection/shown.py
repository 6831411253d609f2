"""Results that show themselves: in a notebook's cell, or as a page in the browser."""

import sys
import tempfile
import webbrowser
from abc import ABC, abstractmethod
from pathlib import Path

from workbench.errors import WorkbenchError


class Shown(ABC):
    """What has a picture; a notebook finds it by `_repr_html_` when it ends a cell."""

    @abstractmethod
    def _repr_html_(self) -> str:
        """The picture as a piece of a page (IPython's protocol of rich display)."""

    def show(self) -> None:
        """Show it below the notebook's cell; outside a notebook, as a page in the browser.

        Raises WorkbenchError, which names the page, where there is no browser either.
        """
        if _in_notebook():
            from IPython.display import display

            display(self)
            return
        page = Path(tempfile.mkdtemp(prefix="workbench-")) / "picture.html"
        page.write_text(f'<meta charset="utf-8">{self._repr_html_()}', encoding="utf-8")
        if not webbrowser.open(page.as_uri()):
            raise WorkbenchError("no browser can be opened here; the picture is {page}", page=page)


def _in_notebook() -> bool:
    """Whether a kernel runs this: IPython in a terminal would print the object's repr alone."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")
