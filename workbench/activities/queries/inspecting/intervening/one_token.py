"""A single token, as people write it: its text, or its number such as #17."""

import re

from workbench.activities.queries.prompts import begun_ids
from workbench.errors import BadInput
from workbench.tokenizers.seen import seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer


def one_token(tokenizer: Tokenizer, written: str) -> int:
    """The token of a text that goes on where another ends, as it is or behind a space.

    Raises BadInput for a text of several tokens, and for a number that is no token's.
    """
    if number := re.fullmatch(r"#(\d{1,12})", written, re.ASCII):
        return _known(tokenizer, int(number[1]))
    readings = [begun_ids(tokenizer, text, at_beginning=False) for text in (written, f" {written}")]
    for ids in readings:
        if len(ids) == 1:
            return ids[0]
    pieces = " ".join(seen_tokens(tokenizer, readings[0]))
    raise BadInput(
        "'{text}' is {count} tokens to this model ({found}); write one of them, or its number "
        "such as #17",
        text=written,
        count=len(readings[0]),
        found=pieces,
    )


def _known(tokenizer: Tokenizer, token: int) -> int:
    if token < tokenizer.vocabulary_size:
        return token
    raise BadInput(
        "there is no token {id}; the vocabulary has {size}, counted from 0",
        id=token,
        size=tokenizer.vocabulary_size,
    )
