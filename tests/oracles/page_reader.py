"""A page as a browser takes it: its text, and what it would load from elsewhere."""

from html.parser import HTMLParser


class PageReader(HTMLParser):
    """Collects text and every address that a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.loads: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        addresses = ("src", "href", "action", "srcset")
        self.loads += [value or "" for name, value in attrs if name in addresses]
