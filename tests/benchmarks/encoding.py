"""Encoding a corpus into token shards against sentencepiece itself, with the same threads.

Ours reads the documents of a stored corpus and ends with files that are safe on the disk;
sentencepiece has the documents in memory and leaves its ids there: lists as its users get them, or
arrays. Stories in English and Chinese, as whole stories and as short documents (a line each); bpe
and unigram. Bound: 0.9 of sentencepiece's speed.

    python tests/benchmarks/encoding.py [--quick] [--pairs 3] [--megabytes 20] [--threads 2]
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pairing import in_child, ratio, warn_if_busy

if TYPE_CHECKING:
    from workbench.corpora.samples.stories import Language
    from workbench.corpora.spec import DocumentRule
    from workbench.project import Project
    from workbench.tokenizers.spec import Algorithm

MEGABYTE = 1_000_000
BATCH = 1000
CORPORA = ("stories_en", "stories_zh", "lines_en", "lines_zh")
ALGORITHMS: tuple["Algorithm", ...] = ("bpe", "unigram")
VOCABULARY = 4096


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(SIDES[options.side](options)))
        return
    warn_if_busy()
    with tempfile.TemporaryDirectory() as folder:
        options.folder = folder
        child(options, "prepare")
        for options.corpus in CORPORA:
            for options.algorithm in ALGORITHMS:
                compare(options)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="one pair on 8 MB")
    parser.add_argument("--side", default="")
    parser.add_argument("--folder", default="")
    parser.add_argument("--corpus", default="")
    parser.add_argument("--algorithm", default="")
    options = parser.parse_args()
    if options.quick:
        options.pairs, options.megabytes = 1, 8
    return options


def compare(options: argparse.Namespace) -> None:
    names = ("ours", "lists", "arrays")
    runs = [[child(options, name) for name in names] for _ in range(options.pairs)]
    ours, lists, arrays = zip(*runs, strict=True)
    print(
        f"{options.corpus:10} {options.algorithm:7} ours {statistics.median(ours):6.2f} MB/s   "
        f"sentencepiece {statistics.median(lists):6.2f} MB/s, ratio {ratio(ours, lists):.2f}   "
        f"its arrays {statistics.median(arrays):6.2f} MB/s, ratio {ratio(ours, arrays):.2f}",
        flush=True,
    )


def child(options: argparse.Namespace, name: str) -> Any:
    return in_child(
        Path(__file__),
        *("--side", name, "--folder", options.folder, "--megabytes", str(options.megabytes)),
        *("--corpus", options.corpus, "--algorithm", options.algorithm),
        *("--threads", str(options.threads)),
        environment={"OMP_NUM_THREADS": str(options.threads)},
    )


def prepare(options: argparse.Namespace) -> dict[str, str]:
    """A project with each corpus, and each corpus's tokenizers."""
    from workbench.corpora.spec import AddCorpusSpec
    from workbench.project import Project

    with Project.open(Path(options.folder) / "project") as project:
        for name in CORPORA:
            shape = name.partition("_")[0]
            language: Language = "zh" if name.endswith("_zh") else "en"
            path = Path(options.folder) / f"{name}.txt"
            with path.open("w", encoding="utf-8") as file:
                file.writelines(corpus_texts(language, shape, options.megabytes * MEGABYTE))
            rule: DocumentRule = "lines" if shape == "lines" else "blank_lines"
            project.run(AddCorpusSpec(name=name, files=(str(path),), documents=rule))
            for algorithm in ALGORITHMS:
                train(project, name, algorithm)
    return {}


def corpus_texts(language: "Language", shape: str, size: float) -> Iterator[str]:
    """Stories of `size` bytes; `lines` has a sentence or two in each, `stories` a blank between."""
    from workbench.corpora.samples.stories import stories

    for story in stories(language, int(size), seed=1, held_out=False):
        text = f"{story}\n" if shape == "lines" else f"{story}\n\n"
        size -= len(text.encode())
        yield text
        if size <= 0:
            return


def train(project: "Project", corpus: str, algorithm: "Algorithm") -> None:
    """A tokenizer of 4,096 pieces, or of as many as the corpus can fill."""
    from workbench.errors import WorkbenchError
    from workbench.tokenizers.spec import TrainTokenizerSpec

    spec = TrainTokenizerSpec(
        name=f"{corpus} {algorithm}",
        corpus=corpus,
        algorithm=algorithm,
        vocabulary_size=VOCABULARY,
        sample_megabytes=4,
    )
    try:
        project.run(spec)
    except WorkbenchError as error:
        largest = error.words.values.get("largest")
        if not isinstance(largest, int):
            raise
        project.run(spec.model_copy(update={"vocabulary_size": largest}))


def ours(options: argparse.Namespace) -> float:
    """MB/s from a stored corpus to committed shards."""
    from workbench.data.causal.shards import Shards, encode_shards
    from workbench.jobs import ThreadControl
    from workbench.project import Project
    from workbench.store.files import durable

    target = Path(options.folder) / "shards"
    with Project.open(Path(options.folder) / "project") as project:
        corpus = project.corpus(options.corpus)
        tokenizer = project.tokenizer(f"{options.corpus} {options.algorithm}")
    begun = time.perf_counter()
    for _ in encode_shards(corpus, tokenizer, target, ThreadControl(), options.threads):
        pass
    seconds = time.perf_counter() - begun
    assert Shards.open(target).documents("train") == corpus.count("train")
    durable.remove_tree(target)
    return corpus.bytes("all") / MEGABYTE / seconds


def lists(options: argparse.Namespace) -> float:
    return sentencepiece(options)


def arrays(options: argparse.Namespace) -> float:
    return sentencepiece(options, return_type="numpy")


def sentencepiece(
    options: argparse.Namespace, return_type: Literal["numpy"] | None = None
) -> float:
    """MB/s of its batch call, documents and ids in memory."""
    from sentencepiece import SentencePieceProcessor

    from workbench.project import Project

    with Project.open(Path(options.folder) / "project") as project:
        corpus = project.corpus(options.corpus)
        records = {record.name: record for record in project.tokenizers}
    folder = records[f"{options.corpus} {options.algorithm}"].folder
    processor = SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
    documents = list(corpus.documents("all"))
    begun = time.perf_counter()
    for first in range(0, len(documents), BATCH):
        processor.encode(
            documents[first : first + BATCH],
            add_bos=True,
            add_eos=True,
            num_threads=options.threads,
            return_type=return_type,
        )
    seconds = time.perf_counter() - begun
    return corpus.bytes("all") / MEGABYTE / seconds


SIDES = {"prepare": prepare, "ours": ours, "lists": lists, "arrays": arrays}

if __name__ == "__main__":
    main()
