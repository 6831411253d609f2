"""`attribute` and `saliency`: what makes a token, or a class, likely to a model."""

import sys
from pathlib import Path

import click

from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, special_tokens, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.generation.prompt_spec import PromptSpec
from workbench.inspection.attribution.parts import LogitAttribution, TargetToken
from workbench.inspection.attribution.spec import (
    BASELINES,
    DEFAULT_STEPS,
    EXPLAINED,
    FEWEST_STEPS,
    METHODS,
    MOST_STEPS,
    SaliencySettings,
)
from workbench.inspection.attribution.token_saliency import SaliencyProgress, TokenSaliency
from workbench.inspection.attribution.written import (
    Explained,
    ExplainedModel,
    Explanations,
    as_plain,
)
from workbench.project.models.saved_model import SavedModel
from workbench.spec import LARGEST

POSITIONS = click.IntRange(-LARGEST, LARGEST)
TOP = 12

_second = click.option(
    "--second",
    default="",
    help="A second text, for encoders and models that tell classes of pairs.",
)
_position = click.option(
    "--position",
    type=POSITIONS,
    help="Behind which token; of a model that fills in masks: at which. By default the last token, "
    "or the first [MASK].",
)


@click.command()
@click.option("--model", "models", multiple=True, required=True, help="NAME[@best|@last|@STEP].")
@click.option(
    "--text", required=True, help="The text whose next token, mask or class is explained."
)
@_second
@_position
@click.option("--token", help="What is explained: a text, a piece, #ID, or the name of a class.")
@click.option("--versus", help="Another token or class: the difference of logits is explained.")
@click.option(
    "--top",
    type=click.IntRange(1, LARGEST),
    default=TOP,
    show_default=True,
    help="So many of the strongest parts are listed.",
)
@result_option
@special_tokens
@common
def attribute(
    models: tuple[str, ...],
    text: str,
    second: str,
    position: int | None,
    token: str | None,
    versus: str | None,
    top: int,
    out: Path | None,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """What each head, feed-forward part and embedding adds to the logit of a token or a class.

    By default it is the token that the text goes on with, and at its end, at a [MASK] or of classes
    the one that the first model finds likeliest.
    """
    with wrong_usage():
        prompt = PromptSpec(text=text, add_special_tokens=special_tokens)
    with opened(folder) as project:
        explained: list[Explained] = []
        asked = [project.model(model) for model in models]
        for model in asked:
            wanted = token if token is not None else _token_of_first(explained)
            found = model.attribution(
                prompt, position=position, token=wanted, versus=versus, second=second
            )
            explained.append((_named(model), found))
            if as_json:
                print_json(as_plain(*explained[-1]))
            else:
                _show_parts(explained[-1][0], found, top)
        write_out(Explanations(tuple(explained)), out, text, _by_place(asked))


@click.command()
@click.option("--model", "models", multiple=True, required=True, help="NAME[@best|@last|@STEP].")
@click.option("--text", required=True, help="The text whose tokens are weighed.")
@_second
@_position
@click.option("--token", help="What is explained: a text, a piece, #ID, or the name of a class.")
@click.option("--versus", help="Another token or class: the difference of both is explained.")
@click.option("--method", type=click.Choice(METHODS), default=METHODS[0], show_default=True)
@click.option(
    "--baseline",
    type=click.Choice(BASELINES),
    default=BASELINES[0],
    show_default=True,
    help="Where integrated gradients begin: the mean embedding, the token for unknown text, zeros.",
)
@click.option("--of", type=click.Choice(EXPLAINED), default=EXPLAINED[0], show_default=True)
@click.option(
    "--steps",
    type=click.IntRange(FEWEST_STEPS, MOST_STEPS),
    default=DEFAULT_STEPS,
    show_default=True,
    help="Integrated gradients take no more; they end sooner where they are complete.",
)
@result_option
@special_tokens
@common
def saliency(
    models: tuple[str, ...],
    text: str,
    second: str,
    position: int | None,
    token: str | None,
    versus: str | None,
    method: str,
    baseline: str,
    of: str,
    steps: int,
    out: Path | None,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """How much each token of a text speaks for the next one, a masked one, or a class."""
    with wrong_usage():
        prompt = PromptSpec(text=text, add_special_tokens=special_tokens)
        settings = SaliencySettings(method, baseline, of, steps)  # type: ignore[arg-type]
    with opened(folder) as project:
        explained: list[Explained] = []
        asked = [project.model(model) for model in models]
        for model in asked:
            for found in model.saliency_steps(
                prompt,
                position=position,
                token=token if token is not None else _token_of_first(explained),
                versus=versus,
                settings=settings,
                second=second,
            ):
                if isinstance(found, SaliencyProgress):
                    _show_progress(found)
                    continue
                explained.append((_named(model), found))
                if as_json:
                    print_json(as_plain(*explained[-1]))
                else:
                    _show_saliency(explained[-1][0], found)
        write_out(Explanations(tuple(explained)), out, text, _by_place(asked))


def _token_of_first(explained: list[Explained]) -> str | None:
    """The models after the first are asked of the same token, by its piece, or class."""
    return explained[0][1].target.piece if explained else None


def _by_place(models: list[SavedModel]) -> dict[str, SavedModel]:
    """The models as a file names them: there may be more than two."""
    return {f"model {number}": model for number, model in enumerate(models, 1)}


def _named(model: SavedModel) -> ExplainedModel:
    return ExplainedModel(model.name, model.checkpoint.step, model.checkpoint.digest)


def _heading(model: ExplainedModel, found: LogitAttribution | TokenSaliency) -> str:
    place = "" if found.position is None else f" · position {found.position}"
    versus = "" if found.versus is None else f" rather than {_told(found.versus)}"
    return in_line(f"── {model.model}@{model.step}{place} · {_told(found.target)}{versus}")


def _told(target: TargetToken) -> str:
    return f"“{target.piece}” (#{target.id}, {target.probability:.2%}, rank {target.rank})"


def _show_parts(model: ExplainedModel, found: LogitAttribution, top: int) -> None:
    say(_heading(model, found))
    strongest = found.parts.strongest()
    for part in strongest[:top]:
        say(f"{part.value:>+10.4f}  {part.name}{_strongest_source(found, part.layer, part.head)}")
    if others := strongest[top:]:
        say(f"{sum(part.value for part in others):>+10.4f}  {len(others)} others")
    say(found.sentence)
    say()


def _strongest_source(found: LogitAttribution, layer: int, head: int) -> str:
    """The token from which a head takes most of what it adds; of other parts nothing."""
    if head < 0:
        return ""
    sources_k = found.parts.sources_lhk[layer, head]
    place = int(abs(sources_k).argmax())
    return in_line(f"   {sources_k[place]:+.4f} from {place} {found.tokens[place]}")


def _show_saliency(model: ExplainedModel, found: TokenSaliency) -> None:
    say(_heading(model, found))
    for token, value in zip(found.tokens, found.values, strict=True):
        say(in_line(f"{value:>+10.4f}  {token}"))
    say(f"{found.sentence}; {found.steps} steps")
    say()


def _show_progress(progress: SaliencyProgress) -> None:
    """A line that is written over, for people at a terminal."""
    if sys.stderr.isatty():
        said = f"\r{progress.done} of at most {progress.total} steps\r"
        click.echo(said, err=True, nl=False)
