"""Sweeps and chains: plans of ordinary runs, their order, their stop rule, their best."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
import tiny_project
from tiny_project import command, distill_spec, perform

from workbench.distillation.recipes import RECIPES
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, Corrupt
from workbench.models.spec import BertSpec, GPTSpec, LlamaSpec
from workbench.plans.chain import expanded
from workbench.plans.sweep import (
    Result,
    SweepSpec,
    best_of,
    next_of,
    plan_of,
)
from workbench.project import Project
from workbench.spec import BadSpec, to_plain, to_toml, validate
from workbench.store.records import RunStatus

pytestmark = pytest.mark.slow


def sweep(*varied: tuple[str, tuple[str, ...]], **changes: Any) -> SweepSpec:
    plain = {
        "name": "tau",
        "base": to_plain(distill_spec(stages=[{"steps": 2}])),
        "varied": [{"name": name, "values": values} for name, values in varied],
    }
    return validate(SweepSpec, plain | changes)


TAU, ALPHA = ("stages.0.temperature", ("1", "2")), ("stages.0.alpha", ("0.1", "0.5", "0.9"))


def test_that_a_grid_is_every_combination_in_order_and_each_run_differs_in_these_alone():
    plan = plan_of(sweep(TAU, ALPHA))
    assert [tuple(value for _, value in one.values) for one in plan] == [
        (tau, alpha) for tau in TAU[1] for alpha in ALPHA[1]
    ]
    assert [one.spec.name for one in plan] == [f"tau {n}" for n in range(1, 7)]
    base = to_plain(sweep(TAU, ALPHA).base)
    for one in plan:
        plain = to_plain(one.spec)
        assert plain["stages"][0]["temperature"] == float(one.values[0][1])
        for stage, wanted in zip(plain["stages"], base["stages"], strict=True):
            stage.update(temperature=wanted["temperature"], alpha=wanted["alpha"])
        assert plain | {"name": base["name"]} == base


def test_that_any_setting_may_vary_also_a_kind_and_a_seed():
    plan = plan_of(
        sweep(
            ("stages.0.divergence.kind", ("forward_kl", "jsd")),
            ("runtime.seed", ("1", "2")),
            ("student.num_layers", ("1", "2")),
        )
    )
    assert {one.spec.stages[0].divergence.kind for one in plan} == {"forward_kl", "jsd"}
    assert {(one.spec.runtime.seed, one.spec.student.num_layers) for one in plan} == {
        (seed, layers) for seed in (1, 2) for layers in (1, 2)
    }


def test_that_random_draws_stay_in_their_ranges_and_are_the_same_again():
    spec = sweep(
        ("optimizer.learning_rate", ("1e-4..1e-2",)),
        ("stages.0.alpha", ("0.2..0.8",)),
        ("stages.0.divergence.kind", ("jsd", "reverse_kl")),
        method="random",
        draws=60,
    )
    plan = plan_of(spec)
    assert plan == plan_of(spec)
    rates = [one.spec.optimizer.learning_rate for one in plan]
    assert all(1e-4 <= rate <= 1e-2 for rate in rates)
    assert 15 < sum(rate < 1e-3 for rate in rates) < 45
    assert all(0.2 <= one.spec.stages[0].alpha <= 0.8 for one in plan)
    assert len({one.spec.stages[0].divergence.kind for one in plan}) == 2


@pytest.mark.parametrize(
    ("varied", "error", "sentence"),
    [
        (("stages.0.temprature", ("1",)), BadSpec, "temprature: is not a setting"),
        (("stages.0.alpha", ("0.5", "1.5")), BadSpec, "tau 2: stages.0.alpha: must be at most 1"),
        (("stages.0.alpha", ("0.1..0.9",)), BadInput, "'0.1..0.9' is a range, of which a grid"),
    ],
)
def test_that_an_impossible_value_is_named_with_its_run(varied, error, sentence):
    with pytest.raises(error) as raised:
        plan_of(sweep(varied))
    assert sentence in str(raised.value)


def test_that_too_large_a_grid_and_a_setting_twice_are_refused():
    many = tuple(str(n) for n in range(1, 40))
    with pytest.raises(BadSpec, match="the grid has 1521 combinations"):
        sweep(("runtime.seed", many), ("stages.0.steps", many))
    with pytest.raises(BadSpec, match=r"'stages\.0\.alpha' is varied twice"):
        sweep(ALPHA, ALPHA)
    with pytest.raises(BadSpec, match="at most 100 settings can be varied at once, not 18000"):
        sweep(*((f"stages.0.a{number}", ("1",)) for number in range(18_000)))


def outcomes(*figures: float | RunStatus | None, **changes: Any) -> tuple[SweepSpec, list[Result]]:
    spec = sweep(TAU, ALPHA, **changes)
    results = []
    for planned, figure in zip(plan_of(spec), [*figures, *[None] * 6], strict=False):
        if isinstance(figure, RunStatus):
            results.append(Result(planned, "r", figure, None, {}))
        elif figure is None:
            results.append(Result(planned, "", None, None, {}))
        else:
            results.append(Result(planned, "r", RunStatus.FINISHED, figure, {}))
    return spec, results


def due(spec: SweepSpec, results: list[Result]) -> str:
    due_run = next_of(spec, results)
    return due_run.planned.spec.name if due_run else ""


def test_that_runs_come_in_order_a_stopped_one_goes_on_and_a_failed_one_is_left_behind():
    assert due(*outcomes()) == "tau 1"
    assert due(*outcomes(2.0, 1.0)) == "tau 3"
    assert due(*outcomes(2.0, RunStatus.STOPPED)) == "tau 2"
    assert due(*outcomes(2.0, RunStatus.FAILED)) == "tau 3"
    assert due(*outcomes(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)) == ""


def test_that_the_stop_rule_ends_a_sweep_that_gets_no_better():
    assert due(*outcomes(2.0, 1.0, 1.5, patience=2)) == "tau 4"
    assert due(*outcomes(2.0, 1.0, 1.5, 1.2, patience=2)) == ""
    assert due(*outcomes(2.0, 1.0, 1.5, 0.9, patience=2)) == "tau 5"
    agreement = {"metric": "validation_agreement", "patience": 1}
    assert due(*outcomes(0.2, 0.3, **agreement)) == "tau 3"
    assert due(*outcomes(0.2, 0.1, **agreement)) == ""


def test_that_the_best_is_the_least_loss_or_the_most_agreement():
    spec, results = outcomes(2.0, 1.0, 1.5)
    assert best_of(spec, results) is results[1]
    spec, results = outcomes(0.2, 0.1, 0.3, metric="validation_agreement")
    assert best_of(spec, results) is results[2]
    assert best_of(*outcomes()) is None


def test_that_the_command_line_makes_the_missing_runs_and_compares_all(
    tiny: Project, tmp_path: Path
) -> None:
    spec = sweep(("stages.0.temperature", ("1", "2")), ("stages.0.alpha", ("0.5", "1")))
    tiny.plans.keep_sweep(spec)
    perform(tiny, tiny.plans.sweep_run(spec, plan_of(spec)[0]))
    tiny.close()
    path = tmp_path / "sweep.toml"
    path.write_text(to_toml(spec))
    done = subprocess.run(
        command("sweep", path, "--project", tiny.folder, "--json"),
        capture_output=True,
        text=True,
        cwd=tiny_project.ROOT,
        check=True,
    )
    last = json.loads(done.stdout.splitlines()[-1])
    assert [run["status"] for run in last["runs"]] == ["finished"] * 4
    assert all(run["figure"] > 0 for run in last["runs"])
    with Project.open(tiny.folder) as project:
        assert project.plans.sweeps() == (spec,)
        names = [run.name for run in project.runs if run.kind == "distill"]
        assert sorted(names) == ["tau 1", "tau 2", "tau 3", "tau 4"]
        results = project.plans.sweep_results(spec)
        assert next_of(spec, results) is None
        assert [project.saved_run(result.run).record.name for result in results] == sorted(names)


def kept_files(tiny: Project) -> tuple[Path, Path]:
    (spec_file,) = (tiny.folder / "sweeps").glob("*.toml")
    (plan_file,) = (tiny.folder / "plans").glob("sweep-*.json")
    return spec_file, plan_file


def test_that_every_flipped_bit_of_a_kept_sweep_is_named_or_changes_nothing(tiny: Project) -> None:
    spec = sweep(TAU)
    tiny.plans.keep_sweep(spec)
    for path in kept_files(tiny):
        data = path.read_bytes()
        for bit in random.Random(1).sample(range(8 * len(data)), 60):
            damaged = bytearray(data)
            damaged[bit // 8] ^= 1 << bit % 8
            path.write_bytes(damaged)
            named = [str(words) for words in tiny.damaged()]
            assert tiny.plans.sweeps() == ((spec,) if not named else ())
            assert all(path.name in sentence for sentence in named)
        path.write_bytes(data)
    assert tiny.plans.sweeps() == (spec,)


def test_that_a_sweep_without_its_file_is_named(tiny: Project) -> None:
    tiny.plans.keep_sweep(sweep(TAU))
    spec_file, plan_file = kept_files(tiny)
    spec_file.unlink()
    (told,) = tiny.damaged()
    assert f"{spec_file} is missing" in str(told)
    plan_file.unlink()
    assert tiny.damaged() == ()


def test_that_a_sweep_whose_file_is_a_link_to_nothing_is_named(tiny: Project) -> None:
    tiny.plans.keep_sweep(sweep(TAU))
    spec_file, _ = kept_files(tiny)
    spec_file.unlink()
    spec_file.symlink_to("nothing")
    (told,) = tiny.damaged()
    assert spec_file.name in str(told)


def test_that_a_sweep_whose_runs_cannot_be_told_is_not_begun_again(tiny: Project) -> None:
    tiny.plans.keep_sweep(sweep(TAU))
    _, plan_file = kept_files(tiny)
    plan_file.write_bytes(plan_file.read_bytes()[:-9])
    with pytest.raises(Corrupt, match="it tells which runs a plan has made"):
        tiny.plans.keep_sweep(sweep(TAU))


def test_that_a_sweep_that_cannot_begin_is_refused(tiny: Project) -> None:
    base = to_plain(distill_spec(teacher="nobody"))
    with pytest.raises(Exception, match="there is no model 'nobody'"):
        tiny.plans.keep_sweep(sweep(TAU, base=base))
    assert tiny.plans.sweeps() == ()


def test_that_a_chain_is_a_run_for_each_link_and_each_learns_from_the_one_before(
    tiny: Project,
) -> None:
    assistant = tiny_project.MODEL | {"num_layers": 2, "hidden_size": 16}
    spec = distill_spec(assistants=[assistant], stages=[{"steps": 3}])
    links = expanded(spec)
    assert [(link.name, to_plain(link)["teacher"]) for link in links] == [
        ("small assistant 1", "big"),
        ("small", "small assistant 1"),
    ]
    with pytest.raises(BadInput, match="'small' is a chain of 2 runs"):
        tiny.start(spec)
    assert tiny.run(spec).name == "small"
    assert tiny.model("small assistant 1").record.parameters > 0


SHAPES = (
    GPTSpec(num_layers=6, hidden_size=48, num_heads=6),
    LlamaSpec(num_layers=5, hidden_size=48, num_heads=6, num_kv_heads=2),
    BertSpec(num_layers=12, hidden_size=48, num_heads=6),
)


@pytest.mark.parametrize("teacher", SHAPES, ids=lambda spec: spec.family)
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_that_every_recipe_fits_every_teacher_that_it_is_for(recipe, teacher):
    from workbench.distillation.recipes import half_of
    from workbench.distillation.students.compatibility import check_compatibility

    if not recipe.suits(teacher):
        return
    plain = {"corpus": "c", "teacher": "t", "student": half_of(teacher)}
    spec = validate(DistillSpec, plain | recipe.settings(teacher))
    check_compatibility(spec, teacher)
    assert spec.student.num_layers <= teacher.num_layers // 2


def test_that_distilbert_is_five_parts_kl_two_parts_mlm_and_one_part_cosine():
    recipe = next(recipe for recipe in RECIPES if recipe.name == "distilbert")
    plain = {"corpus": "c", "teacher": "t", **recipe.settings(SHAPES[2])}
    stage = validate(DistillSpec, plain).stages[0]
    assert stage.output_weight * stage.alpha == pytest.approx(5)
    assert stage.output_weight * (1 - stage.alpha) == pytest.approx(2)
    assert stage.terms[0].weight == 1.0


def test_that_a_recipe_is_written_for_a_teacher_of_the_project(tiny: Project) -> None:
    spec = tiny.model("big").recipe("distilgpt2", corpus="tales")
    assert spec.student.num_layers == 1
    assert spec.student.init == "from_teacher"
    assert tiny.preview(spec).incompatibilities() == ()
    with pytest.raises(BadInput, match="there are: plain_kd, distilgpt2, tinybert"):
        tiny.model("big").recipe("distilbert", corpus="tales")


def test_that_the_sample_is_a_sweep_of_six_runs():
    from resources import ROOT
    from workbench.spec import read_toml

    spec = validate(SweepSpec, read_toml(ROOT / "samples" / "sweep.toml"))
    assert len(plan_of(spec)) == 6


def test_that_a_chain_cannot_be_swept():
    base = to_plain(distill_spec(assistants=[tiny_project.MODEL]))
    with pytest.raises(BadSpec, match="remove the assistants"):
        sweep(TAU, base=base)
