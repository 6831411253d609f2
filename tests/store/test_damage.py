"""Whatever is in `runs/` is listed with what is wrong with it; what is damaged is called so."""

import contextlib
import json
import os
import random
import shutil
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from a_project import (
    add_corpus,
    add_run,
    add_tokenizer,
    ended,
    journal,
    metrics,
    save_checkpoint,
    started,
)

from workbench.data.causal.shards import Shards
from workbench.data.masked.sentence_layout import read_meta
from workbench.errors import BadInput, Corrupt, NotFound, WorkbenchError
from workbench.events import RunResumed
from workbench.project import Project
from workbench.store.bin import Bin
from workbench.store.files import durable, manifest
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership
from workbench.store.names import Sort
from workbench.store.naming import rename
from workbench.store.records import RunStatus
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import read_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning import scan
from workbench.training.pretrain_spec import PretrainSpec


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    project = ProjectFolder.open(tmp_path / "lab", create=True)
    run = add_run(project, "big")
    journal(run, started(run), *(metrics(step, loss=1 / step) for step in (1, 2, 3)), ended())
    save_checkpoint(run, 3, 1.0)
    add_run(project, "sound")
    return project


@pytest.fixture
def run(project: ProjectFolder) -> RunFolder:
    return project.run_folder("0001-big")


def delete_meta(run: RunFolder) -> None:
    (run.path / "meta.json").unlink()


def fold_meta(run: RunFolder) -> None:
    delete_meta(run)
    (run.path / "meta.json").mkdir()


def flip_meta(run: RunFolder) -> None:
    path = run.path / "meta.json"
    path.write_bytes(path.read_bytes().replace(b'"big"', b'"bic"'))


def halve_meta(run: RunFolder) -> None:
    path = run.path / "meta.json"
    path.write_bytes(path.read_bytes()[:30])


def delete_spec(run: RunFolder) -> None:
    run.spec_path.unlink()


def damage_spec(run: RunFolder) -> None:
    run.spec_path.write_text("kind = ")


def damage_inputs(run: RunFolder) -> None:
    (run.path / "inputs.json").write_text("{")


def delete_journal(run: RunFolder) -> None:
    run.journal_path.unlink()


def halve_journal(run: RunFolder) -> None:
    data = run.journal_path.read_bytes()
    run.journal_path.write_bytes(data[: len(data) // 2])


def damage_lines(run: RunFolder) -> None:
    lines = run.journal_path.read_bytes().split(b"\n")
    lines[1], lines[2] = b"#" * 20, lines[2].replace(b'"step":2', b'"step":99999999999999999999')
    run.journal_path.write_bytes(b"\n".join(lines))


def pipe_journal(run: RunFolder) -> None:
    run.note_end(run.journal_path.stat().st_size)
    delete_journal(run)
    os.mkfifo(run.journal_path)


def take_another_journal(run: RunFolder) -> None:
    other = RunFolder(run.path.with_name("0002-sound"))
    journal(other, started(other), metrics(3, loss=2.0), ended())
    shutil.copy(other.journal_path, run.journal_path)


def append_another_journal(run: RunFolder) -> None:
    other = RunFolder(run.path.with_name("0002-sound"))
    journal(other, started(other), metrics(7, loss=2.0), ended())
    run.journal_path.write_bytes(run.journal_path.read_bytes() + other.journal_path.read_bytes())


def take_the_meta_of_another(run: RunFolder) -> None:
    shutil.copy(run.path.with_name("0002-sound") / "meta.json", run.path)


DAMAGES: dict[Callable[[RunFolder], None], str] = {
    delete_meta: "meta.json is missing: give the run a name",
    fold_meta: "meta.json is damaged: give the run a name",
    flip_meta: "meta.json is damaged: give the run a name",
    halve_meta: "meta.json is damaged: give the run a name",
    delete_spec: "spec.toml cannot be read: No such file or folder",
    damage_spec: "spec.toml is not valid TOML",
    damage_inputs: "inputs.json is damaged and cannot be read",
    delete_journal: "journal.jsonl is missing, and with it the figures up to step 3",
    halve_journal: "before the checkpoint of step 3: its end was lost",
    damage_lines: "2 lines of ",
    take_another_journal: "journal.jsonl is that of another run, 0002-sound",
    append_another_journal: "journal.jsonl holds the journal of 0002-sound too",
    take_the_meta_of_another: "meta.json is that of another run, 'sound'",
}
if sys.platform != "win32":
    DAMAGES[pipe_journal] = "journal.jsonl cannot be read: It is no file but a pipe"
OF_META = (delete_meta, fold_meta, flip_meta, halve_meta)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("with_database", [False, True])
def test_that_a_damaged_run_is_listed_with_what_is_wrong_with_it(
    project: ProjectFolder,
    run: RunFolder,
    damage: Callable[[RunFolder], None],
    with_database: bool,
) -> None:
    def listed() -> Iterator[tuple[str, tuple[str, ...]]]:
        with Project.open(project.path) as lab:
            if with_database:
                lab.catalogue.reindex()
            for record in lab.runs:
                yield record.id, tuple(map(str, record.problems))
            assert len(lab.damaged()) == sum(len(record.problems) for record in lab.runs)

    assert list(listed()) == [("0001-big", ()), ("0002-sound", ())]
    damage(run)
    (_, problems), sound = listed()
    assert sound == ("0002-sound", ())
    assert len(problems) == 1
    assert DAMAGES[damage] in problems[0]
    assert str(run.path) in problems[0]


def test_that_a_journal_which_an_editor_gave_other_ends_of_lines_is_read_whole(
    project: ProjectFolder, run: RunFolder
) -> None:
    before = project.runs()[0]
    data = run.journal_path.read_bytes()
    run.journal_path.write_bytes(BOM_UTF8 + data.replace(b"\n", b"\r\n"))
    entries, _ = read_journal(run.journal_path)
    assert len(entries) == data.count(b"\n")
    with Project.open(project.path) as lab:
        assert lab.runs[0] == before


def test_that_a_run_given_the_meta_file_of_another_is_its_own_again_once_named(
    project: ProjectFolder, run: RunFolder
) -> None:
    take_the_meta_of_another(run)
    run.rename("big again")
    assert (run.own_meta().name, run.own_meta().kind) == ("big again", "pretrain")


def test_that_what_was_to_follow_a_run_is_missed_where_its_file_is_gone(run: RunFolder) -> None:
    assert run.following() == []
    run.keep_following([(PretrainSpec(corpus="c", tokenizer="t"), Membership())])
    assert len(run.following()) == 1
    run.following_path.unlink()
    with pytest.raises(Corrupt, match=r"following\.json is missing or damaged: what was to come"):
        run.following()


@pytest.mark.parametrize("damage", OF_META)
def test_that_a_run_that_does_not_tell_its_name_goes_by_its_id_and_can_be_given_one(
    project: ProjectFolder, run: RunFolder, damage: Callable[[RunFolder], None]
) -> None:
    damage(run)
    with Project.open(project.path) as lab:
        record = lab.runs[0]
        assert (record.name, record.kind, record.step) == (run.id, "pretrain", 3)
        for name in ("big", run.id):
            with pytest.raises(Corrupt, match=r"model '.*' \(0001-big\) is damaged: .*meta\.json"):
                lab.model(name)
        with pytest.raises(Corrupt, match="give the run a name"):
            lab.resume(run.id)
        if damage is fold_meta:
            (run.path / "meta.json").rmdir()
        lab.catalogue.rename(record, "big again")
        assert [model.name for model in lab.models] == ["big again"]
        assert lab.runs[0].problems == ()


def test_that_the_name_of_a_model_that_was_damaged_must_be_free(
    project: ProjectFolder, run: RunFolder
) -> None:
    other = add_run(project, "other")
    save_checkpoint(other, 1)
    delete_meta(run)
    with pytest.raises(BadInput, match="the name 'other' is taken"):
        rename(project, project.runs()[0], "other")


def test_that_no_bit_of_a_name_or_kind_flips_unseen(run: RunFolder) -> None:
    path = run.path / "meta.json"
    sound, meta = path.read_bytes(), run.meta
    chance = random.Random(1)
    for position in range(len(sound)):
        flipped = bytearray(sound)
        flipped[position] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            seen = run.meta
        except Corrupt:
            continue
        assert seen == meta


def test_that_a_meta_file_of_before_is_read_without_a_checksum(run: RunFolder) -> None:
    path = run.path / "meta.json"
    plain = json.loads(path.read_bytes())
    del plain["checksum"]
    path.write_text(json.dumps(plain))
    assert run.meta.name == "big"


def test_that_a_line_that_a_dying_process_left_half_written_is_no_damage(
    project: ProjectFolder, run: RunFolder
) -> None:
    with run.journal_path.open("a") as file:
        file.write('{"at":1.0,"type":"Metr')
    journal(run, RunResumed(from_step=3), ended())
    assert project.runs()[0].problems == ()
    with Project.open(project.path) as lab:
        lab.catalogue.reindex()
        assert lab.runs[0].problems == ()


def test_that_a_folder_that_was_never_filled_is_listed(project: ProjectFolder) -> None:
    folder = project.new_folder(Sort.RUN, "empty")
    record = project.runs()[-1]
    assert (record.id, record.name, record.kind) == (folder.name, folder.name, "")
    assert len(record.problems) == 3
    with project.naming():
        assert [run.id for run in project.runs()] == ["0001-big", "0002-sound"]


# -- corpora, tokenizers, caches ------------------------------------------------------------------


def flip_name(folder: Path) -> None:
    path = folder / "meta.json"
    path.write_bytes(path.read_bytes().replace(b'"novel"', b'"navel"'))


def empty_meta(folder: Path) -> None:
    (folder / "meta.json").write_text("")


def take_another_meta(folder: Path) -> None:
    other = add_tokenizer(ProjectFolder.open(folder.parents[1]), "pieces")
    shutil.copy(folder.parents[1] / other.folder / "meta.json", folder / "meta.json")


def delete_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def damage_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"text.bin", b"test.bin"))


@pytest.mark.parametrize(
    "damage", [flip_name, empty_meta, take_another_meta, delete_manifest, damage_manifest]
)
@pytest.mark.parametrize("reference", ["novel", "0001-novel"])
def test_that_a_damaged_corpus_is_called_damaged(
    project: ProjectFolder, damage: Callable[[Path], None], reference: str
) -> None:
    add_corpus(project, "novel")
    folder = project.corpus("novel").folder
    scan.write_meta(folder, scan.read_plain_meta(folder))
    damage(folder)
    with pytest.raises(Corrupt) as refused:
        project.corpus(reference)
    sentence = str(refused.value)
    assert sentence.startswith(f"corpus '{reference}' (0001-novel) is damaged: {folder}")
    assert "add it again" in sentence
    assert any("0001-novel" in str(problem) for problem in project.damaged())
    with pytest.raises(NotFound):
        project.corpus("another")


def test_that_a_damaged_thing_is_known_by_the_name_that_its_run_was_to_give_it(
    project: ProjectFolder,
) -> None:
    located = add_corpus(project, "唐诗")
    add_run(project, "唐诗", kind="add_corpus", inputs=Inputs(target=located.folder))
    empty_meta(project.path / located.folder)
    with pytest.raises(Corrupt, match=r"corpus '唐诗' \(0001-唐诗\) is damaged"):
        project.corpus("唐诗")
    with pytest.raises(NotFound):
        project.corpus("宋词")


def test_that_a_damaged_tokenizer_is_called_damaged(project: ProjectFolder) -> None:
    located = add_tokenizer(project, "pieces")
    empty_meta(project.path / located.folder)
    with pytest.raises(Corrupt, match=r"tokenizer 'pieces' \(0001-pieces\) is damaged"):
        project.tokenizer("pieces")


def test_that_a_cache_that_is_being_made_is_not_damaged(project: ProjectFolder) -> None:
    folder = project.new_folder(Sort.CACHE, "kept")
    inputs = Inputs(target=project.relative(folder))
    run = add_run(project, "kept", kind="cache_teacher", inputs=inputs)
    durable.write_json(folder / "meta.json", {"name": "kept"})
    with pytest.raises(NotFound):
        project.cache("kept")
    journal(run, started(run), ended())
    with pytest.raises(Corrupt, match="no manifest"):
        project.cache("kept")


def test_that_renaming_keeps_the_rest_vouched_for(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    folder = project.corpus("novel").folder
    rename(project, project.corpus("novel"), "book")
    assert project.corpus("book").digest
    manifest.verify(folder)
    flipped = (folder / "meta.json").read_bytes().replace(b"book", b"look")
    (folder / "meta.json").write_bytes(flipped)
    with pytest.raises(WorkbenchError, match="damaged"):
        project.corpus("0001-novel")
    shutil.rmtree(folder)
    assert project.damaged() == ()


@pytest.mark.parametrize("kept", [0, 0.5, 0.9])
def test_that_a_journal_that_was_cut_since_the_run_ended_is_named(
    tiny_folder: Path, kept: float
) -> None:
    run = RunFolder(tiny_folder / "runs" / "0002-pieces")
    lines = run.journal_path.read_bytes().splitlines(keepends=True)
    project = ProjectFolder.open(tiny_folder)
    assert project.damaged() == ()
    run.journal_path.write_bytes(b"".join(lines[: int(kept * len(lines))]))
    (problem,) = project.run("0002-pieces").problems
    assert "its end was lost" in str(problem)


@pytest.mark.parametrize("last_byte", [b"\0", b"\x8a"])
def test_that_a_journal_whose_last_line_was_damaged_since_the_run_ended_is_named(
    tiny_folder: Path, last_byte: bytes
) -> None:
    run = RunFolder(tiny_folder / "runs" / "0002-pieces")
    data = run.journal_path.read_bytes()
    zeroed = last_byte * len(data) if last_byte == b"\0" else data[:-1] + last_byte
    run.journal_path.write_bytes(zeroed)
    (problem,) = ProjectFolder.open(tiny_folder).run("0002-pieces").problems
    assert "journal.jsonl is not as it was when the run ended: its end was lost" in str(problem)


def test_that_a_journal_which_lost_lines_before_its_end_still_tells_how_the_run_ended(
    tiny_folder: Path,
) -> None:
    run = RunFolder(tiny_folder / "runs" / "0002-pieces")
    lines = run.journal_path.read_bytes().splitlines(keepends=True)
    run.journal_path.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    record = ProjectFolder.open(tiny_folder).run("0002-pieces")
    (problem,) = record.problems
    assert "lines before its end were lost, changed or added" in str(problem)
    assert record.status is RunStatus.FINISHED


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_dangling_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and links")
@pytest.mark.timeout(20)
@pytest.mark.parametrize("become", [Path.unlink, as_folder, as_dangling_link, as_pipe])
@pytest.mark.parametrize(
    "folder", ["corpora/0001-tales", "tokenizers/0001-pieces", "bin/corpora/0002-more"]
)
def test_that_nothing_whose_manifest_is_lost_vanishes(
    tiny_folder: Path, become: Callable[[Path], None], folder: str
) -> None:
    project = ProjectFolder.open(tiny_folder)
    add_corpus(project, "more")
    Bin(project).put(project.corpus("more"))
    become(tiny_folder / folder / "manifest.json")
    with Project.open(tiny_folder) as lab:
        assert any(folder in str(problem) for problem in lab.damaged())


@pytest.mark.parametrize("name", ["meta.json", "deleted.json"])
def test_that_what_is_damaged_in_the_bin_is_named(project: ProjectFolder, name: str) -> None:
    add_corpus(project, "novel")
    folder = project.corpus("novel").folder
    scan.write_meta(folder, scan.read_plain_meta(folder))
    item = Bin(project).put(project.corpus("novel"))
    assert list(Bin(project).damaged()) == []
    path = item.folder / name
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    (problem,) = Bin(project).damaged()
    assert str(path) in str(problem)


@pytest.mark.parametrize("name", ["model.safetensors", "model.json"])
@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo])
def test_that_a_model_stays_listed_when_a_file_of_its_checkpoint_is_none(
    project: ProjectFolder, run: RunFolder, name: str, put: Callable[[Path], object]
) -> None:
    with Project.open(project.path) as lab:
        before = [model.name for model in lab.models]
    path = run.checkpoint_folder(3) / name
    path.unlink(missing_ok=True)
    put(path)
    with Project.open(project.path) as lab:
        assert [model.name for model in lab.models] == before == ["big"]


NESTED = b"[" * 200_000


@pytest.mark.parametrize("name", ["model.safetensors", "model.json", "state.json", "manifest.json"])
def test_that_what_is_nested_too_deeply_in_a_checkpoint_leaves_the_project_usable(
    project: ProjectFolder, run: RunFolder, name: str
) -> None:
    (run.checkpoint_folder(3) / name).write_bytes(NESTED)
    with Project.open(project.path) as lab:
        assert [record.name for record in lab.runs] == ["big", "sound"]
        assert len(lab.models) <= 1


@pytest.mark.parametrize("read", [Shards.open, read_meta, manifest.describe])
def test_that_what_is_nested_too_deeply_is_damage_like_any_other(
    read: Callable[[Path], object], tmp_path: Path
) -> None:
    (tmp_path / "meta.json").write_bytes(NESTED)
    with contextlib.suppress(Corrupt):
        read(tmp_path)
