"""A page as PDF, by the optional package WeasyPrint: the same page, laid out for paper.

Neither a browser nor Qt is needed, so that window, terminal and notebook write the same file.
"""

import logging
from importlib.util import find_spec

from workbench.errors import BadInput, WorkbenchError


def require_pdf() -> None:
    """Raise BadInput, naming the extra to install, when WeasyPrint is missing."""
    if find_spec("weasyprint") is None:
        raise BadInput(
            "a PDF needs the package weasyprint; install it with: "
            "pip install 'distill-workbench[pdf]', or write .html and print it from a browser"
        )


def as_pdf(page: str) -> bytes:
    """The page as PDF; nothing is fetched, whatever the page asks for.

    Raises BadInput without WeasyPrint, WorkbenchError where the libraries it needs are missing.
    """
    require_pdf()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise WorkbenchError(
            "weasyprint cannot be loaded, as a rule because Pango is not installed ({reason}); "
            "write .html and print it from a browser",
            reason=error,
        ) from None
    fetcher = URLFetcher(allowed_protocols=("data",))
    return bytes(HTML(string=page, url_fetcher=fetcher).write_pdf())
