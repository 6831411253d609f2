"""The place that is looked at: behind the prompt, or before a token that was written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ui.models.role import Role
from ui.session import Session
from ui.texts.generated import GenerationRequest
from ui.texts.results_of import Answering, ResultsOf
from ui.texts.written_texts import TokenPlace
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Greedy

MOST_NEW_TOKENS = 100
_TAIL_CHARACTERS = 40


@dataclass(frozen=True)
class LookedPlace:
    """What the models read up to there, and which of them are asked.

    `chosen` is the token that was written there; `like` is the request that a new text follows.
    """

    prompt: PromptSpec
    models: tuple[Answering, ...]
    like: GenerationRequest
    chosen: TokenPlace | None = None

    @property
    def results(self) -> ResultsOf:
        """What the candidates are of."""
        return ResultsOf(self.prompt.text, dict(enumerate(self.models)), (self.prompt,))

    @property
    def taken(self) -> int | None:
        """The id of the token that stands there."""
        if self.chosen is None:
            return None
        tokens = self.chosen.text.tokens
        return tokens[self.chosen.place].id if self.chosen.place < len(tokens) else None

    @property
    def tail(self) -> str:
        """The end of what is read, on one line."""
        text = self.prompt.text
        if self.chosen is not None:
            text += self.chosen.text.request.begun
            text += "".join(one.text for one in self.chosen.text.tokens[: self.chosen.place])
        line = " ".join(text.split())
        return line if len(line) <= _TAIL_CHARACTERS else f"…{line[-_TAIL_CHARACTERS:]}"


def place_now(session: Session, pair: Mapping[Role, Answering]) -> LookedPlace | None:
    """The place to look at now; None where there is no model."""
    chosen = session.written.chosen
    if chosen is not None:
        return _before(chosen, pair)
    models = tuple(pair[role] for role in Role if role in pair)
    if not models:
        return None
    like = _like(session, models[0])
    return LookedPlace(like.prompt, models, like)


def _before(chosen: TokenPlace, pair: Mapping[Role, Answering]) -> LookedPlace:
    """Who wrote the token, and beside a teacher its student, and beside a student its teacher."""
    request = chosen.text.request
    ids = tuple(token.id for token in chosen.text.tokens[: chosen.place])
    prompt = replace_written(request.prompt, (*request.prompt.written, *ids))
    writer = Answering(request.reference, request.step, request.digest)
    roles = [role for role, one in pair.items() if one.pinned == writer.pinned]
    beside = [pair[role.other] for role in roles[:1] if role.other in pair]
    others = [one for one in beside if one.pinned != writer.pinned]
    return LookedPlace(prompt, (writer, *others), replace(request, prompt=prompt), chosen)


def replace_written(prompt: PromptSpec, written: tuple[int, ...]) -> PromptSpec:
    """A prompt with another text that was begun behind it."""
    return prompt.model_copy(update={"written": written})


def _like(session: Session, model: Answering) -> GenerationRequest:
    """How the texts of this prompt are written, or would be if there are none."""
    text = session.text.text
    for written in session.written.texts:
        if written.request.prompt.text == text:
            own = written.request.prompt
            return replace(
                written.request,
                prompt=own.model_copy(update={"written": (), "prefill": ""}),
                begun="",
                reference=model.reference,
                step=model.step,
                digest=model.digest,
            )
    prompt = PromptSpec(text=text if text.strip() else "")
    return GenerationRequest(
        prompt, model.reference, model.step, model.digest, Greedy(), 0, MOST_NEW_TOKENS
    )
