"""A page for the browser around what a result shows of itself in a notebook."""

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

_STYLE = """
body { font: 14px/1.5 sans-serif; margin: 1.5em; color: #1d2125; background: #fff; }
table { border-collapse: collapse; margin: 0.5em 0; }
th, td { padding: 2px 8px; border: 1px solid #d9dde1; white-space: pre-wrap; }
dt { color: #667079; }
dd { margin: 0 0 0.4em 0; white-space: pre-wrap; }
"""


def as_page(title: str, body: str, about: dict[str, Any]) -> str:
    """A whole page: what it is about in words and, for programs, as JSON; then the result."""
    told = json.dumps(about, ensure_ascii=False).replace("<", "\\u003c")
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<script type="application/json" id="about">{told}</script></head>\n'
        f"<body><h3>{escape(title)}</h3>{_facts(about)}{body}</body></html>\n"
    )


def html_table(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table of texts."""
    rows = [("th", heading), *(("td", line) for line in lines)]
    body = "".join(
        f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in row)}</tr>" for tag, row in rows
    )
    return f"<table>{body}</table>"


def _facts(about: dict[str, Any]) -> str:
    models = (
        f"{role}: {model['name']}, step {model['step']}, {model['digest']}"
        for role, model in about["models"].items()
    )
    settings = ", ".join(f"{name} {_words(value)}" for name, value in about["settings"].items())
    facts = {"text": about["text"], "models": "\n".join(models), "settings": settings}
    lines = (f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    return f"<dl>{''.join(lines)}</dl>"


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
