"""The lines beside the curves that need no training."""

import json
import math
from typing import Any

import numpy as np
import pytest
from tiny_project import TOKENIZER, events_of, perform, pretrain_spec

from workbench.data.causal.shards import Shards
from workbench.events import Reference
from workbench.project import Project
from workbench.store.files.summed import with_checksum

BRIEF = {"steps": 1, "evaluate_every": 1, "sample_prompt": "", "evaluation_tokens": 300}


BERT = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}


def lines(project: Project, name: str, **changes: Any) -> dict[tuple[str, str], float]:
    run = perform(project, pretrain_spec(name=name, loop=BRIEF, **changes))
    return {(e.metric, e.name): e.value for e in events_of(run) if isinstance(e, Reference)}


def test_that_uniform_unigram_and_ngram_stand_in_their_order(tiny: Project):
    found = lines(tiny, "one")
    uniform, unigram, ngram = (
        found["validation_loss", name] for name in ("uniform", "unigram", "ngram")
    )
    size = tiny.tokenizer(TOKENIZER).vocabulary_size
    assert uniform == pytest.approx(math.log(size), abs=1e-12)
    assert ngram < unigram < uniform


def test_that_the_unigram_is_the_cross_entropy_of_the_training_frequencies(tiny: Project):
    found = lines(tiny, "one")
    (folder,) = (one for one in (tiny.folder / "shards").iterdir() if one.is_dir())
    shards = Shards.open(folder)
    train, validation = (np.asarray(shards.tokens(part)) for part in ("train", "validation"))
    counts = np.bincount(train, minlength=shards.vocabulary_size)
    share = counts / counts.sum()
    targets = validation[1:301]
    assert share[targets].min() > 0
    plain = -np.log(share[targets]).mean()
    # Smoothing takes a little from what was seen often.
    assert found["validation_loss", "unigram"] == pytest.approx(plain, rel=2e-3)


def test_that_a_figure_of_before_without_a_unigram_is_counted_again(tiny: Project):
    first = lines(tiny, "one")
    (path,) = (tiny.folder / "shards").glob("*.ngram.json")
    kept = path.read_bytes()
    plain = json.loads(kept)
    old = {key: plain[key] for key in ("shards", "order", "loss", "num_tokens")}
    path.write_text(json.dumps(with_checksum(old)))
    assert lines(tiny, "two") == first
    assert path.read_bytes() == kept


def test_that_a_bert_has_both_lines_beside_the_loss_of_its_masked_tokens(tiny: Project):
    both = lines(tiny, "both", model=BERT)
    alone = lines(tiny, "alone", model=BERT, masking={"objective": "mlm"})
    size = tiny.tokenizer(TOKENIZER).vocabulary_size
    assert both["validation_mlm", "uniform"] == pytest.approx(math.log(size), abs=1e-12)
    assert alone["validation_loss", "uniform"] == both["validation_mlm", "uniform"]
    assert 0 < alone["validation_loss", "unigram"] < alone["validation_loss", "uniform"]
    pairs = lines(tiny, "pairs", model=BERT, masking={"objective": "nsp"})
    assert pairs == {}
