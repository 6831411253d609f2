"""How much of a prompt each model does not read; no widget here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.protocols.open_project import ModelSource
from ui.texts.generated import GenerationRequest


@dataclass(frozen=True)
class ReadPrompt:
    """A model reads the end of a prompt: at most `most` of its `total` pieces."""

    reference: str
    total: int
    most: int


def read_prompts(
    project: ModelSource, requests: Sequence[GenerationRequest]
) -> Iterator[list[ReadPrompt]]:
    """What each model makes of its request's prompt; runs in the query lane."""
    read = []
    for request in requests:
        model = project.model(request.pinned)
        pieces = model.prompt_tokens(request.prompt)
        read.append(ReadPrompt(request.reference, len(pieces), model.spec.context))
    yield read
