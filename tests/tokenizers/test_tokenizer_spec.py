import pytest

from workbench.spec import BadSpec, to_toml, validate
from workbench.tokenizers.spec import PRESETS, TrainTokenizerSpec
from workbench.tokenizers.training.options import trainer_options


def spec(**settings: object) -> TrainTokenizerSpec:
    return validate(TrainTokenizerSpec, {"corpus": "novel", **settings})


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_that_every_preset_can_be_applied_and_written_down(preset):
    applied = preset.applied_to(spec(name="mine"))
    assert applied.name == "mine"
    assert 'kind = "train_tokenizer"' in to_toml(applied)


def test_that_portable_is_what_other_programs_read():
    portable = PRESETS[0].applied_to(spec(algorithm="unigram", byte_fallback=False))
    options = trainer_options(portable)
    assert options["model_type"] == "bpe"
    assert options["byte_fallback"]
    assert options["normalization_rule_name"] == "identity"
    assert not options["remove_extra_whitespaces"]
    assert options["user_defined_symbols"] == []


def test_that_a_vocabulary_without_room_for_text_is_refused():
    with pytest.raises(BadSpec, match="no room for text beside the 264 pieces"):
        spec(vocabulary_size=264)
    assert spec(vocabulary_size=264, byte_fallback=False)


@pytest.mark.parametrize("symbol", ["<s>", "[MASK]", " ", "", "\n"])
def test_that_a_symbol_that_cannot_be_one_is_refused(symbol):
    with pytest.raises(BadSpec, match="cannot be a symbol of your own"):
        spec(user_defined_symbols=[symbol])


@pytest.mark.parametrize("symbols", [["a b", "a▁b"], ["▁"], ["<0x41>"]])
def test_that_a_symbol_that_is_another_piece_is_refused(symbols):
    with pytest.raises(BadSpec, match="cannot be a symbol of your own"):
        spec(user_defined_symbols=symbols)


def test_that_what_looks_like_a_byte_is_a_symbol_where_bytes_are_none():
    assert spec(user_defined_symbols=["<0x41>"], byte_fallback=False)
    assert spec(user_defined_symbols=["<0x4>", "<0xZZ>"])


@pytest.mark.parametrize("coverage", [0.5, 0.979, 1.1])
def test_that_a_coverage_the_trainer_does_not_take_is_refused(coverage):
    with pytest.raises(BadSpec, match="must be"):
        spec(character_coverage=coverage)


def test_that_symbols_and_words_do_not_go_together():
    with pytest.raises(BadSpec, match="would not see symbols"):
        spec(algorithm="word", user_defined_symbols=["<x>"])


def test_that_words_are_never_spelled_in_bytes():
    assert not spec(algorithm="word").falls_back_to_bytes
    assert spec(algorithm="bpe").falls_back_to_bytes
