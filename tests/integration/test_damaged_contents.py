"""Damage to what a run reads: the same numbers as without it, or a sentence naming the file.

Every artefact, damaged in every way, is read by every kind of run; never may other numbers come
of it. In the slow part the ways of damage take turns: each run meets every second artefact in one
of them.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tiny_project import (
    CORPUS,
    RUNTIME,
    TEACHER,
    TOKENIZER,
    build,
    distill_spec,
    ending,
    events_of,
    finetune_spec,
    metric_rows,
    perform,
    pretrain_spec,
    report_of,
    samples_of,
)

from workbench.activities.spec import AnySpec, Candidate, EvaluateSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.errors import Corrupt, WorkbenchError
from workbench.events import Level, Note, Outcome, Reference
from workbench.project import Project
from workbench.spec import validate
from workbench.store.bin import InBin
from workbench.tokenizers.spec import TrainTokenizerSpec

pytestmark = pytest.mark.slow

SHORT = {"loop": {"steps": 4, "evaluate_every": 2}}
CACHE = "kept"


# -- ways of damage ---------------------------------------------------------------------------


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def swap_halves(data: bytes) -> bytes:
    half = len(data) // 2
    return data[half:] + data[:half]


def truncate(data: bytes) -> bytes:
    return data[: len(data) - max(1, len(data) // 3)]


def zero(data: bytes) -> bytes:
    return bytes(len(data))


def every_seventh(data: bytes) -> bytes:
    return bytes(65 if i % 7 == 3 else byte for i, byte in enumerate(data))


DAMAGE = (flip, swap_halves, truncate, zero, every_seventh)


# -- what is damaged, and who reads it --------------------------------------------------------


ARTEFACTS = {
    "corpora": ("text.bin", "offsets.bin", "validation.bin", "meta.json", "manifest.json"),
    "shards": (
        "train.bin",
        "validation.bin",
        "frequencies.npy",
        "meta.json",
        "manifest.json",
    ),
    "ngram": (".ngram.json",),
    "tokenizers": ("tokenizer.model", "frequencies.npy", "meta.json", "manifest.json"),
    "runs": ("model.safetensors", "model.json", "state.json", "manifest.json"),
    "caches": ("ids-00000.npy", "logs-00000.npy", "tail-00000.npy", "meta.json", "manifest.json"),
}


def path_of(lab: Path, sort: str, name: str) -> Path:
    """The one file of a name; of the teacher's checkpoints the best one, which is the last."""
    if sort == "ngram":
        (path,) = (lab / "shards").glob("*.ngram.json")
        return path
    return sorted((lab / sort).rglob(name))[-1]


def runs() -> dict[str, AnySpec]:
    """A run of each kind that reads what is there."""
    return {
        "pretrain": pretrain_spec(name="again", **SHORT),
        "distill": distill_spec(name="student", stages=[{"steps": 4}], loop={"evaluate_every": 2}),
        "by cache": distill_spec(
            name="by cache", cache=CACHE, stages=[{"steps": 4, "temperature": 2.0}]
        ),
        "evaluate": validate(
            EvaluateSpec,
            {
                "name": "report",
                "corpus": CORPUS,
                "candidates": [{"model": TEACHER}],
                "tokens": 500,
                "baseline": True,
                "runtime": RUNTIME,
            },
        ),
        "tokenizer": TrainTokenizerSpec(
            name="crumbs", corpus=CORPUS, vocabulary_size=290, threads=1
        ),
        "cache": cache_spec("another"),
    }


def cache_spec(name: str) -> CacheTeacherSpec:
    plain = {
        "name": name,
        "corpus": CORPUS,
        "teacher": TEACHER,
        "kept": {"kind": "top_k", "k": 4},
        "temperature": 2.0,
        "runtime": RUNTIME,
    }
    return validate(CacheTeacherSpec, plain)


class Found(NamedTuple):
    """What a run came to: its numbers, and every sentence it said."""

    outcome: Outcome
    numbers: Any
    warnings: tuple[str, ...]
    words: str


def tried(lab: Path, spec: AnySpec) -> Found:
    """A run to its end; one that is refused before it begins has no numbers."""
    with Project.open(lab) as project:
        try:
            run = perform(project, spec)
        except WorkbenchError as error:
            return Found(Outcome.FAILED, None, (), str(error))
        warnings = tuple(
            str(event.words)
            for event in events_of(run)
            if isinstance(event, Note) and event.level is Level.WARNING
        )
        end = ending(run)
        return Found(end.outcome, _numbers(lab, run), warnings, str(end.words))


def _numbers(lab: Path, run: Any) -> Any:
    """Curves, lines beside them, samples, reports, weights, and the files of what is made."""
    lines = [(e.metric, e.name, e.value) for e in events_of(run) if isinstance(e, Reference)]
    target = run.inputs().target
    made = sorted((lab / target).iterdir()) if target and (lab / target).is_dir() else []
    saved = run.checkpoints()
    return (
        metric_rows(run),
        lines,
        samples_of(run),
        report_of(run),
        [(path.name, path.read_bytes()) for path in made if path.suffix in (".npy", ".model")],
        saved and (saved[-1].folder / "model.safetensors").read_bytes(),
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a teacher and a cache, and everything encoded."""
    lab = tmp_path_factory.mktemp("whole") / "lab"
    build(lab)
    with Project.open(lab) as project:
        project.run(cache_spec(CACHE))
    return lab


@pytest.fixture(scope="module")
def undamaged(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """What each run comes to without damage."""
    found = {}
    for kind, spec in runs().items():
        lab = tmp_path_factory.mktemp("undamaged") / "lab"
        shutil.copytree(whole, lab)
        found[kind] = tried(lab, spec)
        assert found[kind].outcome is Outcome.FINISHED, found[kind].words
    return found


@pytest.fixture
def lab(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "lab")
    return tmp_path / "lab"


def require_same_or_named(lab: Path, kind: str, path: Path, expected: Found) -> None:
    """Run it: the numbers of the undamaged one, or a sentence that names the damaged file."""
    found = tried(lab, runs()[kind])
    if found.outcome is Outcome.FINISHED:
        assert found.numbers == expected.numbers, (kind, path)
        said = set(found.warnings) - set(expected.warnings)
        assert all(path.name in warning for warning in said), said
    else:
        assert path.name in found.words or _is_told_of(lab, path), found.words
        assert "unexpected error" not in found.words


def _is_told_of(lab: Path, path: Path) -> bool:
    """Whether the project names a damaged thing that it therefore leaves out of its lists."""
    with Project.open(lab) as project:
        return any(str(path) in str(told) for told in project.damaged())


CASES = [(sort, name) for sort, names in ARTEFACTS.items() for name in names]


def damaged(path: Path, damage: Callable[[bytes], bytes]) -> None:
    data = path.read_bytes()
    path.write_bytes(damage(data))


@pytest.mark.parametrize(("sort", "name"), CASES)
def test_that_a_flipped_bit_changes_no_number_of_a_pretraining(
    lab: Path, undamaged: dict[str, Found], sort: str, name: str
) -> None:
    path = path_of(lab, sort, name)
    damaged(path, flip)
    require_same_or_named(lab, "pretrain", path, undamaged["pretrain"])


EVERY_SECOND = [
    (kind, case, DAMAGE[(k + c) // 2 % len(DAMAGE)])
    for k, kind in enumerate(sorted(runs()))
    for c, case in enumerate(CASES)
    if (k + c) % 2 == 0
]
"""Every kind of run with every second file, and so each file with every second kind."""


@pytest.mark.parametrize(("kind", "case", "damage"), EVERY_SECOND)
def test_that_no_damage_changes_a_number_of_any_run(
    lab: Path,
    undamaged: dict[str, Found],
    kind: str,
    case: tuple[str, str],
    damage: Callable[[bytes], bytes],
) -> None:
    path = path_of(lab, *case)
    damaged(path, damage)
    require_same_or_named(lab, kind, path, undamaged[kind])


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_that_damaged_shards_are_encoded_again_with_a_warning(
    lab: Path, undamaged: dict[str, Found], damage: Callable[[bytes], bytes]
) -> None:
    path = path_of(lab, "shards", "train.bin")
    kept = path.read_bytes()
    damaged(path, damage)
    found = tried(lab, runs()["pretrain"])
    assert found.numbers == undamaged["pretrain"].numbers
    (warning,) = found.warnings
    assert "train.bin is damaged" in warning
    assert "encoded again" in warning
    assert path.read_bytes() == kept
    assert tried(lab, pretrain_spec(name="third", **SHORT)).warnings == ()


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_that_a_damaged_baseline_is_counted_again_with_a_warning(
    lab: Path, undamaged: dict[str, Found], damage: Callable[[bytes], bytes]
) -> None:
    path = path_of(lab, "ngram", "")
    kept = path.read_bytes()
    damaged(path, damage)
    found = tried(lab, runs()["pretrain"])
    assert found.numbers == undamaged["pretrain"].numbers
    (warning,) = found.warnings
    assert path.name in warning
    assert "counted again" in warning
    assert path.read_bytes() == kept


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", ["text.bin", "offsets.bin", "validation.bin"])
def test_that_a_damaged_corpus_is_never_encoded(
    lab: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    shards = path_of(lab, "shards", "train.bin")
    shutil.rmtree(shards.parent)
    damaged(path_of(lab, "corpora", name), damage)
    found = tried(lab, runs()["pretrain"])
    assert found.outcome is Outcome.FAILED
    assert f"{name} is damaged" in found.words
    assert "add the corpus again from" in found.words
    assert not shards.parent.exists()


def test_that_damaged_shards_of_a_damaged_corpus_stay(lab: Path) -> None:
    shards = path_of(lab, "shards", "train.bin")
    damaged(shards, flip)
    damaged(path_of(lab, "corpora", "text.bin"), flip)
    found = tried(lab, runs()["pretrain"])
    assert "text.bin is damaged" in found.words
    assert shards.exists()


def test_that_shards_in_the_place_of_others_are_made_again(
    lab: Path, undamaged: dict[str, Found]
) -> None:
    spec = TrainTokenizerSpec(name="crumbs", corpus=CORPUS, vocabulary_size=290, threads=1)
    (own,) = {path.parent for path in (lab / "shards").rglob("train.bin")}
    with Project.open(lab) as project:
        project.run(spec)
        project.run(pretrain_spec(name="other", tokenizer="crumbs", **SHORT))
    (other,) = {path.parent for path in (lab / "shards").rglob("train.bin")} - {own}
    shutil.rmtree(own)
    shutil.copytree(other, own)
    found = tried(lab, runs()["pretrain"])
    assert found.numbers == undamaged["pretrain"].numbers
    assert "another text or tokenizer" in found.warnings[0]


# -- what a run was given, and goes on with ---------------------------------------------------


def stopped_run(lab: Path, spec: AnySpec) -> str:
    """A run that was stopped after its first events; gives its id."""
    from workbench.jobs import ThreadControl

    control = ThreadControl()
    with Project.open(lab) as project:
        attempt = project.start(spec, control)
        for event in attempt:
            if event.type == "CheckpointSaved":
                control.stop()
        assert ending(attempt.run).outcome is Outcome.STOPPED
        return attempt.id


def resumed(lab: Path, run: str) -> Found:
    with Project.open(lab) as project:
        try:
            attempt = project.resume(run)
            for _ in attempt:
                pass
        except WorkbenchError as error:
            return Found(Outcome.FAILED, None, (), str(error))
        end = ending(attempt.run)
        return Found(end.outcome, _numbers(lab, attempt.run), (), str(end.words))


LONG = {"steps": 20, "evaluate_every": 2}


@pytest.mark.parametrize("name", ["spec.toml", "inputs.json", "runtime.json"])
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_that_a_resume_never_goes_on_with_other_settings(
    lab: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    run = stopped_run(lab, pretrain_spec(name="cut", loop=LONG))
    path = lab / "runs" / run / name
    damaged(path, damage)
    found = resumed(lab, run)
    assert found.outcome is Outcome.FAILED
    assert name in found.words


def test_that_no_digit_of_a_setting_changes_unseen(lab: Path) -> None:
    run = stopped_run(lab, pretrain_spec(name="cut", loop=LONG))
    path = lab / "runs" / run / "spec.toml"
    text = path.read_text()
    assert "learning_rate = 0.01" in text
    path.write_text(text.replace("learning_rate = 0.01", "learning_rate = 0.02"))
    assert "spec.toml is not what this run was asked" in resumed(lab, run).words
    path.write_text(text)
    assert resumed(lab, run).outcome is Outcome.FINISHED


def test_that_a_resume_never_goes_on_with_another_teacher_or_tokenizer(lab: Path) -> None:
    with Project.open(lab) as project:
        project.run(pretrain_spec(name="stranger", **SHORT))
        teacher, stranger = (
            project.model(name).checkpoint.folder for name in (TEACHER, "stranger")
        )
    run = stopped_run(lab, distill_spec(name="cut", stages=[{"steps": 20}]))
    shutil.move(teacher, lab / "aside")
    shutil.copytree(stranger, teacher)
    found = resumed(lab, run)
    assert found.outcome is Outcome.FAILED
    assert f"not the '{TEACHER}' that this run was given" in found.words
    shutil.rmtree(teacher)
    assert f"'{TEACHER}' is no longer in" in resumed(lab, run).words
    shutil.move(lab / "aside", teacher)
    assert resumed(lab, run).outcome is Outcome.FINISHED


def test_that_a_run_whose_tokenizer_is_in_the_bin_says_so_and_goes_on_once_it_is_restored(
    lab: Path,
) -> None:
    run = stopped_run(lab, pretrain_spec(name="cut", **SHORT))
    with Project.open(lab) as project:
        tokenizer = next(one for one in project.tokenizers if one.name == TOKENIZER)
        project.catalogue.delete(tokenizer)
    found = resumed(lab, run)
    assert found.outcome is Outcome.FAILED
    assert found.words == f"'{TOKENIZER}' is in the bin; restore it, and resume the run"
    with Project.open(lab) as project:
        with pytest.raises(InBin, match=f"'{TOKENIZER}' is in the bin; restore it, and start"):
            project.start(pretrain_spec(name="other"))
        project.catalogue.restore(project.catalogue.bin()[0])
    assert resumed(lab, run).outcome is Outcome.FINISHED


def test_that_another_checkpoint_is_offered_for_a_damaged_one(lab: Path) -> None:
    with Project.open(lab) as project:
        folder = project.model(TEACHER).checkpoint.folder
    shutil.copytree(folder, folder.with_name("step-00000010"))
    with Project.open(lab) as project:
        folder = project.model(TEACHER).checkpoint.folder
    damaged(folder / "model.safetensors", flip)
    found = tried(lab, distill_spec(name="student", stages=[{"steps": 4}]))
    other = 20 if folder.name == "step-00000010" else 10
    assert f"start a new run with {TEACHER}@{other}" in found.words


def test_that_what_the_bin_holds_undamaged_is_offered(lab: Path) -> None:
    with Project.open(lab) as project:
        tokenizer = next(one for one in project.tokenizers if one.name == TOKENIZER)
    copy = lab / "bin" / "tokenizers" / "0007-copy"
    shutil.copytree(tokenizer.folder, copy)
    damaged(tokenizer.folder / "tokenizer.model", flip)
    assert "the bin has it undamaged as 0007-copy" in tried(lab, runs()["pretrain"]).words


# -- what is asked of models ------------------------------------------------------------------


def test_that_damage_is_named_before_a_model_writes(lab: Path) -> None:
    with Project.open(lab) as project:
        told = project.model(TEACHER).generate("Ada had", max_new_tokens=5)
        weights = project.model(TEACHER).checkpoint.folder / "model.safetensors"
    for path in (
        weights,
        path_of(lab, "tokenizers", "tokenizer.model"),
        weights.with_name("model.json"),
    ):
        data = path.read_bytes()
        for damage in DAMAGE:
            path.write_bytes(damage(data))
            with Project.open(lab) as project, pytest.raises(Corrupt, match=path.name):
                project.model(TEACHER).generate("Ada had", max_new_tokens=5)
        path.write_bytes(data)
    with Project.open(lab) as project:
        assert project.model(TEACHER).generate("Ada had", max_new_tokens=5) == told


def test_that_a_model_never_reads_with_another_tokenizer(lab: Path) -> None:
    with Project.open(lab) as project:
        project.run(
            TrainTokenizerSpec(name="crumbs", corpus=CORPUS, vocabulary_size=290, threads=1)
        )
        own, other = sorted(project.tokenizers, key=lambda one: one.name != TOKENIZER)
    shutil.rmtree(own.folder)
    shutil.copytree(other.folder, own.folder)
    with Project.open(lab) as project:
        model = project.model(TEACHER)
        uses: tuple[Callable[[], object], ...] = (
            lambda: model.generate("Ada had", max_new_tokens=5),
            lambda: model.export("hf", lab / "hf"),
            lambda: model.export("gguf", lab / "gguf"),
            lambda: project.start(
                EvaluateSpec(corpus=CORPUS, candidates=(Candidate(model=TEACHER),))
            ),
            lambda: project.start(finetune_spec()),
            lambda: project.start(CacheTeacherSpec(teacher=TEACHER, corpus=CORPUS)),
            lambda: project.start(distill_spec(name="with another")),
        )
        for use in uses:
            with pytest.raises(Corrupt, match="trained with"):
                use()
    assert not [*lab.glob("hf"), *lab.glob("gguf")]


def test_that_the_worst_passages_of_damaged_shards_are_found_in_the_corpus(lab: Path) -> None:
    def worst() -> Any:
        with Project.open(lab) as project:
            teacher = project.model(TEACHER)
            return list(teacher.versus(teacher).worst_passages(CORPUS, most_tokens=300))[-1]

    told = worst()
    damaged(path_of(lab, "shards", "validation.bin"), swap_halves)
    assert worst() == told
    damaged(path_of(lab, "corpora", "text.bin"), flip)
    with pytest.raises(Corrupt, match=r"text\.bin"):
        worst()


def test_that_nothing_is_read_through_to_list_or_to_look(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.store.files import checked

    def refuse(path: Path) -> Iterator[int]:
        raise AssertionError(f"{path} was read to be looked at")

    monkeypatch.setattr(checked, "_hashed", refuse)
    with Project.open(lab) as project:
        assert project.corpora
        assert project.tokenizers
        assert project.models
        assert project.caches
        assert project.runs
        assert project.damaged() == ()
        assert project.corpus(CORPUS).preview
