"""Tokenizers of GGUF files give the ids that transformers, or SentencePiece, gives of the same."""

import json
from pathlib import Path
from typing import Any

import gguf
import pytest
from gguf_material import CONTROL, add_byte_pairs, config_of, finished, sized_writer
from hub_material import llama_model
from tokenizers import Tokenizer, pre_tokenizers
from transformers import AutoTokenizer

from workbench.errors import BadInput
from workbench.tokenizers.hub.foreign import ForeignTokenizer, store_foreign
from workbench.tokenizers.hub.gguf.byte_pairs import (
    PRE_TOKENIZERS,
    byte_pair_plain,
    byte_pairs_of,
)
from workbench.tokenizers.hub.gguf.reading import convert_gguf
from workbench.tokenizers.hub.model_proto import model_bytes, read_model_proto
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer
from workbench.tokenizers.tokenizer import Tokenizer as AnyTokenizer

pytestmark = pytest.mark.slow

TEXTS = (
    "The old fox, née Reynard, ran.",
    "don't we'LL  I'm\tIn 1984, 12345.678 (x+1)!?\r\n\n x",
    "床前明月光 😀 e\u0301 ½ ２０２４   \n   a<tool>b",
    "trailing  \n",
    "a  12 b   345",
    "",
)


def byte_pair_file(path: Path, pre: str | None, **habits: Any) -> Path:
    writer = sized_writer(path, "llama", config_of("llama"))
    add_byte_pairs(writer, pre, **habits)
    finished(writer)
    return path


def opened(foreign: ForeignTokenizer, folder: Path) -> AnyTokenizer:
    store_foreign(foreign, "theirs", folder)
    return open_tokenizer(folder)


@pytest.mark.parametrize("pre", ["gpt-2", "llama-bpe", "qwen2"])
def test_that_byte_pairs_give_the_ids_of_transformers(pre: str, tmp_path: Path) -> None:
    path = byte_pair_file(tmp_path / "model.gguf", pre)
    ours = opened(convert_gguf(path), tmp_path / "kept")
    theirs = AutoTokenizer.from_pretrained(tmp_path, gguf_file=path.name)
    for text in TEXTS:
        assert ours.encode(text) == theirs(text, add_special_tokens=False).input_ids, text
        assert ours.decode(ours.encode(text)) == text


def test_that_smollm_cuts_digits_apart_as_its_own_tokenizer_does(tmp_path: Path) -> None:
    path = byte_pair_file(tmp_path / "model.gguf", "smollm")
    ours = opened(convert_gguf(path), tmp_path / "kept")
    theirs: Tokenizer = AutoTokenizer.from_pretrained(
        tmp_path, gguf_file=path.name
    ).backend_tokenizer
    theirs.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    for text in TEXTS:
        assert ours.encode(text) == theirs.encode(text, add_special_tokens=False).ids, text


@pytest.mark.parametrize("pre", PRE_TOKENIZERS)
def test_that_byte_pairs_go_out_as_they_came(pre: str, tmp_path: Path) -> None:
    foreign = convert_gguf(byte_pair_file(tmp_path / "model.gguf", pre))
    plain = json.loads(foreign.data)
    pairs = byte_pairs_of(plain, foreign.special.known)
    assert pairs is not None
    assert PRE_TOKENIZERS[pairs.pre] == PRE_TOKENIZERS[pre]
    frame = plain["post_processor"]
    again = byte_pair_plain(
        pairs.tokens, pairs.kinds, pairs.merges, PRE_TOKENIZERS[pairs.pre], frame
    )
    assert again == plain
    assert byte_pairs_of({**plain, "normalizer": {"type": "NFC"}}, ()) is None
    assert byte_pairs_of({**plain, "pre_tokenizer": None}, ()) is None


def test_that_special_tokens_are_those_of_the_file_and_never_read_from_text(
    tmp_path: Path,
) -> None:
    path = byte_pair_file(
        tmp_path / "model.gguf", "llama-bpe", add_bos_token=False, add_eos_token=True
    )
    foreign = convert_gguf(path)
    assert (foreign.special.bos, foreign.special.eos, foreign.special.pad) == (400, 401, None)
    assert foreign.framing is not None
    assert (foreign.framing.begin, foreign.framing.end) == ((), (401,))
    assert foreign.framing.ends == (401, 0)
    assert foreign.chat_template == "{{ messages }}"
    ours = opened(foreign, tmp_path / "kept")
    assert 400 not in ours.encode("<|im_start|>user")
    assert 402 in ours.encode("call <tool> now")


def test_that_a_file_of_llama_3_begins_texts_even_where_it_does_not_say_so(tmp_path: Path) -> None:
    foreign = convert_gguf(byte_pair_file(tmp_path / "model.gguf", "llama-bpe"))
    assert foreign.framing is not None
    assert foreign.framing.begin == (400,)


def test_that_an_unsaid_way_to_cut_is_llama_cpps_own_and_said(tmp_path: Path) -> None:
    foreign = convert_gguf(byte_pair_file(tmp_path / "model.gguf", None))
    assert "does not say how its model cuts text" in str(foreign.notes[0])
    ours = opened(foreign, tmp_path / "kept")
    assert [ours.piece(i) for i in ours.encode("$5")] == ["$", "5"]


def sentencepiece_file(path: Path, model: bytes, **changes: Any) -> Path:
    proto = read_model_proto(model)
    writer = sized_writer(path, "llama", config_of("llama"))
    writer.add_tokenizer_model(changes.get("model", "llama"))
    writer.add_tokenizer_pre("default")
    writer.add_token_list([piece.piece for piece in proto.pieces])
    writer.add_token_scores([piece.score for piece in proto.pieces])
    writer.add_token_types([int(piece.type) for piece in proto.pieces])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(changes.get("pad", 2))
    finished(writer)
    return path


def test_that_sentencepiece_pieces_give_the_ids_of_the_model_they_were_taken_from(
    tmp_path: Path,
) -> None:
    model = (llama_model(tmp_path / "llama") / "tokenizer.model").read_bytes()
    path = sentencepiece_file(tmp_path / "model.gguf", model)
    foreign = convert_gguf(path)
    assert foreign.framing is not None
    assert (foreign.framing.begin, foreign.framing.end, foreign.framing.ends) == ((1,), (), (2,))
    assert (foreign.special.unk, foreign.special.pad) == (0, 2)
    ours, theirs = opened(foreign, tmp_path / "kept"), SentencePieceTokenizer(model)
    hub = AutoTokenizer.from_pretrained(tmp_path, gguf_file=path.name)
    for text in (*TEXTS, "  two before", "▁<s> <0x41>"):
        assert ours.encode(text) == theirs.encode(text), text
        assert ours.decode(ours.encode(text)) == theirs.decode(theirs.encode(text))
    for text in TEXTS:
        assert [1, *ours.encode(text)] == hub(text).input_ids, text


def test_that_a_sentencepiece_model_is_written_as_it_was_read(tmp_path: Path) -> None:
    model = (llama_model(tmp_path / "llama") / "tokenizer.model").read_bytes()
    proto = read_model_proto(model)
    again = model_bytes(proto, {"unk": "<unk>", "bos": "<s>", "eos": "</s>"})
    assert read_model_proto(again) == proto
    assert SentencePieceTokenizer(again).special == SentencePieceTokenizer(model).special


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tokenizer.ggml.pre": "tekken"}, r"way 'tekken'.*known are default, gpt-2"),
        ({"tokenizer.ggml.model": "rwkv"}, "of the sort 'rwkv'"),
        ({"tokenizer.ggml.model": "llama"}, "no piece for unknown text"),
    ],
)
def test_that_another_sort_is_refused_by_name(
    change: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    path = byte_pair_file(tmp_path / "model.gguf", "qwen2")
    data = path.read_bytes()
    (key, value), pre = next(iter(change.items())), {"pre": "qwen2", "model": "gpt2"}
    old = pre[key.rpartition(".")[2]]
    before, after = (
        key.encode() + (8).to_bytes(4, "little") + len(v).to_bytes(8, "little") + v.encode()
        for v in (old, value)
    )
    assert data.count(before) == 1
    path.write_bytes(data.replace(before, after))
    with pytest.raises(BadInput, match=sentence):
        convert_gguf(path)


def test_that_forged_pieces_end_in_a_sentence(tmp_path: Path) -> None:
    writer = gguf.GGUFWriter(tmp_path / "model.gguf", "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(["a", "b", "ab"])
    writer.add_token_types([CONTROL, 1])
    writer.add_token_merges(["a b"])
    finished(writer)
    with pytest.raises(BadInput, match="does not have a number for each of the 3 pieces"):
        convert_gguf(tmp_path / "model.gguf")
    writer = gguf.GGUFWriter(tmp_path / "other.gguf", "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(["a", "b", "ab"])
    writer.add_token_merges(["a zzz"])
    finished(writer)
    with pytest.raises(BadInput, match=r"other.gguf cannot be used as a tokenizer"):
        convert_gguf(tmp_path / "other.gguf")
