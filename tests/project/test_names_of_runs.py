"""What a run is about to make has its name from the run's beginning, so that no two make one."""

import json
from typing import Any, NoReturn

import pytest
from tiny_project import CORPUS, distill_spec, ending, perform, pretrain_spec

from workbench.activities.spec import AnySpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.errors import BadInput, NotFinite
from workbench.events import Outcome
from workbench.plans.planned_run import PlannedRun
from workbench.project import Project
from workbench.store.membership import Membership
from workbench.store.runs.run_folder import TAKEN_UP_WITHIN_S, RunFolder
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.checkpoints import Checkpoints

pytestmark = pytest.mark.slow

SPEC = pretrain_spec(name="new", loop={"steps": 2})


def not_finite(*_: Any) -> NoReturn:
    raise NotFinite("no")


def failed(project: Project, spec: AnySpec, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run that failed before it saved anything."""
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoints, "save", not_finite)
        run = perform(project, spec)
    assert ending(run).outcome is Outcome.FAILED
    return run


@pytest.mark.parametrize(
    "spec",
    [
        SPEC,
        AddCorpusSpec(name="new", sample="stories_en", sample_documents=50),
        TrainTokenizerSpec(name="new", corpus=CORPUS, vocabulary_size=300, threads=1),
        CacheTeacherSpec(name="new", corpus=CORPUS, teacher="big", tokens=500),
    ],
    ids=lambda spec: spec.kind,
)
def test_that_of_two_runs_begun_at_once_the_second_cannot_have_the_name_of_the_first(
    tiny: Project, spec: AnySpec
) -> None:
    first = tiny.start(spec)
    second = spec.model_copy(update={"name": "New"})
    with pytest.raises(BadInput, match=f"the name 'New' is taken by {first.id}"):
        tiny.start(second)
    for _ in first:
        if not first.run.is_claimed:
            continue
        with pytest.raises(BadInput, match="the name 'New' is taken by"):
            tiny.start(second)
        break


def test_that_a_run_that_nobody_takes_up_gives_its_name_back(tiny: Project) -> None:
    path = tiny.start(SPEC).run.path / "meta.json"
    meta = json.loads(path.read_text())
    path.write_text(json.dumps(meta | {"created_at": meta["created_at"] - TAKEN_UP_WITHIN_S}))
    assert ending(perform(tiny, SPEC)).outcome is Outcome.FINISHED


def test_that_a_run_of_a_sweep_finds_a_name_that_no_other_run_is_about_to_have(
    tiny: Project,
) -> None:
    tiny.start(SPEC)
    planned = PlannedRun(distill_spec(name="new"), Membership("sweep", "a1", "x=1"))
    assert tiny.start(planned).run.meta.name == "new 2"


def test_that_a_run_that_saved_nothing_cannot_go_on_once_another_model_has_its_name(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = failed(tiny, SPEC, monkeypatch)
    second = perform(tiny, SPEC)
    assert ending(second).outcome is Outcome.FINISHED
    sentence = f"{first.id} cannot go on: {second.id} has the name 'new' by now; rename one"
    with pytest.raises(BadInput, match=sentence):
        tiny.resume(first.id)
    tiny.catalogue.rename(tiny.saved_run(first.id).record, "newer")
    for _ in tiny.resume(first.id):
        pass
    assert [model.name for model in tiny.models] == ["big", "newer", "new"]


def test_that_a_run_cannot_be_renamed_to_a_model_while_it_is_about_to_make_one(
    tiny: Project,
) -> None:
    run = tiny.start(SPEC).run
    with pytest.raises(BadInput, match="the name 'big' is taken"):
        tiny.catalogue.rename(tiny.saved_run(run.id).record, "big")
