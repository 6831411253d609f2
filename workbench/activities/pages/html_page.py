"""Pages that need nothing else: one file with its style, its pictures and no script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from workbench.language import SpokenLanguage
from workbench.words import printable

_STYLE = (
    "body{font:15px/1.55 system-ui,'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif;"
    "max-width:1100px;margin:2em auto;padding:0 1em;color:#1b1f24;background:#fff;"
    "color-scheme:light dark}"
    "h1{font-size:26px}h2{font-size:20px;margin-top:1.6em}h3{font-size:16px}"
    "nav ul{columns:2;padding-left:1.2em}a{color:#0a5ca8}"
    "table{border-collapse:collapse;font-size:13px;display:block;overflow-x:auto}"
    "th,td{border-bottom:1px solid #ccd;padding:.3em .6em;text-align:right;vertical-align:top;"
    "word-break:keep-all}"
    ".left1 :is(th,td):nth-child(1),.left2 :is(th,td):nth-child(-n+2),.words :is(th,td)"
    "{text-align:left}"
    "pre{background:#f4f6f8;padding:1em;overflow-x:auto;white-space:pre-wrap;"
    "overflow-wrap:anywhere}figure{margin:1em 0;break-inside:avoid}"
    "figcaption,.quiet{color:#59616b;font-size:13px}svg{max-width:100%;height:auto}"
    ".plots figure{display:inline-block;width:49%;margin:.3em 0;vertical-align:top}"
    ".wide figure:first-child{width:100%}"
    "dt{font-weight:600}dd{margin:0 0 .5em 0}.warning td{color:#8a4b00}.error td{color:#a11}"
)
_DARK = (
    "@media screen and (prefers-color-scheme:dark){body{color:#e6e9ee;background:#15181c}"
    "pre{background:#20242a}th,td{border-color:#444}a{color:#7db8f0}"
    "figcaption,.quiet{color:#a8b0ba}.warning td{color:#f0b060}.error td{color:#ff8a80}"
    ".plot svg{filter:invert(.92) hue-rotate(180deg)}}"
)
"""A plot is shown as its negative with the same hues; a map stays as it is, for its legend."""
_PAPER = (
    "@page{size:A4;margin:16mm;@bottom-center{content:counter(page) ' / ' counter(pages);"
    "font-size:8pt}}@media print{body{font-size:10.5pt;margin:0;max-width:none}"
    "table{display:table;font-size:7.5pt}th,td{padding:.2em .35em}pre{font-size:8pt}"
    "h2,h3,summary{break-after:avoid}"
    "thead{display:table-header-group}tr{break-inside:avoid}a{color:inherit;text-decoration:none}"
    "nav a::after{content:leader('.') target-counter(attr(href url),page)}"
    "details::details-content{content-visibility:visible;block-size:auto}}"
)
"""Long texts that are folded stand open, and the contents have the numbers of pages where the
program that prints knows them."""


@dataclass(frozen=True)
class PageSection:
    """A part of a page with a title; `key` is its address on the page, such as #curves."""

    key: str
    title: str
    parts: tuple[str, ...]


def page(title: str, parts: Iterable[str], language: SpokenLanguage) -> str:
    """A whole page; on a screen it follows the reader's scheme, light or dark."""
    return printable(
        f'<!doctype html>\n<html lang="{language.tag}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}{_DARK}{_PAPER}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def contents(sections: Sequence[PageSection], title: str) -> str:
    """Links to all sections, under a title."""
    lines = (f'<li><a href="#{one.key}">{escape(one.title)}</a></li>' for one in sections)
    return f'<nav aria-label="{escape(title)}"><ul>{"".join(lines)}</ul></nav>'


def section(one: PageSection) -> str:
    """Its title and its parts."""
    return f'<section id="{one.key}">{heading(one.title)}{"".join(one.parts)}</section>'


def table(titles: Iterable[str], lines: Iterable[Iterable[str]], kind: str = "left1") -> str:
    """Plain texts as a table; `kind` says which columns are of words: left1, left2 or words."""
    rows = (f"<tr>{_cells('td', line)}</tr>" for line in lines)
    return f'<table class="{kind}">{_head(titles)}<tbody>{"".join(rows)}</tbody></table>'


def marked_table(titles: Iterable[str], lines: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The same of words alone, each line with a mark of its own: warning, error, or anything."""
    rows = (f'<tr class="{escape(mark)}">{_cells("td", line)}</tr>' for mark, line in lines)
    return f'<table class="words">{_head(titles)}<tbody>{"".join(rows)}</tbody></table>'


def _head(titles: Iterable[str]) -> str:
    return f"<thead><tr>{_cells('th', titles)}</tr></thead>"


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def heading(text: str, level: int = 2) -> str:
    """A title; the page's own has the level 1."""
    return f"<h{level}>{escape(text)}</h{level}>"


def paragraph(text: str, kind: str = "") -> str:
    """A sentence or some; `quiet` stands back."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def bullets(texts: Iterable[str]) -> str:
    """Sentences as a list; empty of none."""
    lines = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{lines}</ul>" if lines else ""


def figure(picture: str, caption: str = "", *, kind: Literal["plot", "map"] = "plot") -> str:
    """A picture (a piece of a page, as it is) above its caption."""
    told = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure class="{kind}">{picture}{told}</figure>'


def side_by_side(figures: Iterable[str], *, first_is_wide: bool) -> str:
    """Figures in two columns; the first may have the whole width, above the others."""
    kind = "plots wide" if first_is_wide else "plots"
    return f'<div class="{kind}">{"".join(figures)}</div>'


def folded(texts: Mapping[str, str]) -> str:
    """Long texts that open at a click, by their titles; on paper they stand open."""
    return "".join(
        f"<details><summary>{escape(title)}</summary><pre>{escape(text)}</pre></details>"
        for title, text in texts.items()
    )


def block(text: str) -> str:
    """A text as it was written."""
    return f"<pre>{escape(text)}</pre>"


def definitions(texts: Iterable[tuple[str, str]]) -> str:
    """Words and what they mean."""
    told = (f"<dt>{escape(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in texts)
    return f"<dl>{''.join(told)}</dl>"
