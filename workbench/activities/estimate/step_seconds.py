"""How long a step takes, and what compiling it costs and brings; torch is not needed."""

from dataclasses import dataclass

from workbench.words import Words, words


@dataclass(frozen=True)
class Compiling:
    """Seconds before the first step, and of a step with and without them."""

    seconds: float
    compiled_step: float
    plain_step: float

    @property
    def pays_after_s(self) -> float | None:
        """Seconds of training until a run with it is ahead of one without; None: never."""
        saved = self.plain_step - self.compiled_step
        return self.seconds / saved * self.plain_step if saved > 0 else None

    def sentence(self) -> Words:
        """All of it in words."""
        pays_after_s = self.pays_after_s
        figures = {
            "seconds": self.seconds,
            "compiled": self.compiled_step * 1000,
            "plain": self.plain_step * 1000,
        }
        if pays_after_s is None:
            return words(
                "compiling takes about {seconds:.0f} s here and makes no step faster: "
                "{compiled:.0f} ms instead of {plain:.0f} ms; switch it off",
                **figures,
            )
        return words(
            "compiling takes about {seconds:.0f} s here, and then a step {compiled:.0f} ms "
            "instead of {plain:.0f} ms: it pays after about {minutes:.1f} minutes",
            minutes=pays_after_s / 60,
            **figures,
        )


@dataclass(frozen=True)
class StepSeconds:
    """How long a step takes: in the mean, and one on the corpus's own text, as evaluations are."""

    mean: float
    on_corpus: float
    compiling: Compiling | None = None
