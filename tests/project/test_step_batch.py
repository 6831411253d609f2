"""The documents of a step: which they are, and that their losses are those of the step."""

from collections.abc import Iterator

import numpy as np
import pytest
from tiny_project import CORPUS, TEACHER, distill_spec, finetune_spec, perform, pretrain_spec

from workbench.activities.replay.step_batch import StepBatch
from workbench.data.batch_rows import Use
from workbench.errors import BadInput
from workbench.models.load import as_decoder
from workbench.project import Project

BERT = {
    "family": "bert",
    "num_layers": 1,
    "hidden_size": 16,
    "num_heads": 2,
    "context": 32,
    "dropout": 0.1,
}
BRIEF = {"evaluate_every": 10, "sample_prompt": "", "evaluation_tokens": 100}


@pytest.fixture(scope="module")
def trained(lab: Project) -> Project:
    """A teacher with checkpoints every 6 steps, an averaged student, BERTs, tuned models."""
    averaged = {"stages": [{"steps": 9, "alpha": 0.5}], "ema_decay": 0.9, "loop": BRIEF}
    for spec in (
        pretrain_spec(
            name="kept", model={"context": 96}, loop=BRIEF | {"steps": 20, "keep_every": 6}
        ),
        distill_spec(name="averaged", **averaged),
        pretrain_spec(name="bert", model=BERT, loop=BRIEF | {"steps": 6}),
        pretrain_spec(
            name="pairs", model=BERT, masking={"objective": "nsp"}, loop=BRIEF | {"steps": 4}
        ),
        finetune_spec(loop={"steps": 6, "evaluate_every": 10}),
        finetune_spec(
            name="answering",
            task={
                "kind": "instruct",
                "prompt": "text",
                "response": "label",
                "template": "{prompt}",
            },
            loop={"steps": 6, "evaluate_every": 10},
        ),
    ):
        perform(lab, spec)
    return lab


def batch(project: Project, run: str, step: int, under: int | None = None) -> StepBatch:
    *_, last = project.saved_run(run).batch(step, under=under)
    return last


def tokens_of(found: StepBatch) -> int:
    return sum(one.targets for one in found.documents)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "step"),
    [
        ("kept", 1),
        ("kept", 6),
        ("kept", 7),
        ("kept", 17),
        ("averaged", 8),
        ("bert", 5),
        ("pairs", 3),
        ("tuned", 5),
        ("answering", 5),
    ],
)
def test_that_replayed_losses_have_the_mean_that_the_run_recorded(
    trained: Project, run: str, step: int
):
    found = batch(trained, run, step)
    assert found.recorded is not None
    assert found.loss == pytest.approx(found.recorded, abs=2e-6)
    assert found.agrees
    assert found.is_exact


def test_that_the_mean_over_documents_weighted_by_their_targets_is_the_loss(trained: Project):
    for run in ("kept", "averaged", "bert", "answering"):
        found = batch(trained, run, 4)
        total = sum((one.loss or 0.0) * one.targets for one in found.documents)
        assert total / tokens_of(found) == pytest.approx(found.loss, abs=1e-9)


def test_that_a_replay_begins_with_the_nearest_earlier_checkpoint(trained: Project):
    steps = list(trained.saved_run("kept").batch(17))
    assert (steps[-1].from_step, steps[-1].total) == (12, 4)
    assert [one.loss for one in steps[:-1]] == [None] * (len(steps) - 1)
    assert batch(trained, "kept", 13).total == 0
    assert batch(trained, "kept", 12).from_step == 6


def test_that_the_documents_are_those_of_the_corpus(trained: Project):
    corpus = list(trained.corpus(CORPUS).documents("train"))
    for found in (batch(trained, "kept", 3), batch(trained, "kept", 20)):
        assert tokens_of(found) == 4 * 2 * 96
        whole = [one for one in found.documents if one.begins_here and one.ends_here]
        assert whole
        assert all(one.text == corpus[one.number - 1] for one in whole)
        assert all(one.text in corpus[one.number - 1] for one in found.documents)


def test_that_losses_under_a_checkpoint_are_its_own_and_are_said_to_be(trained: Project):
    found = batch(trained, "kept", 3, under=18)
    assert not found.is_exact
    assert found.agrees is None
    assert "checkpoint of step 18" in str(found.origin())
    # The oracle: the saved model's plain forward pass on the same windows.
    import torch
    import torch.nn.functional as F

    saved = trained.model("kept@18")
    model = as_decoder(saved.network())
    losses = []
    for row in sorted({one.row for one in found.documents}):
        pieces = [t for one in found.documents if one.row == row for t in one.tokens]
        ids = torch.tensor([[saved.tokenizer.id_of(piece) for piece in pieces]])
        with torch.no_grad():
            logits = model(ids[:, :-1])[0]
        losses.append(F.cross_entropy(logits, ids[0, 1:]).item())
    assert found.loss == pytest.approx(float(np.mean(losses)), abs=1e-5)


def test_that_what_a_bert_reads_is_told_from_what_it_is_to_find(trained: Project):
    found = batch(trained, "bert", 2)
    uses = {use for one in found.documents for use in one.uses}
    assert uses == {Use.READ, Use.MASKED}
    for one in found.documents:
        lost = [loss for loss, use in zip(one.losses, one.uses, strict=True) if use == Use.MASKED]
        assert None not in lost
        pairs = zip(one.tokens, one.true_tokens, one.uses, strict=True)
        assert all(read == true for read, true, use in pairs if use == Use.READ)
        assert len(lost) == one.targets


def test_that_only_a_response_is_learnt_and_a_text_has_one_loss(trained: Project):
    answers = batch(trained, "answering", 2).documents
    assert all({Use.READ, Use.LEARNT} == set(one.uses) for one in answers)
    texts = batch(trained, "tuned", 2).documents
    assert all(set(one.losses) == {None} and one.loss and one.label for one in texts)


@pytest.mark.parametrize(("step", "under"), [(0, None), (21, None), (3, 5)])
def test_that_a_step_or_a_checkpoint_that_is_not_there_is_refused(
    trained: Project, step: int, under: int | None
):
    with pytest.raises(BadInput):
        batch(trained, "kept", step, under)


def test_that_a_replay_writes_nothing(trained: Project):
    folder = trained.saved_run("kept").folder

    def files() -> Iterator[tuple[str, int]]:
        return ((str(f), f.stat().st_mtime_ns) for f in sorted(folder.rglob("*")))

    before = list(files())
    batch(trained, "kept", 17)
    assert list(files()) == before


def test_that_runs_that_train_nothing_have_no_batches(trained: Project):
    with pytest.raises(BadInput, match="train a model"):
        list(trained.saved_run(CORPUS).batch(1))


def test_that_a_notebook_shows_a_table_of_the_documents(trained: Project):
    page = batch(trained, "kept", 2)._repr_html_()
    assert page.count("<tr>") == 1 + len(batch(trained, "kept", 2).documents)
    assert TEACHER not in page
