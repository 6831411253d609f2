"""A person's own prompts and sentences, answered at each evaluation."""

import math

import pytest
import torch
from pydantic import ValidationError
from tiny_project import ending, events_of, metric_rows, perform, pretrain_spec

from workbench.events import Outcome, SampleWritten
from workbench.project import Project
from workbench.training.spec import TextLoopSpec

PROMPTS = ("Bo took the", "Cy had a")
SENTENCES = ("Ada had a kite.", "kite a had Ada.")
BERT = {"family": "bert", "dropout": 0}


def test_that_prompts_are_continued_and_sentences_scored_at_each_evaluation(tiny: Project) -> None:
    loop = {"steps": 20, "probe_prompts": PROMPTS, "probe_sentences": SENTENCES}
    run = perform(tiny, pretrain_spec(name="probed", loop=loop))
    assert ending(run).outcome is Outcome.FINISHED
    samples = [one for one in events_of(run) if isinstance(one, SampleWritten)]
    assert [(one.step, one.prompt) for one in samples] == [
        (step, prompt) for step in (0, 10, 20) for prompt in ("Ada had", *PROMPTS)
    ]
    losses = {
        (name, step): value
        for name, step, value, *_ in metric_rows(run)
        if name.startswith("probe_loss_")
    }
    assert {step for _, step in losses} == {0, 10, 20}
    model = tiny.model("probed@20")
    for number, sentence in enumerate(SENTENCES, start=1):
        ids = model.framing().around(model.tokenizer.encode(sentence))
        with torch.no_grad():
            logits_tv = model.network()(torch.tensor([ids[:-1]]))[0]
        expected = torch.nn.functional.cross_entropy(logits_tv, torch.tensor(ids[1:])).item()
        assert math.isclose(losses[f"probe_loss_{number}", 20], expected, rel_tol=1e-4)
    assert losses["probe_loss_1", 20] < losses["probe_loss_1", 0]


def test_that_probes_change_no_number_of_the_run(tiny: Project) -> None:
    loop = {"steps": 4, "probe_prompts": PROMPTS, "probe_sentences": SENTENCES}
    with_probes = perform(tiny, pretrain_spec(name="with", loop=loop))
    without = perform(tiny, pretrain_spec(name="without", loop={"steps": 4}))
    assert with_probes.checkpoints()[-1].digest == without.checkpoints()[-1].digest


def test_that_a_bert_fills_in_masks_and_says_what_it_cannot_be_asked(tiny: Project) -> None:
    loop = {"steps": 2, "probe_prompts": ("Ada had a [MASK].",)}
    run = perform(tiny, pretrain_spec(name="bert", model=BERT, loop=loop))
    samples = [one for one in events_of(run) if isinstance(one, SampleWritten)]
    assert {one.prompt for one in samples} == {"Ada had a [MASK]."}
    asked = {"no mask": {"probe_prompts": PROMPTS}, "no next": {"probe_sentences": SENTENCES}}
    for name, probes in asked.items():
        refused = perform(tiny, pretrain_spec(name=name, model=BERT, loop={"steps": 2} | probes))
        assert ending(refused).outcome is Outcome.FAILED
        assert "a BERT " in str(ending(refused).words)


def test_that_an_empty_probe_is_refused() -> None:
    with pytest.raises(ValidationError, match="remove the empty line"):
        TextLoopSpec(probe_sentences=("Ada", " "))
