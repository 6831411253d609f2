"""Every verb, for people and with --json, in one tiny project that has all they ask for."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from called_verbs import Result, invoke
from tiny_project import (
    CORPUS,
    TEACHER,
    TOKENIZER,
    distill_spec,
    finetune_spec,
    perform,
    pretrain_spec,
    spec_file,
    tales,
)

from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.cli.main import verbs
from workbench.events import Metrics
from workbench.jobs import ThreadControl
from workbench.plans.sweep import SweepSpec
from workbench.project import Project
from workbench.spec import to_plain, to_toml, validate
from workbench.store.choices.votes import Contender, VotedText, keep_vote

OUTPUTS = ("text", "json")
SHAPE = {"num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}
BERT = SHAPE | {"family": "bert", "dropout": 0}
BRIEF = {"evaluate_every": 2, "sample_prompt": ""}


@dataclass(frozen=True)
class Lab:
    """The project and a folder for files, where nothing is called the same in both outputs."""

    project: Path
    files: Path
    output: str

    def file(self, name: str) -> Path:
        return self.files / f"{self.output}-{name}"


Arguments = Callable[[Lab], tuple[str | Path, ...]]

PAIR = ("--teacher", TEACHER, "--student", "small", "--corpus", CORPUS, "--tokens", "200")
MATCHED = ("--model", TEACHER, "--versus", "small")
TEXT = ("--text", "Ada had a kite.")
FEW_TOKENS = ("--max-new-tokens", "3")
FEW_DRAFTS = ("--max-new-tokens", "6", "--lengths", "2", "--rounds", "1")
VERBS: dict[str, tuple[Arguments, ...]] = {
    "alerts": (
        lambda lab: ("--add", f"loss > {len(lab.output)}"),
        lambda lab: (),
        lambda lab: (TEACHER, "small"),
        lambda lab: (TEACHER, "--test", "loss > 1"),
        lambda lab: ("--remove", f"loss > {len(lab.output)}"),
    ),
    "queue": (lambda lab: (), lambda lab: ("--pause",), lambda lab: ("--resume",)),
    "anomalies": (lambda lab: (TEACHER,),),
    "histograms": (
        lambda lab: ("counted",),
        lambda lab: ("counted", "--layer", "0", "--of", "weights", "--out", lab.file("bins.csv")),
    ),
    "attention": (
        lambda lab: ("--model", TEACHER, *TEXT, "--out", lab.file("maps.npz")),
        lambda lab: (
            *("--model", TEACHER, "--versus", "small"),
            *(*TEXT, "--out", lab.file("pair.json")),
        ),
    ),
    "attribute": (
        lambda lab: ("--model", TEACHER, "--model", "small", *TEXT, "--versus", "#9"),
        lambda lab: ("--model", TEACHER, *TEXT, "--position", "3", "--out", lab.file("a.html")),
    ),
    "average": (lambda lab: (TEACHER, "counted", "--name", f"mean {lab.output}"),),
    "branch": (lambda lab: ("small", "--name", f"on {lab.output}", "--set", "stages.0.steps=14"),),
    "checkpoints": (
        lambda lab: (TEACHER, "--pin", "20"),
        lambda lab: (TEACHER, "--unpin", "20"),
        lambda lab: (TEACHER, "--probes", "20"),
    ),
    "batch": (
        lambda lab: (TEACHER, "--step", "3"),
        lambda lab: ("tuned", "--step", "2", "--under", "2"),
    ),
    "classify": (lambda lab: ("--model", "tuned", *TEXT),),
    "compare": (lambda lab: ("small", "--out", lab.file("compared.html")),),
    "corpus add": (lambda lab: (lab.files / "more.txt", "--name", f"more {lab.output}"),),
    "corpus show": (lambda lab: (CORPUS,),),
    "doctor": (lambda lab: (),),
    "embeddings": (
        lambda lab: ("--model", TEACHER, "--out", lab.file("pieces.npz")),
        lambda lab: (
            *("--model", TEACHER, "--versus", "small", "--most", "20"),
            *("--out", lab.file("pair.html")),
        ),
        lambda lab: ("--model", TEACHER, *TEXT, "--out", lab.file("of text.csv")),
    ),
    "curves": (
        lambda lab: (TEACHER, "small", "--curve", "loss - 1", "--out", lab.file("curves.csv")),
        lambda lab: (TEACHER, "--note", "2", "the loss leaps"),
    ),
    "estimate": (
        lambda lab: (lab.files / "small.toml",),
        lambda lab: (lab.files / "small.toml", "--measure"),
        lambda lab: (lab.files / "tuned.toml",),
    ),
    "evaluate": (
        lambda lab: ("--model", TEACHER, "--corpus", CORPUS, "--details"),
        lambda lab: ("--model", "small", "--teacher", TEACHER, "--corpus", CORPUS),
        lambda lab: ("--model", "small", "--model", TEACHER, "--corpus", CORPUS, "--details"),
        lambda lab: ("--model", "bert", "--corpus", CORPUS),
    ),
    "evolution": (
        lambda lab: ("--model", TEACHER, *TEXT, "--out", lab.file("heads.csv")),
        lambda lab: ("--model", "small", "--versus", TEACHER, *TEXT, "--lens", "--head", "0.0"),
        lambda lab: ("--model", TEACHER, *TEXT, "--out", lab.file("over.json")),
        lambda lab: ("--model", "small", "--versus", TEACHER, *TEXT),
    ),
    "export": (lambda lab: (TEACHER, "--format", "hf", "--out", lab.file("exported")),),
    "fill-mask": (lambda lab: ("--model", "bert", "--text", "Ada [MASK] it.", "--next", "Bo."),),
    "generate": (
        lambda lab: ("--model", TEACHER, "--prompt", "Ada", "--max-new-tokens", "3"),
        lambda lab: (
            *("--model", TEACHER, "--prompt", "Ada", "--max-new-tokens", "3"),
            *("--strategy", "greedy", "--strategy", "sample", "--together", "--precision", "int8"),
        ),
    ),
    "neighbours": (
        lambda lab: ("--model", TEACHER, "--piece", "ad", "--top", "3"),
        lambda lab: ("--model", TEACHER, "--versus", "small", "--id", "9", "--matrix", "output"),
    ),
    "heads": (
        lambda lab: ("--model", TEACHER, *TEXT, "--measures", "ablation"),
        lambda lab: (
            *("--model", "small", "--teacher", TEACHER, "--corpus", CORPUS, "--passages", "3"),
            *("--tokens", "16", "--out", lab.file("heads.json")),
        ),
        lambda lab: ("--model", "bert", "--corpus", CORPUS, "--passages", "3", "--tokens", "16"),
    ),
    "next-token": (lambda lab: ("--model", TEACHER, "--prompt", "Ada"),),
    "history": (lambda lab: ("--search", "Ada"),),
    "import": (lambda lab: (lab.files / "exported", "--name", f"imported {lab.output}"),),
    "import-runs": (
        lambda lab: (lab.files / "curves.csv",),
        lambda lab: (lab.files / "curves.csv", "--list"),
    ),
    "lens": (
        lambda lab: ("--model", TEACHER, "--versus", "small", *TEXT),
        lambda lab: (
            *("--model", "bert", *TEXT, "--mask", "2", "--position", "2"),
            *("--out", lab.file("lens.npz")),
        ),
    ),
    "lr-test": (
        lambda lab: (lab.files / "small.toml", "--steps", "20", "--csv", lab.file("rates.csv")),
    ),
    "neurons": (
        lambda lab: ("--model", TEACHER, "--layer", "1", *TEXT, "--out", lab.file("peaks.json")),
        lambda lab: (
            *("--model", "bert", "--layer", "0", "--neuron", "3", *TEXT, "--corpus", CORPUS),
            *("--tokens", "200", "--out", lab.file("neuron.html")),
        ),
    ),
    "query-key": (
        lambda lab: (
            *("--model", TEACHER, *TEXT, "--layer", "1", "--head", "0"),
            *("--query", "3", "--key", "1", "--out", lab.file("pair.csv")),
        ),
    ),
    "importance": (
        lambda lab: ("--model", TEACHER, *TEXT, "--out", lab.file("importance.npz")),
        lambda lab: ("--model", TEACHER, "--corpus", CORPUS, "--passages", "2"),
    ),
    "intervene": (
        lambda lab: (
            *("--model", TEACHER, *TEXT, "--change", "head(layer=0,head=1)", *FEW_TOKENS),
            *(
                "--change",
                'steer(layer=1,toward="Ada",away="Bo")',
                "--out",
                lab.file("effect.html"),
            ),
        ),
        lambda lab: ("--model", "bert", "--text", "Ada [MASK] it.", "--change", "layer(layer=0)"),
    ),
    "patch": (
        lambda lab: (
            *("--model", TEACHER, *TEXT, "--corrupted", "Ada had a lamp.", "--target", "#20"),
            *("--other", "#21", "--out", lab.file("patched.npz")),
        ),
        lambda lab: (
            *("--model", TEACHER, *TEXT, "--student", "small", "--target", "#20"),
            *("--other", "#21", "--place", "heads"),
        ),
    ),
    "presets": (lambda lab: ("--keep", f"mine {lab.output}", "sample(top_p=0.9)"),),
    "pairs": (
        lambda lab: ("--model", TEACHER, "--corpus", CORPUS, "--most", "3", "--wrong", "2"),
        lambda lab: ("--model", "small", "--corpus", CORPUS, "--most", "2", "--over-checkpoints"),
    ),
    "promote": (
        lambda lab: (TEACHER, "--name", f"mine {lab.output}", "--corpus", CORPUS),
        lambda lab: (
            *(TEACHER, "--name", f"new {lab.output}", "--corpus", CORPUS),
            *("--if-not-worse", "counted"),
            *("--on", "validation", "--on", "probes", "--probe", "Ada had a lamp."),
        ),
    ),
    "prompts": (
        lambda lab: (lab.files / "more.txt", "--model", TEACHER, "--most", "2", *FEW_TOKENS),
    ),
    "recipe": (lambda lab: ("plain_kd", "--teacher", TEACHER, "--corpus", CORPUS),),
    "reindex": (lambda lab: (),),
    "report": (
        lambda lab: ("report", "--out", lab.file("report.html")),
        lambda lab: ("small", TEACHER, "--out", lab.file("runs.html"), "--language", "zh_CN"),
        lambda lab: ("berts", "--out", lab.file("berts.html")),
        lambda lab: ("berts", "--out", lab.file("berts.csv")),
    ),
    "resume": (lambda lab: (f"stopped {lab.output}",),),
    "run": (
        lambda lab: (lab.files / "small.toml", "--set", "name=seen", "--preview"),
        lambda lab: (lab.files / "small.toml", "--set", f"name=again {lab.output}"),
        lambda lab: (lab.files / "tuned.toml", "--set", f"name=retuned {lab.output}"),
        lambda lab: (lab.files / "report.toml", "--set", f"name=report {lab.output}"),
        lambda lab: (lab.files / "berts.toml", "--set", f"name=berts {lab.output}"),
    ),
    "runs": (
        lambda lab: (),
        lambda lab: ("--where", "val_loss < 100", "--sort", "best.val_loss", "--descending"),
        lambda lab: ("--group-by", "corpus"),
    ),
    "annotate": (lambda lab: (TEACHER, "--tag", "good", "--note", "seen", "--pin"),),
    "diff": (lambda lab: (TEACHER, "small"),),
    "disk": (
        lambda lab: (),
        lambda lab: ("--proposed",),
        lambda lab: ("--clean",),
        lambda lab: ("--undo",),
    ),
    "lineage": (lambda lab: (), lambda lab: ("small",)),
    "reproduce": (lambda lab: ("small",),),
    "search": (lambda lab: ("kite",),),
    "saliency": (
        lambda lab: ("--model", TEACHER, *TEXT, "--out", lab.file("saliency.json")),
        lambda lab: ("--model", "tuned", *TEXT, "--method", "gradient_x_input"),
        lambda lab: ("--model", "bert", "--text", "Ada [MASK] it.", "--of", "probability"),
    ),
    "score": (
        lambda lab: ("--model", TEACHER, *TEXT),
        lambda lab: ("--model", TEACHER, "--versus", "small", *TEXT),
    ),
    "similarity": (
        lambda lab: (*MATCHED, *TEXT, "--out", lab.file("layers.csv")),
        lambda lab: (*MATCHED, "--corpus", CORPUS, "--passages", "2"),
    ),
    "speculate": (
        lambda lab: ("--model", TEACHER, "--draft", "small", "--prompt", "Ada", *FEW_DRAFTS),
        lambda lab: ("--model", TEACHER, "--prompt", "Ada", *FEW_DRAFTS),
    ),
    "sweep": (lambda lab: (lab.files / "sweep.toml", "--set", f"name=sweep {lab.output}"),),
    "tokenize": (lambda lab: ("--tokenizer", TOKENIZER, "Ada had a kite."),),
    "tree": (
        lambda lab: ("--model", TEACHER, "--prompt", "Ada"),
        lambda lab: ("--model", TEACHER, "--prompt", "Ada", "--kind", "beams"),
        lambda lab: ("--model", TEACHER, "--prompt", "Ada", "--kind", "branches"),
    ),
    "versus-texts": (
        lambda lab: ("--teacher", TEACHER, "--student", "small", "--prompt", "Ada", *FEW_TOKENS),
    ),
    "vote": (
        lambda lab: (
            *("--model", TEACHER, "small", "--prompt", "Ada", "--strategy", "sample"),
            *("--pairs", "1", *FEW_TOKENS),
        ),
    ),
    "votes": (lambda lab: (),),
    "watch": (lambda lab: ("small",), lambda lab: ("tuned",), lambda lab: ("berts",)),
    "weights": (
        lambda lab: ("--model", TEACHER, "--versus", "small", "--out", lab.file("weights.csv")),
    ),
    "worst": (lambda lab: PAIR,),
}
"""What each verb is called with, at least once for each way in which its output differs."""

CALLS = [
    pytest.param(verb, arguments, id=f"{verb} {number}")
    for verb, ways in VERBS.items()
    for number, arguments in enumerate(ways, start=1)
]


def names_of(command: click.Command, path: str = "") -> list[str]:
    """The verbs below a command, as they are written."""
    if not isinstance(command, click.Group):
        return [path]
    return [
        name
        for key, inner in command.commands.items()
        for name in names_of(inner, f"{path} {key}".strip())
    ]


def test_that_no_verb_is_forgotten_here() -> None:
    assert sorted([*VERBS, "demo"]) == sorted(names_of(verbs))  # the demo has a file of its own


@pytest.fixture(scope="module")
def prepared(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A project with a student, a classifier, BERTs, reports and stopped runs; and spec files."""
    files = tmp_path_factory.mktemp("both")
    folder = Path(shutil.copytree(tiny_template, files / "lab"))
    berts = EvaluateSpec(
        name="berts",
        corpus=CORPUS,
        teacher="bert",
        baseline=False,
        candidates=tuple(Candidate(model=name) for name in ("bert", "other")),
        tokens=200,
    )
    specs = (
        distill_spec(stages=[{"steps": 2}], loop=BRIEF),
        pretrain_spec(name="counted", loop=BRIEF | {"steps": 2, "histograms_every": 1}),
        finetune_spec(loop={"steps": 2, "evaluate_every": 2}),
        pretrain_spec(name="bert", model=BERT, loop=BRIEF | {"steps": 2}),
        pretrain_spec(name="other", model=BERT, loop=BRIEF | {"steps": 2}),
        EvaluateSpec(
            name="report", corpus=CORPUS, candidates=(Candidate(model=TEACHER),), tokens=200
        ),
        berts,
    )
    with Project.open(folder) as project:
        for spec in specs:
            perform(project, spec)
            spec_file(files, spec)
        for output in OUTPUTS:
            stop_at_once(project, f"stopped {output}")
        project.model(TEACHER).export("hf", files / "exported")
    voted = VotedText(
        contender=Contender(model="x", step=1, digest="d", strategy="s"), seed=1, text=""
    )
    keep_vote(folder, "Ada", voted, voted, "a")
    (files / "more.txt").write_text(tales(20))
    (files / "curves.csv").write_text("run,tag,step,value\na,loss,1,3.5\nb,eval/loss,1,4\n")
    base = to_plain(distill_spec(stages=[{"steps": 2}], loop=BRIEF))
    varied = [{"name": "stages.0.alpha", "values": ["0.1", "0.9"]}]
    sweep = validate(SweepSpec, {"name": "sweep", "base": base, "varied": varied})
    (files / "sweep.toml").write_text(to_toml(sweep))
    return folder, files


def stop_at_once(project: Project, name: str) -> None:
    """Leave a run stopped in the middle."""
    control = ThreadControl()
    for event in project.start(pretrain_spec(name=name, loop={"steps": 4}), control):
        if isinstance(event, Metrics):
            control.stop()


def called(verb: str, arguments: Arguments, lab: Lab) -> Result:
    flags = ("--json",) if lab.output == "json" else ()
    return invoke(*verb.split(), *arguments(lab), "--project", lab.project, *flags)


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "arguments"), CALLS)
def test_that_each_verb_speaks_to_people(
    verb: str,
    arguments: Arguments,
    prepared: tuple[Path, Path],
) -> None:
    result = called(verb, arguments, Lab(*prepared, "text"))
    assert result.code == 0, result.err
    assert result.out or result.err
    assert "Traceback" not in result.err
    assert "None" not in result.out + result.err


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "arguments"), CALLS)
def test_that_each_verb_gives_objects_with_json(
    verb: str,
    arguments: Arguments,
    prepared: tuple[Path, Path],
) -> None:
    result = called(verb, arguments, Lab(*prepared, "json"))
    assert result.code == 0, result.err
    assert result.objects
    assert all(isinstance(one, dict) for one in result.objects)


@pytest.mark.slow
def test_that_an_evaluation_gives_numbers_alone(prepared: tuple[Path, Path]) -> None:
    folder, _ = prepared
    result = invoke(
        "evaluate", "--model", TEACHER, "--corpus", CORPUS, "--project", folder, "--json"
    )
    metrics = result.object["metrics"]
    assert metrics["loss"] > 0
    assert all(isinstance(value, int | float) for value in metrics.values()), json.dumps(metrics)
