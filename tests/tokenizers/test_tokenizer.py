import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentencepiece import SentencePieceProcessor
from text_material import english, poems, train

from workbench.errors import Corrupt, NotFound
from workbench.tokenizers.decoder import Decoder, complete_utf8
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.parts import parts
from workbench.tokenizers.special import BOS, EOS, NUM_SPECIAL, SPECIAL_PIECES, UNK
from workbench.tokenizers.tokenizer import PieceKind

LOSSLESS = ("portable", "unigram", "char")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="▁"))
LIKELY_TEXT = st.text(st.sampled_from("the fox\n  上霜，é😀\t\r\0<>"), max_size=60)


@given(st.one_of(ANY_TEXT, LIKELY_TEXT))
@pytest.mark.parametrize("name", ["portable", "unigram"])
def test_that_any_text_survives_a_round_trip(tokenizers, name, text):
    tokenizer = tokenizers[name]
    assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize("name", LOSSLESS)
def test_that_lines_of_verse_survive_and_each_line_end_is_one_token(tokenizers, name):
    tokenizer = tokenizers[name]
    poem = "床前明月光，\n疑是地上霜。\n\n举头望明月，\n低头思故乡。\n"
    ids = tokenizer.encode(poem)
    line_end = tokenizer.encode("\n")[-1]
    assert ids.count(line_end) == poem.count("\n")
    assert tokenizer.decode(ids) == poem


@pytest.mark.parametrize("name", ["portable", "unigram", "char", "prose"])
def test_that_no_learnt_piece_crosses_a_line_end(tokenizers, name):
    crossing = [
        e.piece for e in tokenizers[name].vocabulary() if "\n" in e.piece[:-1] + e.piece[1:]
    ]
    assert [piece for piece in crossing if piece != "\n"] == []


def test_that_the_word_algorithm_reads_line_ends_as_spaces(tokenizers):
    word = tokenizers["word"]
    assert word.encode("the\nold") == word.encode("the old")
    assert word.decode(word.encode("the\nold")) == "the old"


@pytest.mark.parametrize("name", ["portable", "unigram", "char", "word", "prose"])
def test_that_special_tokens_have_their_ids_and_are_never_read_from_text(tokenizers, name):
    tokenizer = tokenizers[name]
    assert tuple(tokenizer.piece(i) for i in range(NUM_SPECIAL)) == SPECIAL_PIECES
    ids = tokenizer.encode("[CLS] <s> the [MASK]</s>[PAD] <0x41>")
    assert all(i >= NUM_SPECIAL or i == UNK for i in ids)


def test_that_batches_and_single_texts_agree_with_sentencepiece(tokenizers, tmp_path):
    texts = english(20, seed=9) + poems(5, seed=9)
    train(tmp_path / "t", english(50))
    oracle = SentencePieceProcessor(model_file=str(tmp_path / "t" / "tokenizer.model"))
    tokenizer = open_tokenizer(tmp_path / "t")
    expected = [oracle.encode(text) for text in texts]
    assert [tokenizer.encode(text) for text in texts] == expected
    assert [ids.tolist() for ids in tokenizer.encode_batch(texts, 2)] == expected
    framed = tokenizer.encode_batch(texts, 1, as_documents=True)
    assert [ids.tolist() for ids in framed] == [[BOS, *ids, EOS] for ids in expected]


def in_parts(tokenizer, text, most):
    cut = list(parts(text, most))
    return [
        *np.concatenate(tokenizer.encode_parts(cut[:3], 1, at_beginning=True)).tolist(),
        *np.concatenate(tokenizer.encode_parts(cut[3:], 2, at_beginning=False)).tolist(),
    ]


@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("most", [60, 200])
def test_that_a_text_in_parts_has_the_ids_of_the_whole(tokenizers, name, most):
    text = "\n".join([*english(20, seed=3), "a  b", " ", "", *poems(10, seed=3)])
    assert in_parts(tokenizers[name], text, most) == tokenizers[name].encode(text)


@pytest.mark.parametrize("name", ["word", "prose"])
def test_that_cleaned_text_in_parts_reads_like_the_whole(tokenizers, name):
    tokenizer = tokenizers[name]
    text = "the old fox\nran over\n\na green hill " * 20
    assert tokenizer.decode(in_parts(tokenizer, text, 50)) == tokenizer.decode(
        tokenizer.encode(text)
    )


@given(LIKELY_TEXT)
@pytest.mark.parametrize("name", LOSSLESS)
def test_that_pieces_cover_the_text_without_a_gap(tokenizers, name, text):
    pieces = tokenizers[name].pieces(text)
    assert "".join(text[piece.begin : piece.end] for piece in pieces) == text
    assert [piece.id for piece in pieces] == tokenizers[name].encode(text)


def test_that_offsets_count_characters_not_bytes(portable):
    pieces = portable.pieces("霜😀 the")
    assert {(p.begin, p.end) for p in pieces if p.end > p.begin} == {(0, 1), (1, 2), (2, 6)}


def test_that_lone_surrogates_are_replaced(portable):
    assert portable.decode(portable.encode("a\ud800b")) == "a\ufffdb"
    assert len(portable.pieces("a\ud800b")) == len(portable.encode("a\ufffdb"))


def test_that_the_vocabulary_names_each_piece_with_kind_score_and_frequency(portable):
    entries = portable.vocabulary()
    assert [entry.id for entry in entries] == list(range(portable.vocabulary_size))
    assert [entry.kind for entry in entries[:8]] == [PieceKind.SPECIAL] * 7 + [PieceKind.BYTE]
    assert entries[-1].kind is PieceKind.NORMAL
    by_piece = {entry.piece: entry for entry in entries}
    assert by_piece["▁the"].frequency > 50
    assert by_piece["<0x0A>"].frequency > 50
    assert entries[BOS].frequency == 0
    assert (entries[BOS].score, by_piece["<0x0A>"].score) == (None, None)
    assert entries[-1].score is not None
    ones = portable.vocabulary(np.ones(portable.vocabulary_size, dtype=np.int64))
    assert {entry.frequency for entry in ones} == {1}


def test_that_frequencies_are_those_of_the_training_part(tmp_path):
    documents = english(60)
    tokenizer = train(tmp_path / "t", documents)
    training = [d for i, d in enumerate(documents) if i % 5 != 4]
    counted = np.bincount(
        np.concatenate([tokenizer.encode(d) for d in training]),
        minlength=tokenizer.vocabulary_size,
    )
    assert [entry.frequency for entry in tokenizer.vocabulary()] == counted.tolist()


def test_that_a_missing_tokenizer_and_a_damaged_one_are_told_apart(tmp_path):
    train(tmp_path / "t", english(60))
    with pytest.raises(NotFound):
        open_tokenizer(tmp_path / "nothing")
    path = tmp_path / "t" / "tokenizer.model"
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 4
    path.write_bytes(damaged)
    with pytest.raises(Corrupt, match=re.escape(str(path))):
        open_tokenizer(tmp_path / "t")


# -- decoding as tokens come ---------------------------------------------------------------------


@given(st.data())
@pytest.mark.parametrize("name", ["portable", "unigram", "char", "word", "prose"])
def test_that_streamed_text_is_what_decoding_at_once_gives(tokenizers, name, data):
    tokenizer = tokenizers[name]
    ids = data.draw(st.lists(st.integers(0, tokenizer.vocabulary_size - 1), max_size=30))
    decoder = Decoder(tokenizer)
    assert "".join(map(decoder.feed, ids)) + decoder.flush() == tokenizer.decode(ids)


@given(LIKELY_TEXT)
@pytest.mark.parametrize("name", ["portable", "prose"])
def test_that_streamed_text_of_real_tokens_is_what_decoding_at_once_gives(tokenizers, name, text):
    tokenizer = tokenizers[name]
    decoder = Decoder(tokenizer)
    ids = tokenizer.encode(text)
    assert "".join(map(decoder.feed, ids)) + decoder.flush() == tokenizer.decode(ids)


def test_that_a_character_spelled_in_bytes_appears_with_its_last_byte(portable):
    decoder = Decoder(portable)
    given_out = [decoder.feed(i) for i in portable.encode("the 😀")]
    assert given_out[-4:] == ["", "", "", "😀"]


def test_that_a_continuation_of_a_prompt_keeps_its_space(portable):
    decoder = Decoder(portable)
    prompt, following = portable.encode("the"), portable.encode("old")
    list(map(decoder.feed, prompt))
    assert "".join(map(decoder.feed, following)) == " old"


@given(st.binary(max_size=12))
def test_that_bytes_one_by_one_give_what_all_at_once_give(data):
    text, rest = "", b""
    for i in range(len(data)):
        some, rest = complete_utf8(rest + data[i : i + 1])
        text += some
    assert (text, rest) == complete_utf8(data)
