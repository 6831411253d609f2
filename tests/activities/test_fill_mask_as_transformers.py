"""Masks filled in by encoders of others: ids and answers are those of transformers' pipeline."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import hub_material as hub
import pytest
import torch
from foreign_folders import lively, opened
from hugging_face import eager
from tokenizers import AddedToken, Tokenizer, processors
from transformers import (
    AutoTokenizer,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForMaskedLM,
    pipeline,
)

from workbench.activities.queries.fill_mask import has_mask, masked_ids
from workbench.activities.queries.model_queries import fill_mask
from workbench.models.hub.importing import read_foreign_model
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
from workbench.tokenizers.opening import open_tokenizer

ROLES = {"cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


def roberta_like(made: Tokenizer, *, left: bool, right: bool) -> Tokenizer:
    """A tokenizer whose mask takes the spaces on its left, on its right, or none."""
    made.add_special_tokens([*ROLES.values()])
    made.add_special_tokens([AddedToken("<mask>", lstrip=left, rstrip=right, normalized=False)])
    ends = [(piece, made.token_to_id(piece)) for piece in ("<s>", "</s>")]
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends
    )
    return made


@pytest.fixture(
    scope="module",
    params=[
        (hub.byte_bpe, True, False),
        (hub.byte_bpe, False, True),
        (hub.byte_bpe, False, False),
        (hub.unigram, True, False),
    ],
    ids=["bytes-left", "bytes-right", "bytes-none", "unigram-left"],
)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """(our model, our tokenizer, our framing, transformers' pipeline) of one folder."""
    make: Callable[[], Tokenizer] = request.param[0]
    made = roberta_like(make(), left=request.param[1], right=request.param[2])
    folder = tmp_path_factory.mktemp("roberta")
    roles = {**ROLES, "mask_token": "<mask>"}
    PreTrainedTokenizerFast(tokenizer_object=made, **roles).save_pretrained(folder / "there")
    rows = made.get_vocab_size()
    pad = made.token_to_id("<pad>")
    assert pad is not None
    config = RobertaConfig(
        vocab_size=rows,
        hidden_size=12,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=9,
        max_position_embeddings=pad + 1 + 40,
        pad_token_id=pad,
        type_vocab_size=1,
    )
    with torch.random.fork_rng():
        torch.manual_seed(1)
        theirs = lively(eager(RobertaForMaskedLM(config)), seed=1)
    theirs.save_pretrained(folder / "there")
    foreign = convert_folder(folder / "there")
    store_foreign(foreign, "ours", folder / "ours")
    tokenizer = open_tokenizer(folder / "ours")
    asked = pipeline(
        "fill-mask",
        model=theirs,
        tokenizer=AutoTokenizer.from_pretrained(folder / "there"),
        top_k=rows,
    )
    return opened(read_foreign_model(folder / "there")), tokenizer, foreign.framing, asked


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "The old <mask> ran over a hill.",
        "The old<mask> ran.",
        "The old   <mask>\n\nran  ",
        "<mask>fox and <mask>  <mask> hill ",
        " <mask>",
    ],
)
def test_that_spaces_beside_a_mask_are_read_as_its_tokenizer_says(both: Any, text: str) -> None:
    model, tokenizer, framing, asked = both
    ids = asked.tokenizer(text)["input_ids"]
    assert masked_ids(tokenizer, text, framing) == ids
    ours_written = text.replace("<mask>", "[MASK]")
    assert has_mask(tokenizer, text)
    assert masked_ids(tokenizer, ours_written, framing) == ids
    theirs = asked(text)
    per_mask = theirs if isinstance(theirs[0], list) else [theirs]
    special = tokenizer.special.known
    for filled, expected in zip(
        fill_mask(model, tokenizer, text, 5, framing), per_mask, strict=True
    ):
        best = [one for one in expected if one["token"] not in special][:5]
        assert [one.id for one in filled.candidates] == [one["token"] for one in best]
        shares = [one.probability for one in filled.candidates]
        assert shares == pytest.approx([one["score"] for one in best], abs=1e-5)


def test_that_a_special_token_that_is_spelled_beside_a_mask_stays_text(both: Any) -> None:
    _, tokenizer, framing, _ = both
    ids = masked_ids(tokenizer, "a </s> b <pad> [MASK]", framing)
    inner = ids[len(framing.begin) : len(ids) - len(framing.end)]
    assert {i for i in inner if i in tokenizer.special.known} <= {
        tokenizer.special.mask,
        tokenizer.special.unk,
    }


def test_that_a_pad_token_within_a_text_has_no_position(tmp_path: Path) -> None:
    config = RobertaConfig(
        vocab_size=29,
        hidden_size=12,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=9,
        max_position_embeddings=20,
        pad_token_id=3,
        type_vocab_size=1,
    )
    theirs: Any = lively(eager(RobertaForMaskedLM(config)), seed=2)
    theirs.save_pretrained(tmp_path)
    ours: Any = opened(read_foreign_model(tmp_path))
    ids_bt = torch.tensor([[0, 7, 3, 9, 3, 3, 12, 2], [3, 0, 5, 6, 7, 8, 9, 2]])
    with torch.no_grad():
        expected = theirs(ids_bt, attention_mask=torch.ones_like(ids_bt)).logits
    actual = ours.masked_logits(ours.hidden(ids_bt))
    torch.testing.assert_close(actual, expected, rtol=1e-5, atol=1e-5)
