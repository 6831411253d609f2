import json
import re

import hub_material
import numpy as np
import pytest
from hub_material import DOCUMENTS, MAKERS
from hypothesis import given
from hypothesis import strategies as st
from sentencepiece import SentencePieceProcessor
from transformers import AutoTokenizer, BertTokenizer, GPT2Tokenizer

from workbench.errors import BadInput, Corrupt
from workbench.store.scanning.scan import tokenizer_record
from workbench.tokenizers.decoder import Decoder
from workbench.tokenizers.hub import foreign
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.parts import parts
from workbench.tokenizers.special import OURS, SpecialIds
from workbench.tokenizers.tokenizer import PieceKind

pytestmark = pytest.mark.slow

NAMES = tuple(MAKERS)
TEXTS = (
    "The old fox ran over a green hill, didn't it? Yes: 42% of 1,000.",
    "床前明月光，疑是地上霜。",
    "rain 😀👩‍👩‍👧 fell 🇨🇳",
    "  two  spaces\tand\n\n\nlines \r\n end  ",
    "née Café naïve ÅNGSTRÖM e\u0301",
    "[MASK] a <|endoftext|> b <s> </s> [CLS]<unk><pad> <|im_end|><tool> [UNK] <0x41>",
    "",
    " ",
    "\n",
    "Ġ▁ ##ing \u00ad\u200b",
)
ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(st.sampled_from("the fox\n  上霜，é😀\t\r<>[]#▁Ġ"), max_size=40),
    st.lists(
        st.sampled_from(["<s>", "[MASK]", "<tool>", " ", "the", "</s>", "\U0010ffff"]), max_size=8
    ).map("".join),
)


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    made = tmp_path_factory.mktemp("foreign")
    return {name: make(made / name) for name, make in MAKERS.items()}


@pytest.fixture(scope="session")
def converted(folders):
    return {name: convert_folder(folder) for name, folder in folders.items()}


@pytest.fixture(scope="session")
def opened(converted, tmp_path_factory):
    kept = tmp_path_factory.mktemp("kept")
    for name, tokenizer in converted.items():
        store_foreign(tokenizer, name, kept / name)
    return {name: open_tokenizer(kept / name) for name in converted}


@pytest.fixture(scope="session")
def oracles(folders):
    return {
        name: AutoTokenizer.from_pretrained(folder, split_special_tokens=True)
        for name, folder in folders.items()
    }


def streamed(tokenizer, ids):
    decoder = Decoder(tokenizer)
    return "".join(map(decoder.feed, ids)) + decoder.flush()


# -- against transformers ----------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_that_ids_and_text_are_those_of_transformers(opened, oracles, name, text):
    tokenizer, oracle = opened[name], oracles[name]
    expected = oracle.encode(text, add_special_tokens=False)
    if name == "unigram":  # transformers finds the vocabulary's own special pieces in a text
        expected = tokenizer.encode(text) if "<" in text else expected
    ids = tokenizer.encode(text)
    assert ids == expected
    assert [batch_ids.tolist() for batch_ids in tokenizer.encode_batch([text], 1)] == [expected]
    assert tokenizer.decode(ids) == oracle.backend_tokenizer.decode(ids, skip_special_tokens=True)


@pytest.mark.parametrize("name", NAMES)
def test_that_decoding_any_ids_is_that_of_transformers(opened, oracles, name):
    ids = np.random.default_rng(1).integers(0, opened[name].vocabulary_size, (50, 12)).tolist()
    for some in ids:
        text = oracles[name].backend_tokenizer.decode(some, skip_special_tokens=True)
        assert opened[name].decode(some) == text


@given(ANY_TEXT)
@pytest.mark.parametrize("name", NAMES)
def test_that_no_text_spells_a_special_token(opened, name, text):
    special = opened[name].special
    assert not set(opened[name].encode(text)) & (special.known - {special.unk})


# -- decoding as tokens come, offsets, parts -----------------------------------------------------


@given(st.data())
@pytest.mark.parametrize("name", NAMES)
def test_that_streamed_text_of_any_ids_is_what_decoding_at_once_gives(opened, name, data):
    last = opened[name].vocabulary_size - 1
    ids = data.draw(st.lists(st.integers(0, last), max_size=20))
    assert streamed(opened[name], ids) == opened[name].decode(ids)


@given(ANY_TEXT)
@pytest.mark.parametrize("name", NAMES)
def test_that_streamed_text_of_real_tokens_is_what_decoding_at_once_gives(opened, name, text):
    ids = opened[name].encode(text)
    assert streamed(opened[name], ids) == opened[name].decode(ids)


def test_that_text_is_given_out_word_by_word(opened):
    decoder = Decoder(opened["gpt2"])
    given_out = [decoder.feed(i) for i in opened["gpt2"].encode("a old 😀")]
    assert given_out[:2] == ["a", " old"]
    assert given_out[-1] == "😀"
    assert "".join(given_out) == "a old 😀"


@given(ANY_TEXT)
@pytest.mark.parametrize("name", NAMES)
def test_that_pieces_cover_the_text_without_a_gap(opened, name, text):
    pieces = opened[name].pieces(text)
    assert [piece.id for piece in pieces] == opened[name].encode(text)
    if pieces:
        assert "".join(text[piece.begin : piece.end] for piece in pieces) == text


def test_that_pieces_are_where_their_text_is(opened):
    cut = {
        name: ["a old fox"[p.begin : p.end] for p in opened[name].pieces("a old fox")]
        for name in ("bert", "gpt2", "llama", "unigram")
    }
    assert set(map(tuple, cut.values())) == {("a", " old", " fox")}
    emoji = opened["gpt2"].pieces("a😀b")
    assert [(p.begin, p.end) for p in emoji if p.end > p.begin] == [(0, 1), (1, 2), (2, 3)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("most", [40, 150])
def test_that_a_text_in_parts_has_the_ids_of_the_whole(opened, name, most):
    text = "\n".join(DOCUMENTS[:15] + DOCUMENTS[300:310])
    cut = list(parts(text, most))
    ids = [
        *np.concatenate(opened[name].encode_parts(cut[:2], 1, at_beginning=True)).tolist(),
        *np.concatenate(opened[name].encode_parts(cut[2:], 1, at_beginning=False)).tolist(),
    ]
    whole = opened[name].encode(text)
    if name == "unigram":  # its pieces cross line ends, where the text is cut
        ids, whole = opened[name].decode(ids), opened[name].decode(whole)
    assert ids == whole


# -- the vocabulary ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_that_each_piece_leads_back_to_its_id(opened, name):
    tokenizer = opened[name]
    entries = tokenizer.vocabulary()
    assert [entry.id for entry in entries] == list(range(tokenizer.vocabulary_size))
    assert [tokenizer.id_of(entry.piece) for entry in entries] == [entry.id for entry in entries]
    special = {entry.id for entry in entries if entry.kind is PieceKind.SPECIAL}
    assert special >= tokenizer.special.known
    assert tokenizer.id_of("no such piece") == tokenizer.special.unk


def test_that_pieces_of_bytes_can_be_read(opened):
    tokenizer = opened["gpt2"]
    assert [piece.piece for piece in tokenizer.pieces("a old\n")] == ["a", "▁old", "\n"]
    pieces = [piece.piece for piece in tokenizer.pieces("\U0001f9ff")]
    assert "".join(pieces) == "<0xF0><0x9F><0xA7><0xBF>"
    assert tokenizer.byte_of(tokenizer.id_of("\n")) == 10
    assert tokenizer.byte_of(tokenizer.id_of("▁old")) is None
    llama = opened["llama"]
    assert llama.byte_of(llama.id_of("<0x0A>")) == 10


def test_that_scores_are_merge_ranks_or_log_probabilities(opened, oracles):
    gpt2 = {entry.piece: entry.score for entry in opened["gpt2"].vocabulary()}
    plain = json.loads(oracles["gpt2"].backend_tokenizer.to_str())
    merged = ["".join(merge) for merge in plain["model"]["merges"]]
    assert gpt2["▁the"] == -merged.index("Ġthe")
    assert gpt2["t"] is None
    assert {entry.frequency for entry in opened["gpt2"].vocabulary()} == {None}
    unigram = opened["unigram"].vocabulary()
    expected = json.loads(oracles["unigram"].backend_tokenizer.to_str())["model"]["vocab"]
    assert [entry.score for entry in unigram] == [score for _, score in expected]


# -- special ids -----------------------------------------------------------------------------------


def test_that_special_ids_are_those_that_the_folder_names(converted, oracles):
    for name, tokenizer in converted.items():
        for role in ("pad", "cls", "sep", "mask", "bos", "eos"):
            expected = getattr(oracles[name], f"{role}_token_id")
            assert getattr(tokenizer.special, role) == expected, (name, role)
    assert converted["bert"].special.unk == 1
    assert converted["gpt2"].special.unk is None


def test_that_documents_are_framed_by_what_each_tokenizer_has():
    assert (OURS.document_begin, OURS.document_end) == ((5,), (6,))
    bert = SpecialIds(pad=0, unk=1, cls=2, sep=3, mask=4)
    assert (bert.document_begin, bert.document_end, bert.boundary) == ((2,), (3,), 3)
    gpt2 = SpecialIds(bos=9, eos=9)
    assert (gpt2.document_begin, gpt2.document_end, gpt2.prompt_begin) == ((), (9,), (9,))
    t5 = SpecialIds(pad=0, unk=2, eos=1)
    assert (t5.document_begin, t5.document_end, t5.prompt_begin) == ((), (1,), (1,))
    nothing = SpecialIds()
    assert (nothing.document_begin, nothing.prompt_begin, nothing.boundary) == ((), (), None)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_batch_of_documents_is_framed(opened, name):
    tokenizer = opened[name]
    framed = tokenizer.encode_batch(["the fox", ""], 1, as_documents=True)
    begin, end = tokenizer.document_begin, tokenizer.document_end
    assert framed[0].tolist() == [*begin, *tokenizer.encode("the fox"), *end]
    assert framed[1].tolist() == [*begin, *end]


# -- folders -----------------------------------------------------------------------------------


def test_that_what_is_stored_is_a_tokenizer_of_the_project(converted, tmp_path):
    bert = converted["bert"]
    store_foreign(bert, "mine", tmp_path / "0001-mine", origin="somewhere")
    record = tokenizer_record(tmp_path / "0001-mine")
    assert (record.name, record.family, record.digest) == ("mine", "wordpiece", bert.digest)
    tokenizer = open_tokenizer(tmp_path / "0001-mine")
    assert (tokenizer.digest, tokenizer.special) == (bert.digest, bert.special)
    assert tokenizer.vocabulary_size == record.vocabulary_size == bert.vocabulary_size
    with pytest.raises(BadInput, match="there already"):
        store_foreign(bert, "mine", tmp_path / "0001-mine")
    (tmp_path / "0001-mine" / "tokenizer.json").write_bytes(bert.data[:-1] + b" ")
    with pytest.raises(Corrupt, match=re.escape("tokenizer.json")):
        open_tokenizer(tmp_path / "0001-mine")


def test_that_families_and_the_dropping_of_case_are_told(converted):
    assert {name: (one.family, one.drops_case) for name, one in converted.items()} == {
        "bert": ("wordpiece", True),
        "cased": ("wordpiece", False),
        "gpt2": ("byte_bpe", False),
        "qwen": ("byte_bpe", False),
        "llama": ("bpe", False),
        "unigram": ("unigram", False),
    }


@pytest.mark.parametrize("config", [{}, {"do_lower_case": False, "strip_accents": False}])
def test_that_a_vocab_txt_reads_as_bert_does(tmp_path, config):
    folder = hub_material.vocab_txt(tmp_path / "bert", **config)
    bert = convert_folder(folder)
    store_foreign(bert, "bert", tmp_path / "kept")
    tokenizer = open_tokenizer(tmp_path / "kept")
    oracle = BertTokenizer.from_pretrained(folder, split_special_tokens=True)
    for text in TEXTS:
        ids = oracle.encode(text, add_special_tokens=False)
        assert tokenizer.encode(text) == ids
        assert tokenizer.decode(ids) == oracle.backend_tokenizer.decode(ids)
    assert bert.special == SpecialIds(pad=0, unk=1, cls=2, sep=3, mask=4)
    assert bert.drops_case is not bool(config)


def test_that_a_vocabulary_with_merges_reads_as_gpt2_does(tmp_path):
    folder = hub_material.vocab_and_merges(tmp_path / "gpt2")
    gpt2 = convert_folder(folder)
    store_foreign(gpt2, "gpt2", tmp_path / "kept")
    tokenizer = open_tokenizer(tmp_path / "kept")
    oracle = GPT2Tokenizer.from_pretrained(folder, split_special_tokens=True)
    for text in TEXTS:
        assert tokenizer.encode(text) == oracle.encode(text, add_special_tokens=False)
        assert tokenizer.decode(tokenizer.encode(text)) == text
    assert (gpt2.family, gpt2.special) == ("byte_bpe", SpecialIds(bos=0, eos=0))


@pytest.fixture(scope="module")
def llama_model(tmp_path_factory):
    return hub_material.llama_model(tmp_path_factory.mktemp("llama") / "llama")


def test_that_llamas_model_reads_as_sentencepiece_does_with_its_own_special_ids(
    llama_model, tmp_path
):
    llama = convert_folder(llama_model)
    store_foreign(llama, "llama", tmp_path / "kept")
    tokenizer = open_tokenizer(tmp_path / "kept")
    oracle = SentencePieceProcessor(model_file=str(llama_model / "tokenizer.model"))
    for text in TEXTS:
        assert tokenizer.encode(text) == oracle.encode(text)
        assert streamed(tokenizer, oracle.encode(text)) == oracle.decode(oracle.encode(text))
    assert llama.special == SpecialIds(unk=0, bos=1, eos=2)
    assert (llama.family, tokenizer.vocabulary_size) == ("bpe", 500)
    framed = tokenizer.encode_batch(["the"], 1, as_documents=True)[0].tolist()
    assert framed == [1, *oracle.encode("the"), 2]
    kinds = [entry.kind for entry in tokenizer.vocabulary()[:4]]
    assert kinds == [PieceKind.SPECIAL] * 3 + [PieceKind.BYTE]


# -- refusals --------------------------------------------------------------------------------------


def test_that_a_folder_without_a_tokenizer_is_refused(tmp_path):
    with pytest.raises(BadInput, match="holds no tokenizer"):
        convert_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("tokenizer.json", b"{", "not valid JSON"),
        ("tokenizer.json", b"[" * 100_000, "not valid JSON"),
        ("tokenizer.json", b"[]", "does not hold"),
        ("tokenizer.json", b'{"model": {"type": "Magic", "vocab": {}}}', "cannot be used"),
        ("tokenizer.model", b"\x0a\xff\xff\xff\xff garbage", "cannot be used"),
        ("vocab.txt", b"\xff\xfe", "not UTF-8"),
        ("vocab.txt", b"a\nb\n", "no piece for unknown text"),
    ],
)
def test_that_a_file_that_is_none_is_refused_by_name(tmp_path, name, data, sentence):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=sentence) as caught:
        convert_folder(tmp_path)
    assert str(tmp_path / name) in str(caught.value)


def test_that_a_merge_that_is_no_pair_is_refused_with_its_line(tmp_path):
    (tmp_path / "vocab.json").write_text('{"a": 0}')
    (tmp_path / "merges.txt").write_text("#version: 0.2\na b\na b c\n")
    with pytest.raises(BadInput, match=re.escape("merges.txt, line 3")):
        convert_folder(tmp_path)


def test_that_another_tokenizer_with_the_same_files_is_refused(tmp_path):
    folder = hub_material.vocab_txt(tmp_path / "ja", tokenizer_class="BertJapaneseTokenizer")
    with pytest.raises(BadInput, match="BertJapaneseTokenizer"):
        convert_folder(folder)


def test_that_a_link_out_of_the_folder_is_not_followed(folders, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tokenizer.json").symlink_to(folders["bert"] / "tokenizer.json")
    with pytest.raises(BadInput, match="link out of its folder"):
        convert_folder(tmp_path / "in")


def test_that_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.tokenizers.hub.foreign_files.MOST_BYTES", 10)
    (tmp_path / "tokenizer.json").write_bytes(b" " * 11)
    with pytest.raises(BadInput, match="more than 10 bytes"):
        convert_folder(tmp_path)


def test_that_a_reading_that_takes_too_long_is_given_up(llama_model, monkeypatch):
    monkeypatch.setattr(foreign, "TRIAL_TIMEOUT_S", 0.01)
    with pytest.raises(BadInput, match="given up"):
        convert_folder(llama_model)


@pytest.mark.parametrize("model_type", ["bert", "modernbert", ""])
def test_that_a_class_whose_way_to_cut_is_not_known_is_named(tmp_path, model_type):
    MAKERS["cased"](tmp_path)
    path = tmp_path / "tokenizer_config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"tokenizer_class": "MPNetTokenizer"}))
    if model_type:
        (tmp_path / "config.json").write_text(json.dumps({"model_type": model_type}))
    counts = type(AutoTokenizer.from_pretrained(tmp_path)).__name__ == "MPNetTokenizer"
    notes = "\n".join(map(str, convert_folder(tmp_path).notes))
    assert ("MPNetTokenizer" in notes) == counts
