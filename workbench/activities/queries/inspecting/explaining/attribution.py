"""Why a saved model finds a token or a class likely: the parts of its logit; importing this imports
torch."""

from workbench.activities.queries.inspecting.explaining.explained_text import ExplainedText
from workbench.activities.queries.inspecting.explaining.targets import chosen_targets
from workbench.inspection.attribution.direct import attributed, read_text
from workbench.inspection.attribution.parts import LogitAttribution
from workbench.inspection.bounds import require_readable
from workbench.models.inference import query_threads


def logit_attribution(
    text: ExplainedText, *, token: int | str | None = None, versus: int | str | None = None
) -> LogitAttribution:
    """The parts of the logit of a token at the text's place, or of its class.

    By default it is the token that the text goes on with, and without one the likeliest.
    """
    require_readable(text.head.model, len(text.ids))
    threads = query_threads()
    read = read_text(text.head, text.ids, threads)
    wanted = text.usual if token is None else token
    chosen = chosen_targets(read.logits_x, wanted, versus, text.meant(read.logits_x), text.named)
    return LogitAttribution(
        tokens=text.shown,
        position=text.position,
        target=chosen.target,
        versus=chosen.versus,
        candidates=chosen.candidates,
        parts=attributed(read, *chosen.numbers, threads),
        threads=threads,
        left_out=text.left_out,
    )
