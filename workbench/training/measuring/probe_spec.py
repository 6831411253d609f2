"""Settings of a person's own prompts and sentences, which a model is asked while it learns."""

from pydantic import field_validator

from workbench.spec import Impossible, Spec, setting


class ProbeSpec(Spec):
    """What is asked at each evaluation beside the validation text, and kept with the run."""

    probe_prompts: tuple[str, ...] = setting(
        (),
        title="Probe prompts",
        help="One a line: the model continues each at every evaluation, with the same seed; a BERT "
        "fills in each [MASK].",
        text="lines",
        advanced=True,
        group="Probes",
        max_length=50,
    )
    probe_sentences: tuple[str, ...] = setting(
        (),
        title="Probe sentences",
        help="One a line: the loss of each, in nats per token, is a curve of its own "
        "(probe_loss_1 is that of the first). For models that predict the next token.",
        text="lines",
        advanced=True,
        group="Probes",
        max_length=50,
    )

    @field_validator("probe_prompts", "probe_sentences")
    @classmethod
    def _hold_something(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if any(not text.strip() for text in texts):
            raise Impossible("a probe needs at least one letter; remove the empty line")
        return texts
