"""`attention`: every head's map on a text, as a file; and what each head does, in words."""

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import click

from workbench.cli.inspecting.heads.attention_question import (
    AskedAttention,
    read_view,
    require_question,
    several_heads,
)
from workbench.cli.output import print_json
from workbench.cli.paths import SomePath
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.inspection.exports.about import AboutAttention, models_of
from workbench.inspection.exports.files import check_name, export
from workbench.inspection.heads.spec import label_text
from workbench.inspection.maps.attention_maps import AttentionComparison, AttentionMaps
from workbench.inspection.maps.labels import head_labels
from workbench.inspection.maps.layer_heads import Weighting
from workbench.inspection.remarks import remarks
from workbench.inspection.views.filters import PairFilter
from workbench.inspection.views.shown_attention import require_there
from workbench.inspection.views.view import Aggregate, AttentionView, Hidden
from workbench.project import Project
from workbench.spec import LARGEST, validate

MOST_NAMED = 12
"""So many heads of a label are named, as layer.head."""
NO_LABEL = "without a label"


@click.command()
@click.option("--model", default="", help="NAME[@best|@last|@STEP].")
@click.option("--versus", default="", help="A second model, usually the student.")
@click.option("--text", default="", help="The text to look at.")
@click.option("--second", default="", help="A second text, which a BERT reads with it as a pair.")
@click.option("--layer", type=click.IntRange(0, LARGEST), help="This layer alone, counted from 0.")
@click.option("--head", type=click.IntRange(0, LARGEST), help="This head alone, counted from 0.")
@click.option(
    "--heads",
    default="",
    help="Several heads as their mean (or --aggregate max), as LAYER.HEAD,LAYER.HEAD and so on.",
)
@click.option(
    "--weighted",
    type=click.Choice(get_args(Weighting)),
    default="none",
    show_default=True,
    help="Multiply each weight by the size of the value that it takes, or of that value behind the "
    "output matrix.",
)
@click.option(
    "--aggregate",
    type=click.Choice(get_args(Aggregate)),
    default="none",
    show_default=True,
    help="Heads of a layer, or of all layers, as one; or rollout up to each layer.",
)
@click.option("--words", is_flag=True, help="Merge the pieces of words.")
@click.option(
    "--hide",
    type=click.Choice(get_args(Hidden)),
    default="none",
    show_default=True,
    help="Leave out special tokens, or the first token, or both.",
)
@click.option(
    "--renormalise/--no-renormalise",
    default=True,
    show_default=True,
    help="Divide what is left of rows with hidden tokens by its sum.",
)
@click.option(
    "--pair",
    type=click.Choice(get_args(PairFilter)),
    default="all",
    show_default=True,
    help="Of a pair: from text a or b to text a or b.",
)
@click.option(
    "--least", type=click.FloatRange(0), default=0.0, help="Weights below this count as 0."
)
@click.option(
    "--mass",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    help="Of each row keep the largest weights that make up this share; the others count as 0.",
)
@click.option(
    "--view",
    "view_file",
    type=SomePath(dir_okay=False),
    help="A view or .json that was exported: the same models, texts and settings again.",
)
@click.option(
    "--out",
    type=SomePath(dir_okay=False),
    help="A file ending in .npz, .json, .csv, .png or .svg; in .view.json for the settings alone.",
)
@common
def attention(
    model: str,
    versus: str,
    text: str,
    second: str,
    layer: int | None,
    head: int | None,
    heads: str,
    weighted: Weighting,
    aggregate: Aggregate,
    words: bool,
    hide: Hidden,
    renormalise: bool,
    pair: PairFilter,
    least: float,
    mass: float,
    view_file: Path | None,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write attention maps and head statistics on a text to a file; say what heads do there."""
    with wrong_usage():
        if out is not None:
            check_name(out)
        view = validate(
            AttentionView,
            {
                "weighting": weighted,
                "layer": layer,
                "head": head,
                "heads": several_heads(heads),
                "aggregate": "mean" if heads and aggregate == "none" else aggregate,
                "hide": hide,
                "renormalise": renormalise,
                "words": words,
                "pair": pair,
                "least": least,
                "mass": mass,
            },
        )
        asked = AskedAttention(model, versus, text, second, view)
        told = read_view(view_file, asked)
        if told is not None:
            asked = AskedAttention.of_file(told)
        require_question(asked)
    with opened(folder) as project:
        answer = _ask(project, asked)
        for role, maps in models_of(answer).items():
            own = asked.student_view if role == "student" else None
            require_there(maps, own or asked.view)
        if out is not None:
            export(answer, out, asked.view, asked.student_view)
    facts = _facts(answer, asked, told, out)
    if as_json:
        print_json(facts)
    else:
        _say(answer, asked, told, out)


def _ask(project: Project, asked: AskedAttention) -> AttentionMaps | AttentionComparison:
    model, weighting = project.model(asked.model), asked.view.weighting
    if asked.versus:
        pair = model.versus(project.model(asked.versus))
        return pair.attention(asked.text, second=asked.second, weighting=weighting)
    return model.attention(asked.text, second=asked.second, weighting=weighting)


def _first(answer: AttentionMaps | AttentionComparison) -> AttentionMaps:
    return answer.teacher if isinstance(answer, AttentionComparison) else answer


def _facts(
    answer: AttentionMaps | AttentionComparison,
    asked: AskedAttention,
    told: AboutAttention | None,
    out: Path | None,
) -> dict[str, Any]:
    maps = _first(answer)
    facts = {
        "model": asked.model,
        "layers": maps.num_layers,
        "heads": maps.num_heads,
        "tokens": list(maps.tokens),
        "threads": maps.threads,
        "step": maps.source.step,
        "digest": maps.source.digest,
        "unknown": maps.source.unknown,
        "labels": [[label_text(head) for head in layer] for layer in head_labels(maps.statistics)],
        "settings": asked.view.model_dump(),
        "notes": [str(remark) for remark in remarks(maps, asked.view)],
    }
    if told is not None:
        facts["same_checkpoints"] = not _others(answer, told)
    if isinstance(answer, AttentionComparison):
        facts["layer_map"] = "own" if answer.mapping.is_own else "uniform"
        facts["layer_pairs"] = answer.mapping.pairs
    return {**facts, "out": "" if out is None else str(out)}


def _others(answer: AttentionMaps | AttentionComparison, told: AboutAttention) -> list[str]:
    """The models whose checkpoint is not the one that a view was made of."""
    now = answer.models if isinstance(answer, AttentionComparison) else {"model": answer}
    return [
        model.name
        for role, model in told.models.items()
        if role in now and now[role].source.digest != model.digest
    ]


def _say(
    answer: AttentionMaps | AttentionComparison,
    asked: AskedAttention,
    told: AboutAttention | None,
    out: Path | None,
) -> None:
    maps = _first(answer)
    size = f"{maps.num_layers} layers × {maps.num_heads} heads on {len(maps.tokens)} tokens"
    say(in_line(f"{asked.model if out is None else out}: {size}"))
    if isinstance(answer, AttentionComparison):
        pairs = ", ".join(f"{theirs}→{ours}" for theirs, ours in answer.mapping.pairs)
        whose = "the student's own" if answer.mapping.is_own else "uniform"
        say(f"layer map: {whose}, teacher→student {pairs}")
    for line in _notes(answer, asked, told):
        say(in_line(line))
    for line in _labelled(maps):
        say(line)


def _notes(
    answer: AttentionMaps | AttentionComparison,
    asked: AskedAttention,
    told: AboutAttention | None,
) -> list[str]:
    notes = [str(remark) for remark in remarks(_first(answer), asked.view)]
    if told is not None:
        notes += [
            f"{name}: its weights are not those that the view was made of"
            for name in _others(answer, told)
        ]
    return notes


def _labelled(maps: AttentionMaps) -> list[str]:
    """Each label with which the first heads are that have it, and how many more."""
    named = [
        (label_text(labels) or NO_LABEL, f"{layer}.{head}")
        for layer, row in enumerate(head_labels(maps.statistics))
        for head, labels in enumerate(row)
    ]
    lines = []
    for label, count in Counter(label for label, _ in named).most_common():
        heads = [head for one, head in named if one == label]
        more = f" and {count - MOST_NAMED} more" if count > MOST_NAMED else ""
        lines.append(f"  {label}: {', '.join(heads[:MOST_NAMED])}{more}")
    return lines
