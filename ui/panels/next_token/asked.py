"""From a candidate to the request for one more text: a branch, a ban, a favour; no widget here."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from ui.panels.next_token.place import LookedPlace, replace_written
from ui.texts.generated import GenerationRequest
from ui.texts.results_of import Answering
from workbench.generation.candidates.funnel import TokenCandidate
from workbench.generation.spec import STRATEGY, Strategy
from workbench.spec import to_plain, validate

BIAS = 2.0
"""What is added to the logit of a token that is favoured: about seven times as likely."""


def request_at(place: LookedPlace, model: Answering, strategy: Strategy) -> GenerationRequest:
    """A text that goes on at the place."""
    return replace(
        place.like,
        prompt=place.prompt,
        reference=model.reference,
        step=model.step,
        digest=model.digest,
        strategy=strategy,
    )


def branched(request: GenerationRequest, token: int) -> GenerationRequest:
    """The same behind one token more."""
    written = (*request.prompt.written, token)
    return replace(request, prompt=replace_written(request.prompt, written))


def banned(strategy: Strategy, token: int) -> Strategy:
    """The same without a token."""
    return _with(strategy, bad_words=(*strategy.bad_words, _spelled(token)))


def favoured(strategy: Strategy, token: int) -> Strategy:
    """The same with a token made likelier than it is by now."""
    biases = dict(one.rpartition("=")[::2] for one in strategy.token_bias)
    bias = float(biases.pop(_spelled(token), 0.0)) + BIAS
    entries = (f"{text}={number}" for text, number in biases.items())
    return _with(strategy, token_bias=(*entries, f"{_spelled(token)}={bias:g}"))


def why_not_branch(_: Strategy, candidate: TokenCandidate) -> str:
    """Why no text can go on with a candidate; empty if one can."""
    if candidate.ends:
        return QCoreApplication.translate(
            "AskedWithCandidate", "This token ends the text: nothing goes on behind it"
        )
    return ""


def why_not_ban(strategy: Strategy, candidate: TokenCandidate) -> str:
    """Why a candidate cannot be forbidden; empty if it can."""
    if "bad_words" not in type(strategy).model_fields:
        return QCoreApplication.translate("AskedWithCandidate", "This strategy forbids no tokens")
    if candidate.ends:
        return QCoreApplication.translate(
            "AskedWithCandidate",
            "A token that ends the text is not banned: set the minimum of new tokens",
        )
    if _spelled(candidate.id) in strategy.bad_words:
        return QCoreApplication.translate("AskedWithCandidate", "This token is banned already")
    return ""


def why_not_favour(strategy: Strategy, _: TokenCandidate) -> str:
    """Why a candidate cannot be made likelier; empty if it can."""
    if "token_bias" not in type(strategy).model_fields:
        return QCoreApplication.translate("AskedWithCandidate", "This strategy favours no tokens")
    return ""


def _with(strategy: Strategy, **changes: tuple[str, ...]) -> Strategy:
    return validate(STRATEGY, to_plain(strategy) | changes)


def _spelled(token: int) -> str:
    return f"#{token}"
