"""Text from tokens that come one at a time."""

from workbench.tokenizers.special import NUM_SPECIAL, UNK
from workbench.tokenizers.tokenizer import SPACE, LeadingSpaces, Tokenizer

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Decoder:
    """Turns ids into text as they come; what it gave, joined, is what `Tokenizer.decode` gives.

    A character spelled in bytes appears with its last byte. To continue a prompt, feed the
    prompt's ids first and leave out what they give.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._leading = tokenizer.leading_spaces
        self._unknown = tokenizer.decode([UNK])
        self._bytes = b""

    def feed(self, token_id: int) -> str:
        """The text that is complete now and was not before; often empty."""
        byte = self._tokenizer.byte_of(token_id)
        if byte is None:
            return self.flush() + self._surface(token_id)
        text, self._bytes = complete_utf8(self._bytes + bytes([byte]))
        if self._bytes or text:
            self._leading = LeadingSpaces.NONE
        return text

    def flush(self) -> str:
        """What is left at the end: a mark for each byte of an unfinished character."""
        text = REPLACEMENT * len(self._bytes)
        self._bytes = b""
        return text

    def _surface(self, token_id: int) -> str:
        if token_id == UNK:
            self._leading = LeadingSpaces.NONE
            return self._unknown
        if token_id < NUM_SPECIAL:
            return ""
        piece = self._tokenizer.piece(token_id)
        text = piece if self._leading is LeadingSpaces.NONE else piece.removeprefix(SPACE)
        if text or self._leading is LeadingSpaces.FIRST:
            self._leading = LeadingSpaces.NONE
        return text.replace(SPACE, " ")


def complete_utf8(data: bytes) -> tuple[str, bytes]:
    """The text of the characters that are complete, and the bytes of one that may still become so.

    Each byte that cannot be part of a character becomes U+FFFD.
    """
    text = ""
    while True:
        try:
            return text + data.decode(), b""
        except UnicodeDecodeError as error:
            text += data[: error.start].decode()
            if error.end == len(data) and error.reason == "unexpected end of data":
                return text, data[error.start :]
            text += REPLACEMENT * (error.end - error.start)
            data = data[error.end :]
