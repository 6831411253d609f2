import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import get_args

import psutil
import pytest
import tokenizers
from text_material import ListCorpus, Run, english, poems, train

from workbench.errors import BadInput, OutOfMemory, WorkbenchError
from workbench.events import ArtifactReady, Event, Note, Outcome, Progress, StageStarted
from workbench.jobs import ThreadControl
from workbench.spec import validate
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.fast_file import tokenizer_json
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.spec import Normalization, TrainTokenizerSpec
from workbench.tokenizers.training.joiners import LostJoiners
from workbench.tokenizers.training.options import VocabularyTooLarge, error_of, trainer_options
from workbench.tokenizers.training.process import LogProgress
from workbench.tokenizers.training.train import train_tokenizer

pytestmark = pytest.mark.slow


def spec(**settings: object) -> TrainTokenizerSpec:
    plain = {"corpus": "words", "threads": 1, "vocabulary_size": 400, **settings}
    return validate(TrainTokenizerSpec, plain)


def trainer_children() -> list[psutil.Process]:
    """Those of this process that train; other tests may have children of their own."""
    children = psutil.Process().children()
    return [child for child in children if "workbench.tokenizers.training.child" in _command(child)]


def _command(child: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return child.cmdline()
    return []


def slow_training(folder: Path, control: ThreadControl) -> Generator[Event, None, Outcome]:
    """Takes long enough to be interrupted."""
    return train_tokenizer(spec(algorithm="unigram"), ListCorpus(english(3000)), folder, control)


def at_stage(number: int, run: Run) -> Iterator[Event | None]:
    """The event that starts a run's `number`-th stage, and None for all others."""
    stages = 0
    for event in run:
        stages += isinstance(event, StageStarted)
        yield event if isinstance(event, StageStarted) and stages == number else None


def test_that_training_tells_its_stages_and_ends_with_the_tokenizer(tmp_path):
    folder = tmp_path / "tokenizers" / "0001-t"
    corpus = ListCorpus(english(200))
    events = list(train_tokenizer(spec(name="mine"), corpus, folder, ThreadControl()))
    assert [type(e) for e in events if not isinstance(e, Progress)] == [
        StageStarted,
        StageStarted,
        ArtifactReady,
    ]
    ready = events[-1]
    assert isinstance(ready, ArtifactReady)
    tokenizer = open_tokenizer(folder)
    assert ready.digest == tokenizer.digest
    assert ready.folder == "tokenizers/0001-t"
    tokens = sum(len(tokenizer.encode(d)) for d in corpus.documents("train"))
    assert ready.facts == {
        "vocabulary_size": 400,
        "bytes_per_token": corpus.bytes("train") / tokens,
        "unknown_rate": 0.0,
    }
    meta = json.loads((folder / "meta.json").read_text())
    assert (meta["name"], meta["family"], meta["vocabulary_size"]) == ("mine", "bpe", 400)


@pytest.mark.parametrize("algorithm", ["bpe", "unigram"])
def test_that_the_same_settings_give_the_same_model(tmp_path, algorithm):
    first, again = (
        train(tmp_path / name, english(300), algorithm=algorithm, sample_megabytes=1)
        for name in ("a", "b")
    )
    assert first.digest == again.digest


def test_that_a_limited_sample_depends_on_the_seed_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.tokenizers.training.train._MEGABYTE", 5000)
    first, again, other = (
        train(tmp_path / str(i), english(400), sample_megabytes=1, seed=seed)
        for i, seed in enumerate((1, 1, 2))
    )
    assert first.digest == again.digest != other.digest


@pytest.mark.parametrize("algorithm", ["bpe", "unigram", "word"])
def test_that_a_vocabulary_too_large_names_the_largest_and_that_one_works(tmp_path, algorithm):
    documents = english(60)
    with pytest.raises(VocabularyTooLarge, match="the largest possible one has") as caught:
        train(tmp_path / "t", documents, algorithm=algorithm, vocabulary_size=50_000)
    assert not (tmp_path / "t").exists()
    largest = caught.value.largest
    tokenizer = train(tmp_path / "t", documents, algorithm=algorithm, vocabulary_size=largest)
    assert tokenizer.vocabulary_size == largest
    with pytest.raises(VocabularyTooLarge):
        train(tmp_path / "u", documents, algorithm=algorithm, vocabulary_size=largest + 1)


def test_that_without_a_hard_limit_the_largest_vocabulary_is_taken_and_said(tmp_path):
    corpus = ListCorpus(english(60))
    with pytest.raises(VocabularyTooLarge) as caught:
        list(train_tokenizer(spec(vocabulary_size=50_000), corpus, tmp_path / "t", ThreadControl()))
    asked = spec(vocabulary_size=50_000, hard_vocab_limit=False)
    events = list(train_tokenizer(asked, corpus, tmp_path / "t", ThreadControl()))
    [note] = [str(event.words) for event in events if isinstance(event, Note)]
    size = open_tokenizer(tmp_path / "t").vocabulary_size
    assert size == caught.value.largest
    assert f"the vocabulary has {size}" in note.replace(",", "")
    assert "instead of 50" in note


def test_that_a_vocabulary_too_small_names_the_smallest_and_that_one_works(tmp_path):
    documents = english(60) + poems(60)
    with pytest.raises(BadInput, match="choose at least") as caught:
        train(tmp_path / "t", documents, vocabulary_size=280)
    smallest = caught.value.words.values["smallest"]
    assert train(tmp_path / "t", documents, vocabulary_size=smallest).vocabulary_size == smallest


def test_that_few_characters_make_a_small_vocabulary_and_a_note(tmp_path):
    asked = spec(algorithm="char", vocabulary_size=9000)
    events = list(train_tokenizer(asked, ListCorpus(english(60)), tmp_path / "t", ThreadControl()))
    notes = [event for event in events if isinstance(event, Note)]
    assert "the largest possible one, instead of 9000" in str(notes[0].words)


@pytest.mark.parametrize("documents", [[], [""], ["\n\n"]])
def test_that_a_corpus_without_text_is_refused_in_a_sentence(tmp_path, documents):
    with pytest.raises(BadInput, match="corpus 'words' has no text"):
        train(tmp_path / "t", documents)


def test_that_one_long_document_without_spaces_can_be_learnt_from(tmp_path):
    document = "".join(poems(300)).replace("\n", "")
    tokenizer = train(tmp_path / "t", [document], max_sentence_bytes=100)
    assert tokenizer.decode(tokenizer.encode(document)) == document


def test_that_symbols_of_ones_own_are_never_cut(tmp_path):
    symbols = ("<|user|>", "a,b", '"quoted"')
    tokenizer = train(tmp_path / "t", english(60), user_defined_symbols=symbols)
    pieces = [piece.piece for piece in tokenizer.pieces('x<|user|>a,b"quoted"\n')]
    assert [piece for piece in pieces if piece in symbols] == list(symbols)


@pytest.mark.parametrize("algorithm", ["bpe", "unigram"])
@pytest.mark.parametrize("symbol", ["brown fox", "brown▁fox", " brown", "brown "])
def test_that_a_symbol_with_a_space_is_never_cut_either(tmp_path, algorithm, symbol):
    settings = {"algorithm": algorithm, "byte_fallback": False, "vocabulary_size": 60}
    tokenizer = train(tmp_path / "t", english(60), user_defined_symbols=(symbol,), **settings)
    text = "a brown fox"
    pieces = [piece.piece for piece in tokenizer.pieces(text)]
    assert symbol.replace(" ", "▁") in pieces
    assert tokenizer.decode(tokenizer.encode(text)) == text
    model = (tmp_path / "t" / "tokenizer.model").read_bytes()
    fast = tokenizers.Tokenizer.from_str(tokenizer_json(model, Framing()))
    assert fast.encode(text, add_special_tokens=False).ids == tokenizer.encode(text)


def test_that_nine_thousand_symbols_can_be_learnt(tmp_path):
    symbols = tuple(f"<{number}>" for number in range(9000))
    settings = {"vocabulary_size": 9400, "user_defined_symbols": symbols}
    tokenizer = train(tmp_path / "t", english(200), **settings)
    assert "<8999>" in [piece.piece for piece in tokenizer.pieces("a <8999> fox")]


@pytest.mark.parametrize(("normalization", "lost"), [("identity", 0), ("nfkc", 0), ("nmt_nfkc", 2)])
def test_that_joiners_that_are_normalized_away_are_counted(normalization, lost):
    spec = TrainTokenizerSpec(corpus="x", normalization=normalization)
    joiners = LostJoiners(trainer_options(spec))
    joiners.look_at("می\u200cخواهم نمی\u200cدانم".encode())
    assert joiners.count == lost


@pytest.mark.parametrize("normalization", get_args(Normalization))
def test_that_every_normalization_is_known_also_to_the_word_algorithm(tmp_path, normalization):
    settings = {"algorithm": "word", "vocabulary_size": 60, "normalization": normalization}
    tokenizer = train(tmp_path / "t", english(200), **settings)
    lower = tokenizer.decode(tokenizer.encode("Fox\nfox")) == "fox fox"
    assert lower == normalization.endswith("_cf")


# -- stopping, dying -----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [1, 2])
def test_that_a_stop_ends_the_process_and_leaves_nothing(tmp_path, stage):
    control = ThreadControl()
    run = Run(slow_training(tmp_path / "t", control))
    for event in at_stage(stage, run):
        if event is not None:
            control.stop(Outcome.HANDED_OVER)
    assert run.outcome is Outcome.HANDED_OVER
    assert trainer_children() == []
    assert list(tmp_path.iterdir()) == []


def test_that_an_abandoned_training_ends_its_process(tmp_path):
    training = train_tokenizer(spec(), ListCorpus(english(50)), tmp_path / "t", ThreadControl())
    next(training)
    assert len(trainer_children()) == 1
    training.close()
    assert trainer_children() == []


@pytest.mark.parametrize("stage", [1, 2])
def test_that_a_process_killed_for_memory_is_one_clear_sentence(tmp_path, stage):
    run = Run(slow_training(tmp_path / "t", ThreadControl()))
    with pytest.raises(OutOfMemory, match="set a lower sample limit"):  # noqa: PT012
        for event in at_stage(stage, run):
            for child in trainer_children() if event else ():
                child.kill()
    assert not (tmp_path / "t").exists()


def test_that_the_process_ends_when_its_parent_does(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-m", "workbench.tokenizers.training.child"],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert child.stdin
    options = {"model_type": "unigram", "vocab_size": 500, "num_threads": 1}
    child.stdin.write(json.dumps(options).encode() + b"\n")
    for document in english(20_000):
        child.stdin.write(len(document.encode()).to_bytes(4, "little") + document.encode())
    child.stdin.write(bytes(4))
    child.stdin.close()  # as when the engine was killed
    assert child.wait(30) == 1


def test_that_pausing_suspends_the_process(tmp_path):
    control = ThreadControl()
    types = []
    for event in train_tokenizer(
        spec(algorithm="unigram"), ListCorpus(english(3000)), tmp_path / "t", control
    ):
        types.append(event.type)
        if event.type == "StageStarted" and types.count("StageStarted") == 2:
            control.pause()
        if event.type == "Paused":
            assert [child.status() for child in trainer_children()] == [psutil.STATUS_STOPPED]
            control.resume()
    assert types.index("Paused") + 1 == types.index("Continued")
    assert types[-1] == "ArtifactReady"


def test_that_other_failures_keep_the_trainers_own_words():
    assert isinstance(error_of("MemoryError: std::bad_alloc", spec()), OutOfMemory)
    unknown = error_of("RuntimeError: something new", spec())
    assert type(unknown) is WorkbenchError
    assert "something new" in str(unknown)


def test_that_the_child_needs_neither_torch_nor_qt():
    code = (
        "import sys, workbench.tokenizers.training.child, workbench.tokenizers.training.train\n"
        "assert not {'torch', 'PySide6'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# -- progress ------------------------------------------------------------------------------------


def percents(lines: list[str], **settings: object) -> list[int]:
    progress = LogProgress(spec(**settings))
    seen = []
    for line in lines:
        progress.read(line)
        seen.append(progress.percent)
    return seen


def test_that_progress_of_bpe_follows_the_merges():
    log = ["Merged: freq=57 merges=100 piece=x", "noise", "Merged: freq=27 merges=900 piece=y"]
    assert percents(log, vocabulary_size=1000) == [10, 10, 90]


def test_that_progress_of_unigram_follows_the_shrinking_vocabulary():
    rounds = [f"EM sub_iter=0 size={size} obj=1" for size in (8000, 2000)]
    log = ["Initialized 16000 seed pieces", *rounds]
    assert percents(log, algorithm="unigram", vocabulary_size=1000) == [0, 25, 75]


def test_that_progress_never_goes_back_or_reaches_the_end_early():
    log = [f"merges={n}" for n in (500, 100, 5000)]
    assert percents(log, vocabulary_size=1000) == [50, 50, 99]
