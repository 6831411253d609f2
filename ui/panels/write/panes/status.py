"""What is said below a text: how far it is, why it is over, how fast it came."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from ui.i18n import beside
from ui.panels.write.panes.wrapped_label import WrappedLabel
from ui.texts.generated import first_token_s, loop_length, tokens_per_second
from ui.widgets.numbers import count, counted
from workbench.generation.penalties.spec import escaped
from workbench.generation.texts.ending import Why, ending_of

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken


class State(Enum):
    """Where a pane stands."""

    WAITING = auto()
    WRITING = auto()
    DONE = auto()
    STOPPED = auto()
    FAILED = auto()


class PaneStatus(WrappedLabel):
    """A line, or two where it is narrow."""

    def show_status(
        self, state: State, tokens: "Sequence[GeneratedToken]", *, is_fastest: bool
    ) -> None:
        loop = loop_length(tokens)
        parts = [self._state_text(state, tokens), *([self.tr("repeats itself")] if loop else [])]
        parts.append(counted(len(tokens), self.tr("1 token"), self.tr("{count} tokens")))
        rate, first = tokens_per_second(tokens), first_token_s(tokens)
        if rate is not None:
            star = self.tr("{rate} tokens/s ★") if is_fastest else self.tr("{rate} tokens/s")
            parts.append(star.format(rate=count(round(rate))))
        if first is not None:
            parts.append(self.tr("first after {delay} ms").format(delay=count(round(1000 * first))))
        self.setText(beside(parts))
        one = self.tr("It repeats 1 token over and over")
        told = [counted(loop, one, self.tr("It repeats {count} tokens over and over"))]
        about = self.tr(
            "Tokens per second count from the first token, without reading the prompt; "
            "★ is the fastest pane"
        )
        self.setToolTip("\n".join([self.text(), *(told if loop else []), about]))

    def _state_text(self, state: State, tokens: "Sequence[GeneratedToken]") -> str:
        match state:
            case State.WAITING:
                return self.tr("waiting")
            case State.WRITING:
                return self.tr("writing")
            case State.DONE:
                return self._ending_text(tokens)
            case State.STOPPED:
                return self.tr("stopped by you")
            case State.FAILED:
                return self.tr("failed")
            case _:
                assert_never(state)

    def _ending_text(self, tokens: "Sequence[GeneratedToken]") -> str:
        ending = ending_of(tokens)
        match ending.why:
            case Why.END_TOKEN:
                return self.tr("ended by the model")
            case Why.STOP_TEXT:
                return self.tr("ended at “{text}”").format(text=escaped(ending.stop_text))
            case Why.COMPLETE:
                return self.tr("complete")
            case Why.LENGTH:
                return self.tr("full length")
            case Why.BY_YOU:
                return self.tr("stopped by you")
            case _:
                assert_never(ending.why)
