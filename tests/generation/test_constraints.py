"""Texts that must be of one form: written whole, they are of it, whatever strategy writes."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from byte_spelling import ByteSpelling
from hub_material import byte_bpe, llama_model, saved
from hugging_face import lively
from text_material import english, train

from workbench.errors import BadInput
from workbench.generation.constraints import grammar
from workbench.generation.constraints.token_bytes import Same, token_bytes
from workbench.generation.decode import generate
from workbench.generation.spec import Sample, is_drawn, parse_strategy
from workbench.generation.texts.ending import Why
from workbench.generation.together import AskedRow, generate_together
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.spec import BadSpec
from workbench.tokenizers.decoder import Decoder
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer

pytest.importorskip("llguidance")

SPELLING = ByteSpelling()
EOS = SPELLING.encode("\x00")[0]
PROMPT = SPELLING.encode("the cat and")
REGEXES = (r"(ab|th[eo]| ){2,6}", r"\d{2}-\d{2}", r"[é😀\n]{3}", r"a/b\\c?", r".{0,4}")
SHAPE = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 3},
        "age": {"type": "integer", "minimum": 0, "maximum": 99},
        "kind": {"enum": ["cat", "dog"]},
    },
    "required": ["name", "age", "kind"],
    "additionalProperties": False,
}
KINDS = (
    "greedy",
    "sample",
    "beam",
    "diverse_beam",
    "beam_sample",
    "contrastive_search",
    "speculative",
    "speculative(do_sample=true)",
)


@pytest.fixture(scope="module")
def model() -> GPT:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=128)
    made = lively(build(spec, SPELLING.vocabulary_size, seed=2), amount=0.2)
    assert isinstance(made, GPT)
    return made.eval().requires_grad_(False)


def with_setting(kind: str, setting: str) -> Any:
    bracket = "," if kind.endswith(")") else "("
    return parse_strategy(f"{kind.removesuffix(')')}{bracket}{setting})")


def quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def texts(model: GPT, strategy: Any, prompt: Sequence[int] = PROMPT, **options: Any) -> list[str]:
    """What is written whole: not those that were cut at their length."""
    written = []
    for seed in range(2 if is_drawn(strategy) else 1):
        options = {"max_new_tokens": 90, "eos": EOS, "spelling": SPELLING, **options}
        tokens = list(generate(model, prompt, strategy, seed=seed, **options))
        assert tokens[-1].ending is not None
        if tokens[-1].ending.why != Why.LENGTH:
            ids = [token.id for token in tokens if token.id != EOS]
            written.append(SPELLING.decode(ids))
            others = tokens[-1].beams
            written += [SPELLING.decode([i for i in one.ids if i != EOS]) for one in others]
    return written


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_that_every_text_is_of_the_form_that_was_asked_for(model: GPT, kind: str) -> None:
    several = f"{kind}(num_return_sequences=4)" if kind.startswith("beam") else kind
    for regex in REGEXES:
        found = texts(model, with_setting(several, f"regex={quoted(regex)}"))
        assert found or regex == REGEXES[0]
        for text in found:
            assert re.fullmatch(regex, text), (regex, text)
    named = ("yes", "no", "né 😀")
    chosen = texts(model, with_setting(several, f"choices={quoted(named)}"))
    assert chosen
    assert {text.removeprefix(" ") for text in chosen} <= set(named)
    shaped = texts(model, with_setting(kind, f"json_schema={quoted(json.dumps(SHAPE))}"))
    assert shaped or kind == "greedy"
    for text in shaped:
        value = json.loads(text)
        assert json.dumps(value, ensure_ascii=False) == text or "\\u" in text
        assert list(value) == ["name", "age", "kind"]
        assert len(value["name"]) <= 3
        assert 0 <= value["age"] <= 99
        assert value["kind"] in ("cat", "dog")


def test_that_texts_written_together_are_each_of_its_own_form(model: GPT) -> None:
    forms = (r"regex='\\d{2}-\\d{2}'", "choices=['yes','no']", "regex='[ab]{1,9}c'", "")
    rows = [
        AskedRow(parse_strategy(f"{kind}({form})"), seed)
        for seed, form in enumerate(forms)
        for kind in ("greedy", "sample", "beam")
    ]
    options: dict[str, Any] = {"max_new_tokens": 40, "spelling": SPELLING, "eos": EOS}
    ids: list[list[int]] = [[] for _ in rows]
    for row, token in generate_together(model, PROMPT, rows, **options):
        ids[row].append(token.id)
    for (strategy, seed), text in zip(rows, ids, strict=True):
        alone = generate(model, PROMPT, strategy, seed=seed, **options)
        assert text == [token.id for token in alone]
        if strategy.regex:
            assert re.fullmatch(strategy.regex, SPELLING.decode([i for i in text if i != EOS]))


def test_that_an_allowed_text_is_allowed_however_it_is_cut(model: GPT) -> None:
    strategy = Sample(regex="and the", bad_words=("#3",))
    cuts = set()
    for seed in range(30):
        tokens = generate(
            model, PROMPT, strategy, seed=seed, max_new_tokens=9, spelling=SPELLING, eos=EOS
        )
        ids = [token.id for token in tokens]
        assert SPELLING.decode(ids) == "and the"
        cuts.add(tuple(ids))
    assert len(cuts) > 3


def test_that_a_model_without_an_end_token_stops_where_the_form_is_met(model: GPT) -> None:
    strategy = parse_strategy("sample(regex='[ab]{4}')")
    tokens = list(generate(model, PROMPT, strategy, max_new_tokens=9, spelling=SPELLING))
    assert tokens[-1].ending is not None
    assert tokens[-1].ending.why == Why.COMPLETE
    assert len(tokens) == 4


@pytest.mark.parametrize(
    ("strategy", "sentence"),
    [
        ("greedy(regex='a(')", "regex cannot be followed: unclosed group"),
        ("greedy(regex='(?=a)b')", "look-ahead and look-behind, is not supported"),
        ("greedy(json_schema='{')", "json_schema cannot be followed: Expecting property name"),
        ('greedy(json_schema=\'{"type": "strin"}\')', "Invalid type: strin"),
        ("greedy(regex='a',choices=['b'])", "all but one of choices, regex"),
        ("greedy(json_schema='{\"x-guidance\": 3}')", "json_schema cannot be followed: "),
        ("greedy(choices=['a',''])", "an empty text stands everywhere"),
    ],
)
def test_that_a_form_that_cannot_be_followed_is_named(strategy: str, sentence: str) -> None:
    with pytest.raises(BadSpec, match=re.escape(sentence)):
        parse_strategy(strategy)


@pytest.mark.parametrize(
    ("strategy", "sentence"),
    [
        ("greedy(regex='[^\\x00-\\U0010ffff]')", "no text that this model can write is as regex"),
        ("greedy(regex='()')", "the text is complete, as regex asks"),
        ("sample(regex='(a{1,500}){1,500}b',bad_words=['b'])", "regex is too large"),
        ("sample(regex='ab',bad_words=['b'])", "every token is forbidden; ease bad_words, regex"),
        ("beam(choices=['ab'],bad_words=['b'])", "every token is forbidden; ease bad_words, cho"),
    ],
)
def test_that_a_form_without_a_text_ends_in_a_sentence(
    model: GPT, strategy: str, sentence: str
) -> None:
    with pytest.raises(BadInput, match=re.escape(sentence)):
        texts(model, parse_strategy(strategy), max_new_tokens=300)


def test_that_a_text_that_is_continued_is_of_the_form_as_a_whole(model: GPT) -> None:
    strategy = parse_strategy("sample(regex='the [ab]{3}')")
    begun = SPELLING.encode("the a")
    for text in texts(model, strategy, [*PROMPT, *begun], num_written=len(begun)):
        assert re.fullmatch("[ab]{2}", text)
    other = SPELLING.encode("cat")
    with pytest.raises(BadInput, match="does not begin as regex asks"):
        texts(model, strategy, [*PROMPT, *other], num_written=len(other))


def test_that_without_the_library_a_sentence_names_it(
    model: GPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grammar, "LIBRARY", "no_such_library")
    with pytest.raises(BadInput, match="only be constrained with the package llguidance"):
        texts(model, Sample(regex="[xyz]"))


@pytest.fixture(params=["bpe", "unigram", "llama", "byte_level"], scope="module")
def tokenizer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Tokenizer:
    """One of ours, with bytes to fall back to or of bytes, and of others the same."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param in ("bpe", "unigram"):
        return train(folder / "kept", english(200), algorithm=request.param)
    theirs = folder / "theirs"
    made = llama_model(theirs) if request.param == "llama" else saved(theirs, byte_bpe())
    store_foreign(convert_folder(made), "theirs", folder / "kept")
    return open_tokenizer(folder / "kept")


def test_that_tokens_spell_the_bytes_of_what_was_encoded(tokenizer: Tokenizer) -> None:
    text = "the cat é😀\n and the"
    spelled = token_bytes(Same(tokenizer))
    data = b"".join(spelled[token] for token in tokenizer.encode(text))
    assert data.removeprefix(b" ").decode() == text


def test_that_what_a_tokenizer_makes_of_a_prompt_counts(tokenizer: Tokenizer) -> None:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=64)
    made = build(spec, tokenizer.vocabulary_size, seed=2).eval().requires_grad_(False)
    for prompt in (list(tokenizer.prompt_begin) or [1], tokenizer.encode("the cat")):
        for regex in ("the (cat|dog) é?", " the[a-z]{1,3}"):
            for seed in range(3):
                tokens = generate(
                    made,
                    prompt,
                    Sample(regex=regex),
                    seed=seed,
                    max_new_tokens=40,
                    spelling=tokenizer,
                )
                decoder = Decoder(tokenizer)
                for token in prompt:
                    decoder.feed(token)
                text = "".join(decoder.feed(token.id) for token in tokens) + decoder.flush()
                assert re.fullmatch(regex, text), text
