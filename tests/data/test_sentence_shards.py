"""Sentence shards against the tokenizer itself, sentence by sentence."""

from pathlib import Path

import pytest
from text_material import ListCorpus, Run, english, poems, train

from workbench.corpora.sentences import sentences
from workbench.data.masked.sentence_encoding import guessed_bytes
from workbench.data.masked.sentence_shards import SentenceShards, encode_sentences
from workbench.events import Outcome, StageStarted
from workbench.jobs import ThreadControl
from workbench.tokenizers.tokenizer import Tokenizer


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return train(tmp_path_factory.mktemp("tokenizer") / "t", english(300) + poems(100))


def mixed() -> ListCorpus:
    return ListCorpus(
        [*english(60), "", "Dr. Who came. He left!", *poems(40), "\n".join(english(9))]
    )


def encode(tokenizer: Tokenizer, folder: Path, threads: int, control: ThreadControl | None = None):
    activity = encode_sentences(mixed(), tokenizer, folder, control or ThreadControl(), threads)
    return Run(activity).to_its_end()


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_that_every_sentence_is_what_the_tokenizer_makes_of_it(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    encode(tokenizer, tmp_path / "shards" / "x", threads=1)
    shards = SentenceShards.open(tmp_path / "shards" / "x")
    for split in ("train", "validation"):
        arrays = shards.arrays(split)
        documents = list(mixed().documents(split))
        assert arrays.num_documents == len(documents)
        actual = [
            [
                arrays.sentence(i).tolist()
                for i in range(int(arrays.documents_d[d]), int(arrays.documents_d[d + 1]))
            ]
            for d in range(len(documents))
        ]
        wanted = [
            [ids for one in sentences(document) if (ids := tokenizer.encode(one))]
            for document in documents
        ]
        assert actual == wanted


def test_that_the_size_of_sentences_is_known_about_before_they_are_encoded(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    corpus = ListCorpus([*english(400), *english(400)])
    folder = tmp_path / "shards" / "x"
    encoding = encode_sentences(corpus, tokenizer, folder, ThreadControl(), 1)
    saving = [str(event.words) for event in encoding if isinstance(event, StageStarted)]
    assert saving == ["Encoding sentences", "Saving the encoded text"]
    made = sum(path.stat().st_size for path in folder.glob("*.bin"))
    assert guessed_bytes(corpus, tokenizer) == pytest.approx(made, rel=0.1)


def test_that_threads_change_no_byte(tokenizer: Tokenizer, tmp_path: Path) -> None:
    for threads in (1, 3):
        encode(tokenizer, tmp_path / "shards" / str(threads), threads)
    assert content(tmp_path / "shards" / "1") == content(tmp_path / "shards" / "3")


def test_that_a_stop_leaves_nothing_half_and_the_next_attempt_finishes(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    control = ThreadControl()
    control.stop()
    folder = tmp_path / "shards" / "x"
    encode(tokenizer, folder, 1, control)
    assert not folder.exists()
    run = encode(tokenizer, folder, 1)
    assert run.outcome is Outcome.FINISHED
    whole = tmp_path / "shards" / "whole"
    encode(tokenizer, whole, 1)
    assert content(folder) == content(whole)
