"""Models that go on learning on another corpus: their first figures, their tokens, refusals."""

from pathlib import Path
from typing import Any

import pytest
import torch
from hub_material import MAKERS
from hugging_face import lively
from tiny_project import (
    TEACHER,
    ending,
    finetune_spec,
    metric_rows,
    perform,
    pretrain_spec,
    report_of,
    tales,
    weights_hash,
)
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from workbench.activities.replay.prepared import prepared_run
from workbench.activities.spec import EvaluateSpec, ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.errors import BadInput
from workbench.events import Metrics, Outcome
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.project.runs.starting import planned_resources
from workbench.spec import BadSpec, validate
from workbench.store.folders import ProjectFolder
from workbench.store.runs.run_folder import RunFolder
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import resolve_runtime

OTHER = "other tales"


def further(**changes: Any) -> PretrainSpec:
    """The teacher goes on with other tales."""
    plain = {"name": "further", "corpus": OTHER, "tokenizer": "", "warm_start": TEACHER}
    return pretrain_spec(**(plain | changes))


@pytest.fixture
def lab(tiny: Project, tmp_path: Path) -> Project:
    """The tiny project with one more corpus."""
    text = tmp_path / "other.txt"
    text.write_text(tales(seed=1))
    tiny.run(AddCorpusSpec(name=OTHER, files=(str(text),)))
    return tiny


def losses(run: RunFolder) -> list[float]:
    return [row[2] for row in metric_rows(run) if row[0] == "validation_loss"]


def test_that_a_model_goes_on_from_its_own_loss_and_learns_the_other_text(lab: Project) -> None:
    loop = {"evaluation_tokens": 0}
    run = perform(lab, further(loop=loop))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    candidates = [{"role": "teacher", "model": TEACHER}]
    spec = {"name": "before", "corpus": OTHER, "candidates": candidates, "tokens": 0}
    (row,) = report_of(perform(lab, validate(EvaluateSpec, spec)))[-1:]
    assert losses(run)[0] == pytest.approx(row["loss"], abs=1e-5)
    assert losses(run)[-1] < losses(run)[0]
    assert lab.model("further").spec == lab.model(TEACHER).spec
    assert run.inputs().model is not None


@pytest.mark.slow
def test_that_it_resumes_to_the_same_bits(lab: Project) -> None:
    whole = perform(lab, further(name="whole"))
    control = ThreadControl()
    attempt = lab.start(further(name="parts"), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 4:
            control.stop()
    for _ in lab.resume("parts"):
        pass
    assert weights_hash(attempt.run) == weights_hash(whole)


def test_that_shorter_sequences_are_read_and_the_context_stays(lab: Project) -> None:
    run = perform(lab, further(sequence_length=8))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    tokens = {row[1]: row[3] for row in metric_rows(run)}
    assert tokens[10] == 10 * 8 * 8  # steps × windows × tokens
    assert lab.model("further").spec.context == lab.model(TEACHER).spec.context


def llama(folder: Path) -> LlamaForCausalLM:
    """A small Llama as transformers writes it, with room for more ids than its tokenizer has."""
    MAKERS["llama"](folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(tokenizer) + 3,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=32,
    )
    model = lively(LlamaForCausalLM(config), 0.05)
    model.save_pretrained(folder)
    return model


@pytest.mark.slow
def test_that_an_imported_model_learns_what_transformers_learns(lab: Project, tmp_path: Path):
    theirs = llama(tmp_path / "llama")
    perform(lab, ImportModelSpec(name="theirs", folder=str(tmp_path / "llama")))
    spec = further(
        warm_start="theirs",
        sequence_length=16,
        optimizer={"algorithm": "sgd", "learning_rate": 0.05, "momentum": 0, "weight_decay": 0},
        schedule={"shape": "constant", "warmup_steps": 0},
        loop={"steps": 6, "sample_prompt": ""},
    )
    resources = planned_resources(spec, ProjectFolder.open(lab.folder))
    batches = prepared_run(spec, resources, resolve_runtime(spec.runtime)).task.batches
    run = perform(lab, spec)
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.05)
    ours = [row[2] for row in metric_rows(run) if row[0] == "loss"]
    for step in range(6):
        optimizer.zero_grad()
        steps_losses = []
        for batch in batches.at(step):
            logits_btv = theirs(torch.from_numpy(batch.inputs_bt)).logits
            targets_n = torch.from_numpy(batch.targets_bt).flatten()
            loss = torch.nn.functional.cross_entropy(logits_btv.flatten(0, 1), targets_n)
            (loss / 2).backward()
            steps_losses.append(loss.item())
        torch.nn.utils.clip_grad_norm_(theirs.parameters(), 1.0)
        optimizer.step()
        assert ours[step] == pytest.approx(sum(steps_losses) / 2, rel=1e-4)
    ids_1t = torch.arange(16)[None]
    with torch.no_grad():
        ours_1tv = lab.model("further@last").network()(ids_1t)
        assert torch.allclose(ours_1tv, theirs(ids_1t).logits, atol=1e-4)


@pytest.mark.slow
def test_that_a_bert_goes_on_and_one_without_its_head_is_refused(lab: Project) -> None:
    shape = {"family": "bert", "num_layers": 1, "hidden_size": 32, "num_heads": 2, "context": 32}
    loop = {"steps": 4, "sample_prompt": "Ada had a [MASK].", "evaluation_tokens": 500}
    perform(lab, pretrain_spec(name="bert", model=shape, loop=loop))
    run = perform(lab, further(name="bert further", warm_start="bert@last", loop=loop))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    only = {"masking": {"objective": "nsp"}, "loop": loop | {"sample_prompt": ""}}
    bare = pretrain_spec(name="bare", model=shape | {"masked_head": False}, **only)
    perform(lab, bare)
    with pytest.raises(BadInput, match="'bare' came without its masked-token head"):
        lab.start(further(warm_start="bare"))


REFUSALS: list[tuple[dict[str, Any], str]] = [
    (
        {"tokenizer": "crumbs"},
        "reads text with the tokenizer 'pieces'; leave the setting tokenizer",
    ),
    ({"sequence_length": 64}, "sequences of 64 tokens are longer than the context of 'big'"),
    ({"warm_start": "judge"}, "'judge' was fine-tuned to tell classes"),
]


def test_that_what_cannot_go_on_is_refused_with_a_sentence(lab: Project) -> None:
    lab.run(TrainTokenizerSpec(name="crumbs", corpus=OTHER, vocabulary_size=292, threads=1))
    perform(lab, finetune_spec(name="judge", loop={"steps": 2}))
    for changes, sentence in REFUSALS:
        with pytest.raises(BadInput, match=sentence):
            lab.start(further(**changes))
        (problem,) = lab.preview(further(**changes)).incompatibilities()
        assert sentence in str(problem.words)
    with pytest.raises(BadSpec, match="choose a tokenizer, or a model to start from"):
        further(warm_start="")
    with pytest.raises(BadSpec, match="longer than the context of 32"):
        pretrain_spec(sequence_length=33)


def test_that_its_cost_is_that_of_the_model_that_goes_on(lab: Project) -> None:
    as_new = lab.preview(pretrain_spec(name="new", corpus=OTHER)).estimate()
    asked = further(model={"num_layers": 12, "hidden_size": 512, "num_heads": 8})
    preview = lab.preview(asked)
    assert preview.estimate().parameters == as_new.parameters
    assert preview.estimate().flops_per_step == as_new.flops_per_step
    (model,) = preview.models()
    assert model.spec == lab.model(TEACHER).spec
    shorter = lab.preview(further(sequence_length=8)).estimate()
    assert shorter.flops_per_step < as_new.flops_per_step / 4
    assert shorter.parameters == as_new.parameters
    new, going_on = lab.preview(pretrain_spec(name="new")).within(1), preview.within(1)
    assert isinstance(going_on, PretrainSpec)
    assert going_on.model == asked.model
    assert going_on.optimizer.learning_rate < new.optimizer.learning_rate
