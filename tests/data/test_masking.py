import numpy as np
import pytest

from workbench.data.masked.masking import Masking, mask, word_beginnings
from workbench.data.special_ids import OUR_MARKS
from workbench.tokenizers.special import CLS, MASK, PAD, SEP

VOCABULARY_SIZE = 1000


def random_ids(rows: int = 1000, tokens: int = 1000) -> np.ndarray:
    ids = np.random.default_rng(0).integers(7, VOCABULARY_SIZE, (rows, tokens))
    ids[:, 0], ids[:, 500], ids[:, 990], ids[:, 991:] = CLS, SEP, SEP, PAD
    return ids


def test_that_shares_are_those_of_the_paper_within_four_sigma() -> None:
    ids = random_ids()
    ordinary = ids > 6
    masked = mask(ids, Masking(VOCABULARY_SIZE, rate=0.15), np.random.default_rng(1))
    total, chosen = ordinary.sum(), len(masked.chosen_n)
    assert abs(chosen - 0.15 * total) < 4 * np.sqrt(total * 0.15 * 0.85)
    after = masked.ids_bt.reshape(-1)[masked.chosen_n]
    for count, share in (
        ((after == MASK).sum(), 0.8),
        (((after != MASK) & (after != masked.targets_n)).sum(), 0.1 * (1 - 1 / 993)),
        ((after == masked.targets_n).sum(), 0.1 + 0.1 / 993),
    ):
        assert abs(count - share * chosen) < 4 * np.sqrt(chosen * share * (1 - share))


def test_that_special_tokens_are_never_chosen_nor_put_in_and_the_rest_stays() -> None:
    ids = random_ids(100)
    masked = mask(ids, Masking(VOCABULARY_SIZE, rate=0.5), np.random.default_rng(1))
    assert not np.isin(masked.targets_n, OUR_MARKS.all).any()
    assert np.array_equal(masked.targets_n, ids.reshape(-1)[masked.chosen_n])
    put_in = masked.ids_bt.reshape(-1)[masked.chosen_n]
    assert not np.isin(put_in[put_in != MASK], OUR_MARKS.all).any()
    unchosen = np.delete(np.arange(ids.size), masked.chosen_n)
    assert np.array_equal(masked.ids_bt.reshape(-1)[unchosen], ids.reshape(-1)[unchosen])


def test_that_whole_words_are_chosen_together() -> None:
    begins = np.arange(VOCABULARY_SIZE) % 3 == 0
    ids = random_ids(50)
    masking = Masking(VOCABULARY_SIZE, rate=0.3, begins_word_v=begins)
    chosen = np.zeros(ids.size, dtype=bool)
    chosen[mask(ids, masking, np.random.default_rng(2)).chosen_n] = True
    for row, flags in zip(ids, chosen.reshape(ids.shape), strict=True):
        for t in range(1, len(row)):
            same_word = not begins[row[t]] and row[t] > 6 and row[t - 1] > 6
            if same_word:
                assert flags[t] == flags[t - 1]
    assert 0.25 < chosen.sum() / (ids > 6).sum() < 0.35


def test_that_a_short_text_has_at_least_one_chosen_token() -> None:
    ids = np.array([[CLS, 9, SEP]])
    for seed in range(20):
        masked = mask(ids, Masking(VOCABULARY_SIZE, rate=0.01), np.random.default_rng(seed))
        assert masked.chosen_n.tolist() == [1]


def test_that_at_rate_0_nothing_is_masked() -> None:
    ids = random_ids(3)
    masked = mask(ids, Masking(VOCABULARY_SIZE, rate=0.0), np.random.default_rng(0))
    assert np.array_equal(masked.ids_bt, ids)
    assert not len(masked.chosen_n)


@pytest.mark.parametrize(("piece", "begins"), [("▁cat", True), ("ing", False), ("月", True)])
def test_that_words_begin_at_spaces_and_at_chinese_characters(piece: str, begins: bool) -> None:
    assert word_beginnings([piece]).tolist() == [begins]


def test_that_a_word_piece_vocabulary_marks_what_goes_on() -> None:
    assert word_beginnings(["the", "##s", "月", ","], "##").tolist() == [True, False, True, True]


def test_that_hashes_in_a_vocabulary_that_marks_beginnings_mark_nothing() -> None:
    assert word_beginnings(["▁the", "##", "▁##", "s"]).tolist() == [True, False, True, False]
