"""A SentencePiece model as tokenizer.json: transformers' AutoTokenizer gives the same ids."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sentencepiece import SentencePieceProcessor
from text_material import english, poems, train
from transformers import AutoTokenizer

from workbench.errors import BadInput
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.fast_file import tokenizer_files, tokenizer_json
from workbench.tokenizers.special import CLS, ROLES, SEP, SPECIAL_PIECES

NAMES = {f"{role}_token": piece for role, piece in zip(ROLES, SPECIAL_PIECES, strict=True)}

SETTINGS: dict[str, dict[str, Any]] = {
    "portable": {},
    "bpe collapsing": {"remove_extra_whitespaces": True},
    "bpe nfkc": {"normalization": "nfkc", "byte_fallback": False},
    "unigram": {"algorithm": "unigram"},
    "unigram prose": {
        "algorithm": "unigram",
        "byte_fallback": False,
        "normalization": "nmt_nfkc",
        "remove_extra_whitespaces": True,
        "vocabulary_size": 200,
    },
}
TEXTS = (
    "The old fox ran over a green hill",
    "春眠不觉晓，处处闻啼鸟。 mixed with English",
    "emoji 😀 and 👩‍👩‍👧, é è ü, ﬁne ½ Ⅳ ｆｕｌｌ",
    "  two in front,  two inside\tand a tab\n\nand lines \n",
    "no\u00a0break and\u3000ideographic",
    "",
    " ",
    "unknown ☃ ☄ 龘",
    "<0x41> is spelt, so is ▁",
)


@pytest.fixture(scope="module", params=SETTINGS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """SentencePiece itself, and what transformers opens from the exported files."""
    folder = tmp_path_factory.mktemp("fast")
    train(folder / "trained", english(400) + poems(200), **SETTINGS[request.param])
    model = (folder / "trained" / "tokenizer.model").read_bytes()
    for name, text in tokenizer_files(model, NAMES, context=128, framing=Framing()).items():
        (folder / name).write_text(text, encoding="utf-8")
    return SentencePieceProcessor(model_proto=model), AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("text", TEXTS)
def test_that_ids_are_sentencepieces(pair, text: str) -> None:
    theirs, exported = pair
    assert exported(text, add_special_tokens=False).input_ids == theirs.encode(text)


@settings(max_examples=150, deadline=None)
@given(text=st.text("the old fox ran, 春夜花落 é\n  😀", max_size=40))
def test_that_ids_of_any_such_text_are_sentencepieces(pair, text: str) -> None:
    theirs, exported = pair
    assert exported(text, add_special_tokens=False).input_ids == theirs.encode(text)


def test_that_text_comes_back_as_sentencepiece_writes_it(pair) -> None:
    theirs, exported = pair
    for text in (TEXTS[0], "over a green\nhill and  saw seven boats"):
        ids = theirs.encode(text)
        assert exported.decode(ids, clean_up_tokenization_spaces=False) == theirs.decode(ids)


def test_that_a_berts_texts_are_framed(tmp_path: Path) -> None:
    train(tmp_path / "trained", english(300))
    model = (tmp_path / "trained" / "tokenizer.model").read_bytes()
    framing = Framing(begin=(CLS,), end=(SEP,), between=(SEP,))
    files = tokenizer_files(model, NAMES, context=128, framing=framing, pairs=True)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    exported = AutoTokenizer.from_pretrained(tmp_path)
    plain = SentencePieceProcessor(model_proto=model)
    first, second = plain.encode("the old fox"), plain.encode("a hill")
    framed = exported("the old fox", "a hill")
    assert framed.input_ids == [CLS, *first, SEP, *second, SEP]
    assert framed.token_type_ids == [0] * (len(first) + 2) + [1] * (len(second) + 1)
    assert exported.mask_token == "[MASK]"


@pytest.mark.parametrize(
    "settings_of", [{"algorithm": "char"}, {"algorithm": "word", "vocabulary_size": 60}]
)
def test_that_char_and_word_models_are_refused(settings_of: dict, tmp_path: Path) -> None:
    train(tmp_path / "trained", english(300), **settings_of)
    with pytest.raises(BadInput):
        tokenizer_json((tmp_path / "trained" / "tokenizer.model").read_bytes(), Framing())
