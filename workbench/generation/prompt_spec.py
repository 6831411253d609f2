"""What a model is asked, a text to continue or a chat to answer, and how it is read."""

from collections.abc import Iterator

from workbench.corpora.formats.records import ASSISTANT, SYSTEM, USER, Turn
from workbench.spec import Spec, validate


class PromptSpec(Spec):
    """All that decides which tokens a model reads before it writes.

    Without `add_special_tokens` nothing stands around the text, and only with `parse_special` is a
    special token that is spelled in it read as one. As a `chat`, the text is what a
    user says behind the words of a `system` and what was said before: `history`, in turn by user
    and assistant. `prefill` is how the answer begins, and `written` are the tokens that were
    written behind that: both are continued.
    """

    text: str = ""
    add_special_tokens: bool = True
    parse_special: bool = False
    chat: bool = False
    system: str = ""
    history: tuple[str, ...] = ()
    written: tuple[int, ...] = ()
    prefill: str = ""

    def turns(self) -> tuple[Turn, ...]:
        """The chat up to the user's words."""
        return tuple(self._turns())

    def _turns(self) -> Iterator[Turn]:
        if self.system:
            yield Turn(SYSTEM, self.system)
        for number, text in enumerate(self.history):
            yield Turn(ASSISTANT if number % 2 else USER, text)
        yield Turn(USER, self.text)


def as_prompt(given: str | PromptSpec) -> PromptSpec:
    """A prompt as it was given, or a text to be continued; raises BadSpec for what is no text."""
    return validate(PromptSpec, {"text": given}) if isinstance(given, str) else given
