"""The first batch before a run starts is the batch that the run then learns from."""

from typing import Any

import numpy as np
import pytest
from tiny_project import CORPUS, distill_spec, finetune_spec, perform, pretrain_spec

from workbench.activities.finetune import preview
from workbench.activities.replay.first_batch import BatchPreview
from workbench.activities.spec import AnySpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.data.batch_rows import Use
from workbench.errors import BadInput
from workbench.project import Project

BERT = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}
BRIEF = {"evaluate_every": 2, "sample_prompt": "", "evaluation_tokens": 100}
SPECS: dict[str, AnySpec] = {
    "gpt": pretrain_spec(name="gpt", loop=BRIEF | {"steps": 2}),
    "bert": pretrain_spec(name="bert", model=BERT, loop=BRIEF | {"steps": 2}),
    "student": distill_spec(name="student", stages=[{"steps": 2}], loop=BRIEF),
    "classes": finetune_spec(name="classes", loop={"steps": 2}),
    "answers": finetune_spec(
        name="answers",
        task={"kind": "instruct", "prompt": "text", "response": "label", "template": "{prompt}"},
        loop={"steps": 2},
    ),
}


def first_batch(project: Project, spec: AnySpec) -> BatchPreview:
    *_, last = project.preview(spec).first_batch()
    assert isinstance(last, BatchPreview)
    return last


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_that_the_batch_is_the_one_that_the_run_then_learns_from(lab: Project, name: str):
    spec = SPECS[name]
    before = first_batch(lab, spec)
    assert name not in [run.name for run in lab.runs]
    perform(lab, spec)
    *_, learnt = lab.saved_run(name).batch(1)
    assert [one.tokens for one in before.documents] == [one.tokens for one in learnt.documents]
    assert [one.uses for one in before.documents] == [one.uses for one in learnt.documents]


@pytest.mark.parametrize("name", SPECS)
def test_that_tokens_are_counted_by_their_use(lab: Project, name: str):
    found = first_batch(lab, SPECS[name])
    uses = np.concatenate([one.uses for one in found.documents])
    assert found.learnt == int((uses == Use.LEARNT).sum())
    assert found.masked == int((uses == Use.MASKED).sum())
    assert (found.learnt > 0) == (name in ("gpt", "student", "answers"))
    assert (found.masked > 0) == (name == "bert")
    assert found.without_target == 0
    longest = {one.micro_batch: 0 for one in found.documents}
    for one in found.documents:
        longest[one.micro_batch] = max(longest[one.micro_batch], len(one.tokens))
    if name in ("bert", "classes", "answers"):
        padded = sum(longest[one.micro_batch] - len(one.tokens) for one in found.documents)
        assert found.padding == padded
    said = str(found.sentence())
    assert said.startswith(f"{found.rows} rows: ")
    assert f"{found.read} are only read, {found.padding} are padding" in said
    assert f"{found.learnt or found.masked or 'one class each'} " in said


def test_that_windows_cut_documents_and_examples_are_whole_where_they_fit(lab: Project):
    gpt, classes = (first_batch(lab, SPECS[name]) for name in ("gpt", "classes"))
    assert gpt.cut == sum(not (d.begins_here and d.ends_here) for d in gpt.documents) > 0
    assert gpt.padding == 0
    assert classes.cut == 0


def test_that_examples_that_do_not_fit_are_counted_as_cut(lab: Project, tmp_path: Any):
    table = tmp_path / "long.csv"
    rows = [f"{'Ada had a kite. ' * (20 if n % 2 else 1)}{n},kite" for n in range(40)]
    table.write_text("text,label\n" + "\n".join([*rows, "Bo had a lamp,lamp", "Cy had a,lamp"]))
    spec = finetune_spec(name="long", examples=str(table), loop={"micro_batch_size": 40})
    found = first_batch(lab, spec)
    cut = [one for one in found.documents if not one.ends_here]
    assert len(cut) == found.cut > 0
    assert {len(one.tokens) for one in cut} == {32}
    assert any("are cut at the context" in str(note) for note in found.notes)


def test_that_a_corpus_that_is_not_encoded_is_encoded_first(tiny: Project, tmp_path: Any):
    text = tmp_path / "more.txt"
    text.write_text("\n\n".join(f"Ada had {n} kites. Bo had {n} lamps." for n in range(300)))
    tiny.run(AddCorpusSpec(name="more", files=(str(text),)))
    spec = pretrain_spec(name="new", corpus="more", loop=BRIEF | {"steps": 2})
    found = first_batch(tiny, spec)
    assert found.rows == 8
    shards = sorted(one.name for one in (tiny.folder / "shards").iterdir())
    perform(tiny, spec)
    kept = {one.name for one in (tiny.folder / "shards").iterdir()}
    assert set(shards) <= kept
    *_, learnt = tiny.saved_run("new").batch(1)
    assert [one.tokens for one in found.documents] == [one.tokens for one in learnt.documents]


def test_that_of_a_long_table_the_first_rows_are_read_which_is_said(
    lab: Project, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(preview, "MOST_ROWS", 30)
    found = first_batch(lab, SPECS["classes"])
    assert "only the first 30 rows" in str(found.notes[0])


def test_that_only_trainings_have_a_first_batch(lab: Project):
    with pytest.raises(BadInput, match="train a model"):
        list(lab.preview(AddCorpusSpec(name=CORPUS, files=("x",))).first_batch())


def test_that_a_preview_leaves_no_run(tiny: Project):
    before = sorted(one.name for one in (tiny.folder / "runs").iterdir())
    first_batch(tiny, SPECS["gpt"])
    assert sorted(one.name for one in (tiny.folder / "runs").iterdir()) == before
