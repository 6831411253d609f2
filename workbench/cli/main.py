"""The verbs of the command line; each is one call of the same engine the window uses."""

import click

from workbench.cli.catalogue import corpus, export, import_, reindex
from workbench.cli.curves.alerts import alerts
from workbench.cli.curves.anomalies import anomalies
from workbench.cli.curves.batch import batch
from workbench.cli.curves.curves import curves
from workbench.cli.curves.histograms import histograms
from workbench.cli.curves.lr_test import lr_test
from workbench.cli.evaluating import evaluate
from workbench.cli.inspecting.attribution import attribute, saliency
from workbench.cli.inspecting.embeddings import embeddings, neighbours
from workbench.cli.inspecting.evolution import evolution
from workbench.cli.inspecting.heads.attention import attention
from workbench.cli.inspecting.heads.heads import heads
from workbench.cli.inspecting.heads.importance import importance
from workbench.cli.inspecting.heads.query_key import query_key
from workbench.cli.inspecting.intervene import intervene
from workbench.cli.inspecting.lens import lens
from workbench.cli.inspecting.neurons import neurons
from workbench.cli.inspecting.pairs import pairs
from workbench.cli.inspecting.patch import patch
from workbench.cli.inspecting.similarity import similarity
from workbench.cli.inspecting.weights import weights
from workbench.cli.journey import demo
from workbench.cli.looking import doctor, estimate
from workbench.cli.outputs import leaving_where_an_output_is_refused
from workbench.cli.queries.generating import generate
from workbench.cli.queries.history import history, presets
from workbench.cli.queries.next_token import next_token
from workbench.cli.queries.prompts import prompts
from workbench.cli.queries.reading import classify, fill_mask, tokenize
from workbench.cli.queries.speculating import speculate
from workbench.cli.queries.texts import versus_texts
from workbench.cli.queries.tokens import score, worst
from workbench.cli.queries.trees import tree
from workbench.cli.queries.votes import vote, votes
from workbench.cli.reports import compare, report
from workbench.cli.runs.checkpoints import average, branch, checkpoints
from workbench.cli.runs.comparing import diff, reproduce
from workbench.cli.runs.disk import disk
from workbench.cli.runs.importing import import_runs
from workbench.cli.runs.lineage import lineage
from workbench.cli.runs.listing import runs
from workbench.cli.runs.promoting import promote
from workbench.cli.runs.queue import queue
from workbench.cli.runs.remarking import annotate
from workbench.cli.runs.running import resume, run, watch
from workbench.cli.runs.sweeping import recipe, sweep
from workbench.cli.searching import search
from workbench.cli.shell import Verbs


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="distill-workbench", prog_name="distill-workbench")
def verbs() -> None:
    """Train a language model on your own text and distil it into a smaller one.

    Without a verb, or with `open DIR`, the window opens.
    """


for verb in (
    alerts,
    annotate,
    attention,
    attribute,
    average,
    branch,
    checkpoints,
    anomalies,
    attention,
    attribute,
    batch,
    classify,
    compare,
    corpus,
    curves,
    demo,
    diff,
    disk,
    doctor,
    embeddings,
    estimate,
    evaluate,
    evolution,
    export,
    generate,
    fill_mask,
    heads,
    histograms,
    history,
    import_,
    import_runs,
    lens,
    lineage,
    lr_test,
    neurons,
    importance,
    intervene,
    presets,
    promote,
    neighbours,
    next_token,
    pairs,
    patch,
    prompts,
    query_key,
    queue,
    recipe,
    reindex,
    report,
    reproduce,
    resume,
    run,
    runs,
    saliency,
    score,
    search,
    similarity,
    speculate,
    sweep,
    tokenize,
    versus_texts,
    vote,
    votes,
    tree,
    watch,
    weights,
    worst,
):
    verbs.add_command(verb)


def main(arguments: list[str] | None = None) -> None:
    """Run the verb named by the arguments (by default the process's own)."""
    with leaving_where_an_output_is_refused():
        verbs.main(args=arguments, prog_name="distill-workbench")
