"""Text from the tokens of a `tokenizer.json` that come one at a time."""

from typing import TYPE_CHECKING

from workbench.tokenizers.tokenizer import REPLACEMENT

if TYPE_CHECKING:
    from workbench.tokenizers.hub.hub_tokenizer import HubTokenizer


class HubStream:
    """Decodes the latest tokens again with each new one, and gives what they add.

    A token's text depends on whether it is the first, so those that gave the text before are
    decoded along. Tokens wait while they may be part of an unfinished character.
    """

    def __init__(self, tokenizer: "HubTokenizer") -> None:
        self._tokenizer = tokenizer
        self._before: list[int] = []
        self._waiting: list[int] = []

    def feed(self, token_id: int) -> str:
        if self._tokenizer.is_silent(token_id):
            return ""
        self._waiting.append(token_id)
        if self._tokenizer.waits(token_id):
            return ""
        text = self._added()
        return "" if text.endswith(REPLACEMENT) else self._give(text)

    def flush(self) -> str:
        return self._give(self._added())

    def _added(self) -> str:
        known = self._tokenizer.decode(self._before)
        return self._tokenizer.decode([*self._before, *self._waiting])[len(known) :]

    def _give(self, text: str) -> str:
        if text:  # tokens without text would not show that they are not the first
            self._before, self._waiting = self._waiting, []
        return text
