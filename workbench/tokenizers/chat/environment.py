"""Chat templates (Jinja) as transformers renders them; used in a process of its own alone.

The environment is that of transformers' `apply_chat_template`: an immutable sandbox, blocks
trimmed, `break` and `continue`, and the names that templates expect. Nothing else is known to them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import jinja2.ext
from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

BEGIN, END = "\U0010fffc", "\U0010fffd"
"""Around what stands in `{% generation %}`: code points that are no characters."""

Chat = Sequence[Mapping[str, Any]]


class TooLong(Exception):
    """A template writes without end."""


class Renderer:
    """A compiled template; `names` are the spellings of special tokens, `now` is in seconds.

    Raises whatever Jinja does for a template that it cannot read.
    """

    def __init__(
        self, template: str, names: Mapping[str, str], now: float, most_characters: int
    ) -> None:
        environment = _Environment(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[_Generation, jinja2.ext.loopcontrols],
        )
        environment.filters["tojson"] = _to_json
        environment.globals = {
            "range": environment.globals["range"],
            "cycler": environment.globals["cycler"],
            "joiner": environment.globals["joiner"],
            "dict": _dict,
            "namespace": _PlainNamespace,
            "raise_exception": _raise,
            "strftime_now": datetime.fromtimestamp(now).strftime,
        }
        self._environment = environment
        self._template = environment.from_string(template)
        self._names = dict(names)
        self._most = most_characters

    @property
    def marks_answers(self) -> bool:
        """Whether the template itself says what the assistant generates."""
        return self._environment.has_marks

    def text(self, chat: Chat, *, to_be_answered: bool = False, marked: bool = False) -> str:
        """The chat as a text, up to where an answer begins if it is to be answered.

        With BEGIN and END around what is generated if it is to be `marked`. Raises TooLong.
        """
        self._environment.is_marking = marked
        written, length = [], 0
        for part in self._template.generate(
            messages=[dict(message) for message in chat],
            tools=None,
            documents=None,
            add_generation_prompt=to_be_answered,
            **self._names,
        ):
            written.append(part)
            length += len(part)
            if length > self._most:
                raise TooLong
        return "".join(written)


class _Environment(ImmutableSandboxedEnvironment):
    is_marking = False
    has_marks = False


class _Generation(jinja2.ext.Extension):
    """`{% generation %}` around the words of the assistant."""

    tags = {"generation"}  # noqa: RUF012 (Jinja's own way)

    def parse(self, parser: Parser) -> nodes.Node:
        self.environment.has_marks = True  # type: ignore[attr-defined]
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_around"), [], [], body).set_lineno(line)

    def _around(self, caller: Any) -> str:
        text = str(caller())
        is_marking = self.environment.is_marking  # type: ignore[attr-defined]
        return f"{BEGIN}{text}{END}" if is_marking else text


class _PlainNamespace(Namespace):
    """A namespace without names that could lead into Python's own."""

    def __init__(*args: Any, **kwargs: Any) -> None:  # a template may give it a `self`
        own, *given = args
        for name in chain(dict(*given), kwargs):
            _require_plain(name)
        Namespace.__init__(own, *given, **kwargs)

    def __setitem__(self, name: str, value: Any) -> None:
        _require_plain(name)
        super().__setitem__(name, value)


def _require_plain(name: Any) -> None:
    if str(name).startswith("_"):
        raise SecurityError(f"{name!r} is no name for a template")


def _dict(*args: Any, **kwargs: Any) -> dict[Any, Any]:
    return dict(*args, **kwargs)


def _raise(message: str) -> None:
    raise TemplateError(message)


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )
