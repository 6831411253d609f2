"""JSON of a file that may hold anything."""

import json
from pathlib import Path
from typing import Any

from workbench.errors import BadInput
from workbench.words import words


def loads(data: bytes | str) -> Any:
    """As of `json`, with one error for what is no JSON: also nested too deeply is a ValueError."""
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError(str(error)) from None


def parse_json(data: bytes, path: Path) -> Any:
    """The plain values of what a file holds; raises BadInput, which names it, for what is no JSON.

    Also for half a character, which JSON can escape: no journal, tokenizer or terminal takes it.
    """
    try:
        plain = loads(data)
        if b"\\ud" in data.lower():
            json.dumps(plain, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        reason = words("it escapes half a character")
        raise BadInput("{path} is not valid JSON: {reason}", path=path, reason=reason) from None
    except ValueError as error:
        raise BadInput("{path} is not valid JSON: {reason}", path=path, reason=error) from None
    return plain
