"""Importing as a whole: what is stored, told, refused, and left behind when it is stopped."""

import gzip
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.corpora.corpus import Corpus
from workbench.corpora.importing.add import add_corpus
from workbench.corpora.spec import AddCorpusSpec
from workbench.errors import BadInput, Corrupt, NotFound
from workbench.events import (
    ArtifactReady,
    Continued,
    Outcome,
    Paused,
    Progress,
    StageStarted,
)
from workbench.jobs import ThreadControl
from workbench.spec import BadSpec, validate
from workbench.store.files.manifest import folder_digest, verify

STORIES = [f"Story {i}:\nAnna went to the river {i} times.\nShe came back." for i in range(100)]


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "stories.txt"
    path.write_text("\n\n".join(STORIES) + "\n", encoding="utf-8")
    return path


def test_that_what_is_stored_is_what_was_read(import_files, text_file):
    result = import_files(text_file, validation_fraction=0.1)
    corpus = result.corpus
    assert result.outcome is Outcome.FINISHED
    assert result.documents == STORIES
    assert corpus.count("validation") == 10
    assert corpus.count("train") == 90
    assert sorted([*corpus.documents("train"), *corpus.documents("validation")]) == sorted(STORIES)
    assert corpus.bytes("all") == len("".join(STORIES).encode())
    for split in ("train", "validation", "all"):
        texts = list(corpus.documents(split))
        assert len(texts) == corpus.count(split)
        assert corpus.bytes(split) == len("".join(texts).encode())
        for start in (0, 1, 9, 10, 50, 1000):
            assert list(corpus.documents(split, start)) == texts[start:]
    assert corpus.meta.encoding == "utf-8"
    assert corpus.statistics.characters == len("".join(STORIES))
    assert corpus.preview.startswith("Story 0:\nAnna went to the river 0 times.\n")
    verify(result.folder)


def test_that_the_events_tell_the_stages_their_progress_and_the_result(import_files, text_file):
    events = import_files(text_file, dedupe=True).events
    stages = [str(event.words) for event in events if isinstance(event, StageStarted)]
    assert stages == [
        "Looking for text files",
        "Reading documents",
        "Looking for duplicates",
        "Comparing validation text with training text",
        "Counting characters",
        "Saving the corpus",
    ]
    saving = next(event for event in reversed(events) if isinstance(event, StageStarted))
    total = saving.total or 0
    assert (saving.unit, events[-2]) == ("bytes", Progress(done=total, total=total))
    done = [event for event in events if isinstance(event, Progress)]
    assert all(event.done <= (event.total or event.done) for event in done)
    ready = events[-1]
    assert isinstance(ready, ArtifactReady)
    assert ready.folder == "corpora/0001-text"
    assert ready.facts["documents"] == len(STORIES)


def test_that_the_same_import_gives_the_same_digest_and_another_seed_another(
    import_files, text_file
):
    one, again = import_files(text_file), import_files(text_file)
    other = import_files(text_file, seed=2)
    assert one.corpus.digest == again.corpus.digest == folder_digest(one.folder)
    assert one.corpus.digest != other.corpus.digest


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "shift_jis", "utf-16", "cp1252"])
def test_that_files_in_many_encodings_become_utf8(import_files, tmp_path, encoding):
    texts = {
        "gb18030": "春天来了，小溪里的冰融化了。\n孩子们在田野里奔跑，笑声传得很远。",
        "big5": "春天來了，小溪裡的冰融化了。\n孩子們在田野裡奔跑，笑聲傳得很遠。",
        "shift_jis": "春が来て、小川の氷がとけました。\nこどもたちは野原をかけまわります。",
        "utf-16": "Весна пришла, и лёд на ручье растаял.\nДети бегали по полю.",
        "cp1252": "Le printemps est arrivé; la glace a fondu.\nLes élèves couraient là-bas.",
    }
    stories = [f"{texts[encoding]} {i}" for i in range(30)]
    path = tmp_path / "text.txt"
    path.write_bytes("\r\n\r\n".join(stories).encode(encoding))
    result = import_files(path)
    assert result.documents == stories
    assert result.corpus.meta.encoding == encoding
    chosen = import_files(path, encoding=encoding)
    assert chosen.documents == stories


def test_that_a_wrong_encoding_by_choice_is_obeyed(import_files, tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("Größe\n\nMaß\n", encoding="utf-8")
    assert import_files(path, encoding="cp1252").documents == ["GrÃ¶ÃŸe", "MaÃŸ"]


def test_that_duplicates_are_dropped_on_demand_alone(import_files, tmp_path):
    source = random.Random(4)
    stories = [source.choice(STORIES) for _ in range(500)]
    path = tmp_path / "text.txt"
    path.write_text("\n\n".join(stories))
    assert import_files(path).documents == stories
    result = import_files(path, dedupe=True)
    assert result.documents == list(dict.fromkeys(stories))
    assert result.corpus.meta.duplicates == 500 - len(result.documents)
    assert sorted(p.name for p in result.folder.iterdir()) == [
        "manifest.json",
        "meta.json",
        "offsets.bin",
        "text.bin",
        "validation.bin",
    ]


def test_that_a_single_document_is_held_out_in_a_part_with_a_note(import_files, tmp_path):
    text = "\n".join(f"Line {i} of the only poem." for i in range(100))
    path = tmp_path / "poem.txt"
    path.write_text(text)
    result = import_files(path, documents="files", validation_fraction=0.1)
    assert "".join(result.documents) == text
    (kept,) = result.corpus.documents("validation")
    assert 8 <= kept.count("\n") <= 12
    assert kept in text
    assert "parts are held out" in result.notes


def test_that_a_novel_is_held_out_in_blocks_from_all_over_not_in_its_licence(
    import_files, tmp_path
):
    """A single text of 400 KB: its last part is something else than the rest."""
    novel = "".join(f"Sentence {i} of the novel goes on.\n" for i in range(11_000))
    licence = "Nobody may copy this.\n" * 1000
    path = tmp_path / "novel.txt"
    path.write_text(novel + licence)
    corpus = import_files(path, documents="files").corpus
    kept = list(corpus.documents("validation"))
    assert len(kept) >= 4
    assert min(map(len, kept)) > 3.8 * 1024
    assert corpus.bytes("validation") / corpus.bytes() == pytest.approx(0.05, rel=0.1)
    assert sum("Sentence" in block for block in kept) >= len(kept) - 1
    assert "".join(corpus.documents()) == path.read_text().rstrip("\n")


def test_that_a_title_and_a_long_text_share_the_bytes_that_were_asked_for(import_files, tmp_path):
    body = " ".join(f"word{i % 97}" for i in range(30_000))
    path = tmp_path / "book.txt"
    path.write_text(f"The title\n\n{body}\n")
    corpus = import_files(path).corpus
    assert corpus.bytes("validation") / corpus.bytes() == pytest.approx(0.05, rel=0.1)
    assert "".join(corpus.documents()) == f"The title{body}"
    assert next(iter(corpus.documents("train"))) == "The title"


def test_that_the_beginning_of_a_split_can_be_looked_at(import_files, text_file):
    corpus = import_files(text_file, validation_fraction=0.1).corpus
    kept = list(corpus.documents("validation"))
    assert corpus.beginning("validation", 10**6) == tuple(kept)
    assert corpus.beginning("validation", len(kept[0]) + 2) == (kept[0], kept[1][:2] + "…")


def test_that_few_documents_of_very_different_sizes_share_the_bytes(import_files, tmp_path):
    path = tmp_path / "mixed.txt"
    sizes = [30, 6000, 40, 55, 5000, 70, 35, 60, 7000, 20] * 8
    path.write_text("\n\n".join(f"{i} " + "x" * size for i, size in enumerate(sizes)))
    for seed in range(5):
        corpus = import_files(path, seed=seed, validation_fraction=0.1).corpus
        assert corpus.bytes("validation") / corpus.bytes() == pytest.approx(0.1, rel=0.26)


def test_that_given_validation_files_are_measured_on_and_nothing_else(import_files, tmp_path):
    train, measure = tmp_path / "train.txt", tmp_path / "measure.txt"
    train.write_text("one\n\ntwo\n\nthree\n\nfour")
    measure.write_text("five\n\ntwo")
    result = import_files(train, measure, validation_files=(str(measure),), dedupe=True)
    assert list(result.corpus.documents("validation")) == ["five", "two"]
    assert list(result.corpus.documents("train")) == ["one", "three", "four"]
    with pytest.raises(BadInput, match="also stands in the validation files"):
        import_files(train, validation_files=(str(measure), str(_copy(train))), dedupe=True)


def _copy(path: Path) -> Path:
    copy = path.with_name("copy.txt")
    copy.write_bytes(path.read_bytes())
    return copy


def test_that_folders_and_packed_files_become_one_corpus_and_the_rest_is_named(
    import_files, tmp_path
):
    folder = tmp_path / "texts"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text("one\n\ntwo")
    (folder / "inner" / "b.txt.gz").write_bytes(gzip.compress(b"three\n\nfour"))
    (folder / "c.jsonl").write_text('{"text": "five"}\n{broken\n')
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "loop").symlink_to(folder)
    result = import_files(folder)
    assert result.documents == ["one", "two", "five", "three", "four"]
    assert set(result.skipped) == {("loop", 0), ("empty.txt", 0), ("binary.txt", 0), ("c.jsonl", 2)}
    assert result.corpus.meta.skipped == 4
    assert "4 files or parts of files could not be read" in result.notes


def test_that_the_file_that_is_skipped_last_is_named_like_any_other(import_files, tmp_path):
    good, empty = tmp_path / "good.txt", tmp_path / "last.txt"
    good.write_text("one\n\ntwo")
    empty.touch()
    result = import_files(good, empty)
    assert "last.txt is empty" in result.notes
    assert result.skipped == [("last.txt", 0)]


def test_that_every_skipped_file_is_listed_and_of_their_parts_a_hundred(import_files, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"text": "good"}\n' * 2 + "broken\n" * 150)
    for number in range(120):
        (folder / f"b{number:03d}.txt").touch()
    result = import_files(folder)
    assert result.corpus.meta.skipped == 270
    assert sum(line == 0 for _, line in result.skipped) == 120
    assert sum(line > 0 for _, line in result.skipped) == 100


def test_that_what_was_replaced_is_told_and_kept_with_its_places(import_files, tmp_path):
    path = tmp_path / "book.txt"
    path.write_bytes("Один день.\n\nДругой день.\n\n".encode() * 9 + b"A b\xffd byte\n")
    result = import_files(path)
    place = path.read_bytes().find(b"\xff")
    meta = result.corpus.meta
    assert result.documents[-1] == "A b\ufffdd byte"
    assert meta.replaced == 1
    (replaced,) = meta.replaced_in
    assert [(one.line, one.byte) for one in replaced.places] == [(37, place)]
    assert f"line 37, at byte {place}" in result.notes
    assert meta.skipped == 0


@pytest.mark.parametrize(
    ("chosen", "data", "sentence"),
    [
        ("utf-16", b"plain words\n" * 3, "is no text in utf-16, which was chosen; it looks like"),
        ("utf-8", "Grüße aus Köln\n".encode("cp1252") * 3, "does not look like utf-8"),
    ],
)
def test_that_a_chosen_encoding_that_does_not_fit_is_doubted(
    import_files, tmp_path, chosen, data, sentence
):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes("Good words here.\n\nMore of them.".encode(chosen))
    bad.write_bytes(data)
    result = import_files(good, bad, encoding=chosen)
    assert sentence in result.notes


def test_that_where_the_encoding_is_not_sure_the_likely_ones_are_told(import_files, tmp_path):
    path = tmp_path / "menu.txt"
    path.write_bytes("naïve\n\nplain\n\nwords".encode("mac-roman"))
    notes = import_files(path).notes
    assert "it is not sure" in notes
    assert "mac-roman “naïve”" in notes


def test_that_a_name_that_is_no_utf8_is_no_obstacle(import_files, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    strange = os.fsencode(folder) + b"/\xff\xfe.txt"
    try:
        Path(os.fsdecode(strange)).write_text("one\n\ntwo\n\nthree")
    except OSError:
        pytest.skip("this system has no such names")
    (folder / os.fsdecode(b"\xe9.csv")).touch()
    result = import_files(folder)
    assert result.documents == ["one", "two", "three"]
    assert "is empty" in result.notes


def test_that_skipped_parts_are_all_counted_and_the_first_hundred_listed(import_files, tmp_path):
    path = tmp_path / "text.jsonl"
    path.write_text('{"text": "good"}\n' * 2 + "broken\n" * 250)
    result = import_files(path)
    assert result.corpus.meta.skipped == 250
    assert [line for _, line in result.skipped] == list(range(3, 103))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n \n", "no text found in .*blank.txt"),
        ("binary.txt", bytes(5000), "holds no text"),
        ("numbers.csv", b"", "is empty"),
        ("broken.jsonl", b"{]\n", "line 1: is not valid JSON"),
        ("nothing.txt.gz", b"no gzip", "cannot be read"),
    ],
)
def test_that_a_corpus_without_text_is_a_clear_error_that_leaves_nothing(
    import_files, tmp_path, name, data, reason
):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput, match=reason) as caught:
        import_files(path)
    assert "no text found in" in str(caught.value)
    assert not list((tmp_path / "corpora").iterdir())


def test_that_a_folder_without_text_is_a_clear_error(import_files, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    with pytest.raises(BadInput, match=r"no text found in .*photos; a corpus is made of \.txt"):
        import_files(folder)
    with pytest.raises(NotFound, match="is not there"):
        import_files(tmp_path / "gone.txt")


def test_that_stopping_leaves_nothing_at_any_point(tmp_path, text_file):
    spec = AddCorpusSpec(name="text", files=(str(text_file),), dedupe=True)
    folder = tmp_path / "corpora" / "0001-text"
    outcomes: list[Outcome] = []
    while Outcome.FINISHED not in outcomes:
        outcomes.append(_stopped_after(len(outcomes), add_corpus, spec, folder))
        assert folder.exists() == (outcomes[-1] is Outcome.FINISHED)
        assert not [path for path in folder.parent.glob("*") if path != folder]
    assert set(outcomes[:-1]) == {Outcome.HANDED_OVER}
    assert len(outcomes) > 4
    assert Corpus.open(folder).count() == len(STORIES)


def _stopped_after(events: int, activity, *arguments) -> Outcome:
    control = ThreadControl()
    steps = activity(*arguments, control)
    for _ in range(events):
        next(steps)
    control.stop(Outcome.HANDED_OVER)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def test_that_an_abandoned_import_leaves_nothing(tmp_path, text_file):
    folder = tmp_path / "corpora" / "0001-text"
    steps = add_corpus(AddCorpusSpec(name="text", files=(str(text_file),)), folder, ThreadControl())
    while "Counting" not in str(getattr(next(steps), "words", "")):
        pass
    steps.close()
    assert not list(folder.parent.iterdir())


class _PausedTwice(ThreadControl):
    """Is paused at first, and told to go on while it waits."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = 0
        self.pause()

    def wait(self, timeout_s: float) -> None:
        self.waits += 1
        if self.waits == 2:
            self.resume()


def test_that_an_import_waits_while_it_is_paused(import_files, text_file):
    control = _PausedTwice()
    events = import_files(text_file, control=control).events
    kinds = [type(event) for event in events]
    assert kinds.index(Paused) + 1 == kinds.index(Continued)
    assert control.waits == 2


@pytest.mark.parametrize("name", ["text.bin", "offsets.bin", "validation.bin"])
def test_that_a_shortened_file_of_a_corpus_is_named(import_files, text_file, name):
    folder = import_files(text_file).folder
    path = folder / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Corrupt, match=name):
        Corpus.open(folder)
    path.unlink()
    with pytest.raises(Corrupt, match=f"{name} is missing"):
        Corpus.open(folder)


def test_that_a_damaged_or_missing_meta_file_is_named(import_files, text_file, tmp_path):
    folder = import_files(text_file).folder
    (folder / "meta.json").write_text("{")
    with pytest.raises(Corrupt, match=r"meta\.json"):
        Corpus.open(folder)
    with pytest.raises(NotFound, match="no corpus"):
        Corpus.open(tmp_path)


@pytest.mark.parametrize("sample", ["stories_en", "stories_zh", "python_reference"])
def test_that_every_sample_becomes_a_corpus(import_files, sample):
    corpus = import_files(sample=sample, sample_documents=100).corpus
    assert corpus.count("validation") >= 1
    assert corpus.count("train") >= 90
    script = "Han" if sample == "stories_zh" else "Latin"
    assert corpus.statistics.scripts[0].name == script


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "at least one file"),
        ({"files": ["a.txt"], "sample": "stories_en"}, "either files or a sample"),
        ({"files": ["a.txt"], "encoding": "gb-18030x"}, "is not an encoding of text"),
        ({"files": ["a.txt"], "encoding": "utf9"}, r"did you mean 'utf"),
        ({"files": ["a.txt"], "encoding": "rot13"}, "is not an encoding of text"),
        ({"files": ["a.txt"], "documents": "words"}, "is not one of"),
        ({"files": ["a.txt"], "validation_fraction": 0.0}, "must be more than 0"),
        ({"files": []}, "at least one file"),
    ],
)
def test_that_impossible_settings_get_a_sentence(settings, reason):
    with pytest.raises(BadSpec, match=reason):
        validate(AddCorpusSpec, {"name": "text", **settings})


def test_that_importing_needs_neither_torch_nor_pyarrow_until_a_table_is_read():
    code = (
        "import sys, workbench.corpora.importing.add, workbench.corpora.preview;"
        "sys.exit(any(name in sys.modules for name in ('torch', 'pyarrow', 'PySide6')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_that_memory_does_not_grow_with_the_corpus(tmp_path):
    code = """
import sys
from pathlib import Path
from workbench.corpora.importing.add import add_corpus
from workbench.corpora.spec import AddCorpusSpec
from workbench.jobs import ThreadControl
most = 0
spec = AddCorpusSpec(name="t", files=(sys.argv[1],), dedupe=True, documents=sys.argv[3])
for event in add_corpus(spec, Path(sys.argv[2]), ThreadControl()):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            most = max(most, int(line.split()[1]))
print(most // 1024)
"""
    stories = "\n\n".join(STORIES)
    peaks_mb = {}
    for size_mb in (10, 100):
        path = tmp_path / f"{size_mb}.txt"
        with path.open("w") as file:
            for i in range(size_mb * 1024 * 1024 // len(stories)):
                file.write(stories.replace("Story", f"Tale {i},") + "\n\n")
        for rule in ("blank_lines", "files"):
            target = tmp_path / f"{size_mb}-{rule}"
            command = [sys.executable, "-c", code, str(path), str(target), rule]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            peaks_mb[size_mb, rule] = int(done.stdout)
    for rule in ("blank_lines", "files"):
        assert peaks_mb[100, rule] - peaks_mb[10, rule] < 30  # of 90 more
