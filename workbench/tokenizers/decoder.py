"""Text from tokens that come one at a time."""

from workbench.tokenizers.tokenizer import REPLACEMENT, Tokenizer


class Decoder:
    """Turns ids into text as they come; what it gave, joined, is what `Tokenizer.decode` gives.

    A character spelled in several tokens appears when it is complete. To continue a prompt, feed
    the prompt's ids first and leave out what they give.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._stream = tokenizer.stream()

    def feed(self, token_id: int) -> str:
        """The text that is complete now and was not before; often empty."""
        return self._stream.feed(token_id)

    def flush(self) -> str:
        """What is left at the end, such as marks for an unfinished character."""
        return self._stream.flush()


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
