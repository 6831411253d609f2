"""A page as a browser takes it: its text, its addresses, and what it would load from elsewhere."""

from html.parser import HTMLParser


class PageReader(HTMLParser):
    """Collects text, every address that a page would load, its own ones and what leads there."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.alternatives: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        addresses = ("src", "href", "action", "srcset")
        named = [value or "" for name, value in attrs if name in addresses]
        self.links += [value for value in named if value.startswith("#")]
        self.loads += [value for value in named if not value.startswith("#")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.alternatives += [value or "" for name, value in attrs if name == "aria-label"]
