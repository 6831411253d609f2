"""Which text a request branches off; no widget here."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ui.forms.setting_names import spec_text
from ui.texts.generated import GeneratedText, GenerationRequest
from ui.widgets.numbers import count, counted


def branch_note(request: GenerationRequest, texts: Sequence[GeneratedText]) -> str:
    """Of which text, and where, a request is a branch; empty where it begins a text."""
    wanted = request.prompt.written
    if not wanted:
        return ""
    origin = max(
        (text for text in texts if _has_same_prompt(text.request, request)),
        key=lambda text: _num_shared(wanted, text),
        default=None,
    )
    place = _num_shared(wanted, origin) if origin is not None else 0
    if origin is None or not place:
        return counted(
            len(wanted),
            QCoreApplication.translate("Pane", "goes on from 1 token"),
            QCoreApplication.translate("Pane", "goes on from {count} tokens"),
        )
    told = QCoreApplication.translate("Pane", "branch of {strategy}, seed {seed}, at token {place}")
    return told.format(
        strategy=spec_text(origin.request.strategy),
        seed=origin.request.seed,
        place=count(place + (place < len(wanted))),
    )


def _has_same_prompt(one: GenerationRequest, other: GenerationRequest) -> bool:
    same = one.prompt.model_copy(update={"written": other.prompt.written})
    return one.pinned == other.pinned and same == other.prompt


def _num_shared(wanted: Sequence[int], text: GeneratedText) -> int:
    """How many tokens a text begins with as wanted."""
    ids = (*text.request.prompt.written, *(token.id for token in text.tokens))
    pairs = zip(ids, wanted, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(ids), len(wanted)))
