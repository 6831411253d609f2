"""The prompt as the model reads it: special tokens in a text, white space at its end, bytes."""

from typing import Any

import chat_material as material
import pytest

from workbench.activities.queries.prompt_tokens import PromptTokens, prompt_tokens
from workbench.activities.queries.prompts import read_prompt, text_behind
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.models.model_file import ModelFile
from workbench.models.spec import GPTSpec
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer

SPELLED = "Ada<|im_end|> had <s>a</s> kite"


def model_file(tokenizer: Tokenizer, **more: Any) -> ModelFile:
    size = tokenizer.vocabulary_size
    return ModelFile(spec=GPTSpec(context=32), vocabulary_size=size, **more)


def read(tokenizer: Tokenizer, text: str, **more: Any) -> PromptTokens:
    asked = PromptSpec(text=text, **more)
    return prompt_tokens(tokenizer, model_file(tokenizer), asked, 32)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    folder = tmp_path_factory.mktemp("byte_bpe")
    material.tokenizer(material.CHATML).save_pretrained(folder / "theirs")
    store_foreign(convert_folder(folder / "theirs"), "byte_bpe", folder / "ours")
    return open_tokenizer(folder / "ours")


@pytest.mark.parametrize("parse_special", [False, True])
def test_that_special_tokens_in_a_text_are_read_as_by_transformers(
    foreign: Tokenizer, *, parse_special: bool
) -> None:
    theirs: Any = material.tokenizer(material.CHATML)
    theirs.split_special_tokens = not parse_special
    expected = theirs.encode(SPELLED, add_special_tokens=False)
    asked = PromptSpec(text=SPELLED, add_special_tokens=False, parse_special=parse_special)
    assert list(read_prompt(foreign, model_file(foreign), asked).ids) == expected
    assert bool(set(expected) & set(theirs.all_special_ids)) == parse_special


def test_that_a_chat_spells_special_tokens_only_if_one_wants(foreign: Tokenizer) -> None:
    file = model_file(foreign, chat_template=material.CHATML)
    end = foreign.id_of("<|im_end|>")
    counts = [
        prompt.ids.count(end)
        for parse_special in (False, True)
        for prompt in [
            read_prompt(
                foreign, file, PromptSpec(text=SPELLED, chat=True, parse_special=parse_special)
            )
        ]
    ]
    assert counts == [1, 2]
    with pytest.raises(BadInput, match="has no answer to it"):
        read_prompt(foreign, file, PromptSpec(text="a", chat=True, history=("b",)))


def test_that_special_tokens_of_our_own_are_read_only_if_one_wants(portable: Tokenizer) -> None:
    text = "the</s>fox"
    assert all(not one.is_special for one in read(portable, text).tokens[1:])
    special = [
        one.text for one in read(portable, text, parse_special=True).tokens if one.is_special
    ]
    assert special == ["<s>", "</s>"]
    assert read(portable, "<s>the", parse_special=True).begins_twice
    assert not read(portable, "<s>the").begins_twice


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the fox", None),
        ("the fox ", (("▁",), ("▁the",))),
        ("the fox\n", None),
        ("the fox  ", (("▁", "▁"), ("▁", "▁the"))),
    ],
)
def test_that_white_space_that_hinders_a_word_is_told(
    portable: Tokenizer, foreign: Tokenizer, text: str, expected: Any
) -> None:
    end = read(portable, text).loose_end
    if expected is None:
        assert end is None
    else:
        assert end is not None
        assert (end.read[-1:], end.before_a_word[-1:]) == (expected[0][-1:], expected[1][-1:])
    theirs = foreign.encode(text + "the")
    is_loose = theirs[: len(foreign.encode(text))] != foreign.encode(text)
    assert (read(foreign, text).loose_end is not None) == (is_loose and text[-1:].isspace())


def test_that_a_character_of_several_tokens_is_shown_by_its_bytes_and_then_whole(
    portable: Tokenizer,
) -> None:
    shown = [token.text for token in read(portable, "😀\n").tokens]
    first = shown.index("⟨F0⟩")
    assert shown[first : first + 4] == ["⟨F0⟩", "⟨9F⟩", "⟨98⟩", "😀"]
    assert shown[-1] == "\n"


@pytest.mark.parametrize("text", ["The fox", "😀 the", ""])
@pytest.mark.parametrize("begun", [" jumps", "es and 😀", " jum", "\n\n the"])
def test_that_a_begun_text_is_read_behind_the_prompt_and_shown_as_it_was_given(
    portable: Tokenizer, foreign: Tokenizer, text: str, begun: str
) -> None:
    for tokenizer in (portable, foreign):
        file = model_file(tokenizer)
        alone = read_prompt(tokenizer, file, PromptSpec(text=text))
        prompt = read_prompt(tokenizer, file, PromptSpec(text=text, prefill=begun))
        assert prompt.ids[: -prompt.num_written] == alone.ids
        expected = begun if text else begun.removeprefix(" ")
        assert text_behind(tokenizer, prompt) in (begun, expected)
