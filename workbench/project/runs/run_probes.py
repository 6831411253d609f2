"""What a run answered to its probes at a step: continued prompts, and the loss of sentences."""

from dataclasses import dataclass

from workbench.activities.spec import AnySpec
from workbench.metrics import PROBE_LOSS
from workbench.store.runs.state import RunState


@dataclass(frozen=True)
class ProbeAnswer:
    """What the model wrote behind a prompt."""

    prompt: str
    text: str


@dataclass(frozen=True)
class ProbeLoss:
    """The loss of a sentence in nats per token."""

    sentence: str
    loss: float


@dataclass(frozen=True)
class StepProbes:
    """Everything that was asked at one step; empty where nothing was."""

    step: int
    answers: tuple[ProbeAnswer, ...] = ()
    losses: tuple[ProbeLoss, ...] = ()


def probe_sentences(spec: AnySpec) -> tuple[str, ...]:
    """The sentences whose losses a run measures: the first has the curve `probe_loss_1`."""
    return tuple(getattr(getattr(spec, "loop", None), "probe_sentences", ()))


def probes_at(state: RunState, sentences: tuple[str, ...], step: int) -> StepProbes:
    """What is recorded of a step."""
    answers = tuple(
        ProbeAnswer(sample.prompt, sample.text) for sample in state.samples if sample.step == step
    )
    losses = []
    for number, sentence in enumerate(sentences, start=1):
        series = state.series.get(f"{PROBE_LOSS}{number}")
        if series is None:
            continue
        values = dict(zip(series.steps, series.values, strict=True))
        if step in values:
            losses.append(ProbeLoss(sentence, values[step]))
    return StepProbes(step, answers, tuple(losses))
