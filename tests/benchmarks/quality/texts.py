"""The texts: nine tenths to train on, the last tenth held out whole."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpora.samples.stories import stories
from workbench.corpora.spec import AddCorpusSpec
from workbench.project import Project
from workbench.tokenizers.spec import TrainTokenizerSpec

if TYPE_CHECKING:
    from torch import Tensor

    from workbench.data.causal.layout import Tokens
    from workbench.data.causal.shards import Shards

CORPUS, TOKENIZER, STORIES = "text", "pieces", "stories"
NUM_STORIES = 12_000


@dataclass(frozen=True)
class HeldOut:
    """A text in a folder, cut in two; its project has it as a corpus with a tokenizer."""

    name: str
    folder: Path

    @property
    def train(self) -> str:
        return (self.folder / "train.txt").read_text("utf-8")

    @property
    def held_out(self) -> str:
        return (self.folder / "held_out.txt").read_text("utf-8")

    @property
    def digest(self) -> str:
        files = (self.folder / name for name in ("train.txt", "held_out.txt"))
        return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()

    def project(self) -> Project:
        return Project.open(self.folder / "project")

    def shards(self) -> "Shards":
        """Both parts in our tokens, encoded once."""
        from workbench.data.causal.shards import Shards, encode_shards
        from workbench.jobs import ThreadControl

        folder = self.folder / "shards"
        with self.project() as project:
            corpus, tokenizer = project.corpus(CORPUS), project.tokenizer(TOKENIZER)
            for _ in encode_shards(corpus, tokenizer, folder, ThreadControl()):
                pass
        return Shards.open(folder)


def cut(path: Path | None, work: Path, pieces: int) -> HeldOut:
    """Cut a file (None: the built-in stories, whose last tenth has other people in other places),
    train a tokenizer on the first part; what is there already is taken as it is."""
    text = HeldOut(path.stem if path else STORIES, work / (path.stem if path else STORIES))
    text.folder.mkdir(parents=True, exist_ok=True)
    train, held_out = _parts(path)
    _keep(text.folder / "train.txt", train)
    _keep(text.folder / "held_out.txt", held_out)
    with text.project() as project:
        if not project.corpora:
            files = [str(text.folder / name) for name in ("train.txt", "held_out.txt")]
            project.run(
                AddCorpusSpec(
                    name=CORPUS,
                    files=tuple(files[:1]),
                    validation_files=tuple(files[1:]),
                    documents="files",
                )
            )
        size = max(pieces, _fewest_pieces(train))
        there = [tokenizer.vocabulary_size for tokenizer in project.tokenizers]
        if there and there != [size]:
            raise SystemExit(f"{text.folder} has {there[0]} pieces; choose another --work")
        if not there:
            project.run(TrainTokenizerSpec(name=TOKENIZER, corpus=CORPUS, vocabulary_size=size))
            print(f"{text.name}: a tokenizer of {size} pieces")
    return text


def _fewest_pieces(text: str) -> int:
    """Room for each character, the 256 bytes and the special pieces, in whole thousands."""
    return 1_000 * -(-(len(set(text)) + 300) // 1_000)


def _parts(path: Path | None) -> tuple[str, str]:
    if path is None:
        tenth = NUM_STORIES // 10
        told = (stories("en", 9 * tenth, 1, False), stories("en", tenth, 1, True))
        train, held_out = ("\n\n".join(one) + "\n" for one in told)
        return train, held_out
    text = path.read_text("utf-8")
    border = len(text) * 9 // 10
    return text[:border], text[border:]


def _keep(path: Path, text: str) -> None:
    """Write a part; one that differs belongs to another run of the benchmark."""
    if not path.exists():
        path.write_text(text, "utf-8")
    elif path.read_text("utf-8") != text:
        raise SystemExit(f"{path} is of another text; choose another --work")


def bits_per_byte(
    logits_of: "Callable[[Tensor], Tensor]",
    tokens: "Tokens",
    num_bytes: int,
    context: int,
    device: str,
) -> float:
    """Of all tokens after the first, in windows of a context that overlap by one token, float32.

    `logits_of` gives logits btv of ids bt.
    """
    import math

    import torch
    import torch.nn.functional as F

    from workbench.data.causal.batches import evaluation_batches

    nats = 0.0
    with torch.no_grad():
        for batch in evaluation_batches(tokens, context=context, micro_batch_size=16):
            logits_btv = logits_of(torch.from_numpy(batch.inputs_bt).contiguous().to(device))
            targets_bt = torch.from_numpy(batch.targets_bt).to(device)
            loss = F.cross_entropy(
                logits_btv.float().flatten(0, 1), targets_bt.flatten(), reduction="sum"
            )
            nats += float(loss)
    return nats / math.log(2) / num_bytes


def characters(text: HeldOut) -> tuple[list[int], list[int], int]:
    """Both parts as nanoGPT's character level has them, and the size of its vocabulary."""
    parts = (text.train, text.held_out)
    ids = {character: i for i, character in enumerate(sorted(set(chain(*parts))))}
    train, held_out = ([ids[character] for character in part] for part in parts)
    return train, held_out, len(ids)
