"""Tokenizers of many kinds of folders: our ids, with what stands around them, are AutoTokenizer's.

All are synthetic: built with transformers' and tokenizers' own classes, trained on the small texts
of `hub_material`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hub_material as hub
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, Tokenizer, pre_tokenizers, processors
from transformers import (
    AutoTokenizer,
    BertTokenizer,
    GemmaTokenizer,
    GPT2Tokenizer,
    GPTNeoXTokenizer,
    LlamaTokenizer,
    Qwen2Tokenizer,
    RobertaTokenizer,
    T5Tokenizer,
    XLMRobertaTokenizer,
)

from workbench.tokenizers.hub.foreign import ForeignTokenizer, convert_folder, store_foreign
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.shown import framed_pieces
from workbench.tokenizers.tokenizer import Tokenizer as OurTokenizer

pytestmark = pytest.mark.slow

TEXTS = (
    "The old fox ran over a green hill, didn't it? Yes: 42% of 1,000 in 1984.",
    "床前明月光，疑是地上霜。 rain 😀 e\u0301 ½ ﬁ",
    "  two  spaces\tand\n\n\nlines \r\n end  ",
    "née Café naïve ÅNGSTRÖM Straße",
    " lead",
    "a",
    "",
    " ",
)
ANY_TEXT = st.text(st.sampled_from("the old FOX\n  上霜，é😀\t\r[]#▁Ġ1234.,'"), max_size=40)

Maker = Callable[[Path], Any]


def parts(tokenizer: Tokenizer) -> dict[str, Any]:
    model = json.loads(tokenizer.to_str())["model"]
    merges = [tuple(merge) for merge in model.get("merges", ())]
    vocabulary = model["vocab"]
    if isinstance(vocabulary, list):
        vocabulary = [(piece, score) for piece, score in vocabulary]
    return {"vocab": vocabulary, **({"merges": merges} if merges else {})}


def of_class(cls: Any, tokenizer: Callable[[], Tokenizer], **settings_of: Any) -> Maker:
    """A folder that a class of transformers saved, with a config that names its model."""

    def make(folder: Path) -> None:
        cls(**parts(tokenizer()), **settings_of).save_pretrained(folder)

    return make


def edited(make: Maker, file: str, **values: Any) -> Maker:
    """The same folder with keys of one of its files changed."""

    def changed(folder: Path) -> None:
        make(folder)
        path = folder / file
        plain = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(plain | values))

    return changed


def template(begin: tuple[str, ...], end: tuple[str, ...], **ids: int | None) -> Any:
    return processors.TemplateProcessing(
        single=" ".join([*begin, "$A", *end]),
        pair=" ".join([*begin, "$A", *end, *begin, "$B", *end]),
        special_tokens=list(ids.items()),
    )


def llama3(folder: Path) -> None:
    made = hub.byte_bpe()
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{N}{1,3}| ?\p{L}+|\s+|[^\s\p{L}\p{N}]+"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    made.add_special_tokens(["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"])
    begin = made.token_to_id("<|begin_of_text|>")
    made.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            template(("<|begin_of_text|>",), (), **{"<|begin_of_text|>": begin}),
        ]
    )
    hub.saved(folder, made, bos_token="<|begin_of_text|>", eos_token="<|end_of_text|>")


def llama_with(*, begin: bool, end: bool) -> Maker:
    def make(folder: Path) -> None:
        made = hub.llama_bpe()
        if begin or end:
            ids = {"<s>": 1} if begin else {}
            ids |= {"</s>": 2} if end else {}
            made.post_processor = template(("<s>",) * begin, ("</s>",) * end, **ids)
        hub.saved(folder, made, unk_token="<unk>", bos_token="<s>", eos_token="</s>")

    return make


def roberta_bpe() -> Tokenizer:
    made = hub.byte_bpe()
    made.add_special_tokens(["<s>", "</s>", "<unk>", "<pad>", "<mask>"])
    plain = json.loads(made.to_str())
    added = {token["content"]: token["id"] for token in plain["added_tokens"]}
    plain["model"]["vocab"] |= added
    return Tokenizer.from_str(json.dumps(plain))


def model_with_tokens(folder: Path) -> None:
    hub.llama_model(folder)
    (folder / "config.json").write_text('{"model_type": "llama", "vocab_size": 502}')
    (folder / "added_tokens.json").write_text('{"<|user|>": 500, "<|bot|>": 501}')


def model_of_llama(folder: Path) -> None:
    hub.llama_model(folder)
    (folder / "config.json").write_text('{"model_type": "llama", "vocab_size": 500}')
    (folder / "tokenizer_config.json").write_text(
        '{"tokenizer_class": "LlamaTokenizer", "add_bos_token": true, "legacy": false}'
    )


def qwen2_parts(folder: Path) -> None:
    hub.vocab_and_merges(folder)
    (folder / "config.json").write_text('{"model_type": "qwen2", "vocab_size": 410}')


def gpt2_with_digits(folder: Path) -> None:
    made = hub.byte_bpe()
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), made.pre_tokenizer]
    )
    hub.saved(folder, made, unk_token=hub.END, bos_token=hub.END, eos_token=hub.END)


GPT2_FOLDER = of_class(GPT2Tokenizer, hub.byte_bpe)
BERT_FOLDER = of_class(BertTokenizer, hub.word_piece)

VARIANTS: dict[str, Maker] = {
    "GPT-2": GPT2_FOLDER,
    "GPT-2, with a space in front": edited(
        GPT2_FOLDER, "tokenizer_config.json", add_prefix_space=True
    ),
    "GPT-2's file alone": edited(
        GPT2_FOLDER, "tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast"
    ),
    "GPT-2's class over a file with digits": edited(
        gpt2_with_digits, "tokenizer_config.json", tokenizer_class="GPT2Tokenizer"
    ),
    "GPT-2 from vocab.json, a begin token": edited(
        hub.vocab_and_merges,
        "tokenizer_config.json",
        tokenizer_class="GPT2Tokenizer",
        add_bos_token=True,
    ),
    "GPT-NeoX": of_class(GPTNeoXTokenizer, hub.byte_bpe),
    "Qwen2": of_class(Qwen2Tokenizer, hub.byte_bpe),
    "Qwen2 from vocab.json": qwen2_parts,
    "Llama 3": llama3,
    "Llama, no frame": llama_with(begin=False, end=False),
    "Llama, begin": llama_with(begin=True, end=False),
    "Llama, end": llama_with(begin=False, end=True),
    "Llama, begin and end": llama_with(begin=True, end=True),
    "Llama, a config that says otherwise": edited(
        llama_with(begin=False, end=False), "tokenizer_config.json", add_bos_token=True
    ),
    "Llama's class": of_class(LlamaTokenizer, hub.llama_bpe),
    "Llama's class, legacy": edited(
        of_class(LlamaTokenizer, hub.llama_bpe), "tokenizer_config.json", legacy=True
    ),
    "Llama's class from tokenizer.model": model_of_llama,
    "tokenizer.model with added tokens": model_with_tokens,
    "Gemma": of_class(GemmaTokenizer, hub.llama_bpe),
    "BERT": BERT_FOLDER,
    "BERT, cased by its config": edited(BERT_FOLDER, "tokenizer_config.json", do_lower_case=False),
    "BERT, accents kept": edited(BERT_FOLDER, "tokenizer_config.json", strip_accents=False),
    "BERT's vocab.txt": edited(hub.vocab_txt, "config.json", model_type="bert"),
    "BERT's file alone": edited(
        BERT_FOLDER, "tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast"
    ),
    "RoBERTa": of_class(RobertaTokenizer, roberta_bpe),
    "T5": of_class(T5Tokenizer, hub.unigram),
    "XLM-R": of_class(XLMRobertaTokenizer, hub.unigram),
    "a file alone, unigram": hub.MAKERS["unigram"],
}


@pytest.fixture(scope="module", params=VARIANTS)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ForeignTokenizer, OurTokenizer, Any]:
    made = tmp_path_factory.mktemp("folder")
    VARIANTS[request.param](made / "there")
    foreign = convert_folder(made / "there")
    store_foreign(foreign, "ours", made / "ours")
    return foreign, open_tokenizer(made / "ours"), AutoTokenizer.from_pretrained(made / "there")


def framed(pair: Any, text: str) -> list[int]:
    foreign, tokenizer, _ = pair
    return foreign.framing.around(tokenizer.encode(text))


@pytest.mark.parametrize("text", TEXTS)
def test_that_ids_and_what_stands_around_them_are_autotokenizers(pair: Any, text: str) -> None:
    assert framed(pair, text) == pair[2](text)["input_ids"]
    shown = [piece.id for piece in framed_pieces(pair[1], text)]
    assert shown == pair[2](text)["input_ids"]


@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT)
def test_that_so_are_those_of_any_text(pair: Any, text: str) -> None:
    assert framed(pair, text) == pair[2](text)["input_ids"]


def test_that_special_ids_are_autotokenizers(pair: Any) -> None:
    for role in ("pad", "cls", "sep", "mask", "bos", "eos"):
        assert getattr(pair[0].special, role) == getattr(pair[2], f"{role}_token_id"), role


def test_that_what_is_stored_keeps_its_framing(pair: Any) -> None:
    foreign, tokenizer, _ = pair
    assert tokenizer.frame.recorded == foreign.framing
    assert tokenizer.digest == foreign.digest


def notes_of(make: Maker, folder: Path) -> str:
    make(folder)
    return "\n".join(map(str, convert_folder(folder).notes))


@pytest.mark.parametrize("other", [0, 5], ids=["own id", "another id"])
@pytest.mark.parametrize("special", [True, False], ids=["special", "not special"])
def test_that_a_token_added_once_more_under_another_id_loses_its_habits(
    tmp_path: Path, special: bool, other: int
) -> None:
    made = hub.byte_bpe()
    greedy = AddedToken("<x>", lstrip=True, rstrip=True, single_word=True, special=special)
    (made.add_special_tokens if special else made.add_tokens)([greedy])
    hub.saved(tmp_path, made)
    own = made.token_to_id("<x>")
    assert own is not None
    (tmp_path / "added_tokens.json").write_text(json.dumps({"<x>": own + other}))
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    foreign = convert_folder(tmp_path)
    store_foreign(foreign, "ours", tmp_path / "ours")
    ours = open_tokenizer(tmp_path / "ours")
    for text in ("a b", "a  b"):
        around = text.replace(" ", " <x> ")
        if not special:
            assert ours.encode(around) == theirs(around)["input_ids"]
    listed = json.loads((tmp_path / "ours" / "tokenizer.json").read_text())["added_tokens"]
    (entry,) = (token for token in listed if token["content"] == "<x>")
    assert entry["lstrip"] == entry["single_word"] == (not other)


def test_that_contradictions_are_said(tmp_path: Path) -> None:
    said = {
        name: notes_of(VARIANTS[name], tmp_path / str(number))
        for number, name in enumerate(
            (
                "BERT",
                "GPT-2",
                "BERT, cased by its config",
                "GPT-2, with a space in front",
                "Llama, a config that says otherwise",
            )
        )
    }
    assert said["BERT"] == said["GPT-2"] == ""
    assert "BertTokenizer" in said["BERT, cased by its config"]
    assert "GPT2Tokenizer" in said["GPT-2, with a space in front"]
    assert "add_bos_token = true" in said["Llama, a config that says otherwise"]


def test_that_a_special_token_beyond_the_models_rows_is_left_out_and_named(tmp_path: Path) -> None:
    made = hub.byte_bpe()
    made.add_special_tokens(["<extra>"])
    hub.saved(tmp_path / "there", made, eos_token=hub.END, pad_token="<extra>")
    rows = made.token_to_id("<extra>")
    (tmp_path / "there" / "config.json").write_text(
        json.dumps({"model_type": "gpt2", "vocab_size": rows})
    )
    foreign = convert_folder(tmp_path / "there")
    assert (foreign.vocabulary_size, foreign.special.pad) == (rows, None)
    assert any("<extra>" in str(note) for note in foreign.notes)


def test_that_a_cased_vocabulary_that_is_lowered_is_named(tmp_path: Path) -> None:
    folder = hub.vocab_txt(tmp_path / "bert")
    with (folder / "vocab.txt").open("a") as file:
        file.write("Paris\n")
    assert "do_lower_case" in "\n".join(map(str, convert_folder(folder).notes))


def test_that_no_end_token_is_said(tmp_path: Path) -> None:
    hub.saved(tmp_path / "there", hub.byte_bpe(), pad_token=hub.END)
    notes = "\n".join(map(str, convert_folder(tmp_path / "there").notes))
    assert "no end token is known" in notes
