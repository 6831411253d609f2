"""What stands around a text, and what ends one: as the model's own tokenizer has it, everywhere."""

import json
from pathlib import Path
from typing import Any

import hub_material as hub
import pytest
import torch
from hugging_face import lively, loaded
from tiny_project import (
    MODEL,
    distill_spec,
    ending,
    events_of,
    finetune_spec,
    perform,
    pretrain_spec,
)
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    GPT2Tokenizer,
)

from workbench.activities.spec import Candidate, EvaluateSpec, ImportModelSpec
from workbench.events import Note, Outcome, ReportReady
from workbench.generation.prompt_spec import PromptSpec
from workbench.models.model_file import framing_of
from workbench.project import Project
from workbench.store.files import durable
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
from workbench.tokenizers.opening import open_tokenizer

pytestmark = pytest.mark.slow

TEXT = "Ada had a kite."
CHAT = "{% for m in messages %}{{ m['content'] }}{% endfor %}"


def gpt2(folder: Path, *, more_rows: int = 0, seed: int = 0, **files: dict[str, Any]) -> Path:
    """A small GPT-2 as transformers saves it, its logits spread; `files` are further JSON files."""
    tokenizer = hub.byte_bpe()
    plain = json.loads(tokenizer.to_str())["model"]
    merges: Any = [tuple(merge) for merge in plain["merges"]]
    GPT2Tokenizer(vocab=plain["vocab"], merges=merges).save_pretrained(folder)
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=tokenizer.get_vocab_size() + more_rows,
        n_positions=32,
        n_embd=32,
        n_layer=2,
        n_head=2,
        bos_token_id=0,
        eos_token_id=0,
    )
    lively(GPT2LMHeadModel(config), amount=0.5).eval().save_pretrained(folder)
    for name, values in files.items():
        path = folder / f"{name}.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(known | values))
    return folder


def imported(project: Project, name: str, folder: Path) -> list[str]:
    """Take a folder over; gives what was noted."""
    run = perform(project, ImportModelSpec(name=name, folder=str(folder)))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    return [str(event.words) for event in events_of(run) if isinstance(event, Note)]


# -- out: the default tokenizer gives what training read ------------------------------------------


def test_that_a_decoders_export_begins_texts_and_never_ends_them(
    tiny: Project, tmp_path: Path
) -> None:
    tiny.model("big").export("hf", tmp_path / "out")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    ids = tokenizer(TEXT).input_ids
    assert ids == tiny.model("big").prompt_tokens(TEXT)
    assert tokenizer.convert_ids_to_tokens(ids[:1]) == ["<s>"]
    assert tokenizer.eos_token_id not in ids
    theirs, _ = loaded(AutoModelForCausalLM, tmp_path / "out")
    with torch.no_grad():
        logs = theirs(torch.tensor([ids])).logits[0].log_softmax(-1)
    scored = [token.log_probability for token in tiny.model("big").score(TEXT)]
    expected = [logs[i, ids[i + 1]].item() for i in range(len(ids) - 1)]
    assert scored == pytest.approx(expected, abs=1e-5)
    assert theirs.generation_config.eos_token_id == 6


def test_that_a_classifiers_export_tells_our_classes_with_its_default_tokenizer_and_comes_back(
    tiny: Project, tmp_path: Path
) -> None:
    perform(tiny, finetune_spec())
    tiny.model("tuned").export("hf", tmp_path / "out")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    theirs, _ = loaded(AutoModelForSequenceClassification, tmp_path / "out")
    imported(tiny, "again", tmp_path / "out")
    for text in ("Ada had a lamp. 3", "Bo took the kite to the hill."):
        with torch.no_grad():
            shares = theirs(**tokenizer(text, return_tensors="pt")).logits.softmax(-1)[0]
        ours, again = (tiny.model(name).classify(text) for name in ("tuned", "again"))
        assert again == pytest.approx(ours, abs=1e-6)
        for label, share in ours.items():
            assert shares[theirs.config.label2id[label]].item() == pytest.approx(share, abs=1e-5)


def test_that_where_the_end_token_pads_too_the_class_is_still_read_at_the_end(
    tiny: Project, tmp_path: Path
) -> None:
    folder = gpt2(tmp_path / "in", tokenizer_config={"pad_token": hub.END})
    imported(tiny, "padder", folder)
    perform(tiny, finetune_spec(name="padder tuned", model="padder", loop={"steps": 2}))
    tiny.model("padder tuned").export("hf", tmp_path / "out")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    theirs, _ = loaded(AutoModelForSequenceClassification, tmp_path / "out")
    text = "Ada had a lamp. 3"
    with torch.no_grad():
        shares = theirs(**tokenizer(text, return_tensors="pt")).logits.softmax(-1)[0]
    for label, share in tiny.model("padder tuned").classify(text).items():
        assert shares[theirs.config.label2id[label]].item() == pytest.approx(share, abs=1e-5)


def test_that_a_berts_classifier_does_too(tiny: Project, tmp_path: Path) -> None:
    bert = MODEL | {"family": "bert"}
    loop = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
    perform(tiny, pretrain_spec(name="bert", model=bert, loop=loop))
    perform(tiny, finetune_spec(name="bert tuned", model="bert"))
    tiny.model("bert tuned").export("hf", tmp_path / "out")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    theirs, _ = loaded(AutoModelForSequenceClassification, tmp_path / "out")
    imported(tiny, "bert again", tmp_path / "out")
    text = "Ada had a lamp. 3"
    with torch.no_grad():
        shares = theirs(**tokenizer(text, return_tensors="pt")).logits.softmax(-1)[0]
    ours, again = (tiny.model(name).classify(text) for name in ("bert tuned", "bert again"))
    assert again == pytest.approx(ours, abs=1e-6)
    for label, share in ours.items():
        assert shares[theirs.config.label2id[label]].item() == pytest.approx(share, abs=1e-5)


def test_that_a_berts_export_fills_in_with_its_default_tokenizer(
    tiny: Project, tmp_path: Path
) -> None:
    bert = MODEL | {"family": "bert"}
    loop = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
    perform(tiny, pretrain_spec(name="filling", model=bert, loop=loop))
    tiny.model("filling").export("hf", tmp_path / "out")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    theirs, _ = loaded(AutoModelForMaskedLM, tmp_path / "out")
    (filled,) = tiny.model("filling").fill_mask("[MASK]", top_k=3)
    with torch.no_grad():
        shares = theirs(**tokenizer("[MASK]", return_tensors="pt")).logits[0].softmax(-1)
    for candidate in filled.candidates:
        expected = shares[filled.position, candidate.id].item()
        assert candidate.probability == pytest.approx(expected, abs=1e-5)


# -- in: what the folder says ----------------------------------------------------------------------


def test_that_an_imported_model_reads_what_its_own_tokenizer_gives(
    tiny: Project, tmp_path: Path
) -> None:
    imported(tiny, "foreign", gpt2(tmp_path / "foreign"))
    model, tokenizer = tiny.model("foreign"), AutoTokenizer.from_pretrained(tmp_path / "foreign")
    assert model.prompt_tokens(TEXT) == tokenizer(TEXT).input_ids
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path / "foreign").eval()
    ids = torch.tensor([tokenizer(TEXT).input_ids])
    expected = theirs.generate(ids, max_new_tokens=12, do_sample=False, pad_token_id=0)
    written = [token.id for token in model.stream(TEXT, max_new_tokens=12)]
    assert written == expected[0, ids.shape[1] :].tolist()
    assert model.prompt_tokens("") == [0], "an empty prompt begins behind the end of a text"


def test_that_special_tokens_can_be_switched_off(tiny: Project) -> None:
    model = tiny.model("big")
    whole, bare = (
        model.prompt_tokens(PromptSpec(text=TEXT, add_special_tokens=switch))
        for switch in (True, False)
    )
    assert whole == [5, *bare]
    assert len(model.score(TEXT)) == len(model.score(TEXT, add_special_tokens=False)) + 1
    both = model.versus("big")
    assert both.tokens(TEXT, add_special_tokens=False).ids == tuple(bare)


def test_that_each_of_several_ends_stops_and_all_are_kept_on_export(
    tiny: Project, tmp_path: Path
) -> None:
    plain = gpt2(tmp_path / "plain", generation_config={"eos_token_id": None})
    imported(tiny, "endless", plain)
    third = [token.id for token in tiny.model("endless").stream(TEXT, max_new_tokens=8)][2]
    folder = gpt2(
        tmp_path / "two",
        generation_config={"eos_token_id": [0, third], "temperature": 0.6},
        tokenizer_config={"chat_template": CHAT},
    )
    imported(tiny, "two", folder)
    written = [token.id for token in tiny.model("two").stream(TEXT, max_new_tokens=8)]
    assert written[-1] == third
    assert third not in written[:-1]
    tiny.model("two").export("hf", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "config.json").read_text())["eos_token_id"] == [0, third]
    generation = json.loads((tmp_path / "out" / "generation_config.json").read_text())
    assert (generation["eos_token_id"], generation["temperature"]) == ([0, third], 0.6)
    assert AutoTokenizer.from_pretrained(tmp_path / "out").chat_template == CHAT


def test_that_a_student_ends_texts_as_its_teacher_does(tiny: Project, tmp_path: Path) -> None:
    folder = gpt2(tmp_path / "two", generation_config={"eos_token_id": [0, 7]})
    imported(tiny, "teacher", folder)
    student = MODEL | {"family": "gpt", "num_layers": 1}
    run = perform(tiny, distill_spec(teacher="teacher", student=student, stages=[{"steps": 2}]))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    model = tiny.model("small")
    assert framing_of(model.file, model.tokenizer).ends == (0, 7)
    assert model.prompt_tokens(TEXT) == tiny.model("teacher").prompt_tokens(TEXT)


# -- vocabularies of different padding -------------------------------------------------------------


def test_that_models_of_different_room_are_compared_over_the_common_ids(
    tiny: Project, tmp_path: Path
) -> None:
    imported(tiny, "wide", gpt2(tmp_path / "wide", more_rows=24))
    imported(tiny, "narrow", gpt2(tmp_path / "narrow", seed=1))
    wide, narrow = tiny.model("wide"), tiny.model("narrow")
    compared = wide.versus("narrow").tokens(TEXT)
    assert compared.common_pieces == narrow.file.vocabulary_size
    ids = torch.tensor([wide.prompt_tokens(TEXT)])
    with torch.no_grad():
        theirs, ours = (model.network()(ids)[0, :-1] for model in (wide, narrow))
    logs = theirs[:, : ours.shape[1]].log_softmax(-1), ours.log_softmax(-1)
    expected = (logs[0].exp() * (logs[0] - logs[1])).sum(-1)
    assert [token.kl for token in compared.tokens] == pytest.approx(expected.tolist(), abs=1e-4)
    spec = EvaluateSpec(
        corpus="tales", candidates=(Candidate(model="narrow"),), teacher="wide", baseline=False
    )
    run = perform(tiny, spec)
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    events = list(events_of(run))
    (report,) = (event for event in events if isinstance(event, ReportReady))
    assert report.rows[0].kl is not None
    notes = [str(event.words) for event in events if isinstance(event, Note)]
    assert sum("that both have" in note for note in notes) == 1
    pair, common = wide.versus("narrow"), narrow.file.vocabulary_size
    (*_, searched) = pair.worst_passages("tales", most_tokens=64)
    assert {one.compared.common_pieces for one in searched.passages} == {common}
    what_if = pair.what_if(TEXT)
    assert what_if.common_pieces == common
    answer = what_if.answer(alpha=1.0, temperature=1.0, squared=True, position=0)
    assert answer.soft == pytest.approx(expected[: len(what_if.tokens)].mean().item(), abs=1e-4)
    assert pair.attention(TEXT).teacher.tokens == pair.attention(TEXT).student.tokens


def test_that_a_student_of_other_room_learns_from_its_teacher(
    tiny: Project, tmp_path: Path
) -> None:
    imported(tiny, "broad", gpt2(tmp_path / "broad", more_rows=24))
    imported(tiny, "slim", gpt2(tmp_path / "slim", seed=1))
    spec = distill_spec(name="warm", teacher="broad", warm_start="slim", stages=[{"steps": 2}])
    run = perform(tiny, spec)
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    assert tiny.model("warm").file.vocabulary_size == tiny.model("slim").file.vocabulary_size


# -- where nothing is known ------------------------------------------------------------------------


def test_that_a_model_without_an_end_token_is_measured_and_it_is_said(
    tiny: Project, tmp_path: Path
) -> None:
    nothing = {"bos_token": None, "eos_token": None, "unk_token": None}
    folder = gpt2(
        tmp_path / "endless",
        tokenizer_config=nothing | {"tokenizer_class": "PreTrainedTokenizerFast"},
        generation_config={"eos_token_id": None},
    )
    notes = imported(tiny, "open", folder)
    assert any("no end token is known" in note for note in notes)
    candidates = (Candidate(model="open"),)
    run = perform(tiny, EvaluateSpec(corpus="tales", candidates=candidates, baseline=False))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)


def test_that_a_tokenizer_imported_before_keeps_what_it_put_in_front(tmp_path: Path) -> None:
    store_foreign(convert_folder(gpt2(tmp_path / "in")), "old", tmp_path / "new")
    meta = json.loads((tmp_path / "new" / "meta.json").read_text())
    assert open_tokenizer(tmp_path / "new").prompt_begin == ()
    del meta["framing"]
    with durable.staging(tmp_path / "old") as staged:
        durable.write_json(staged / "meta.json", meta)
        data = (tmp_path / "new" / "tokenizer.json").read_bytes()
        durable.write_bytes(staged / "tokenizer.json", data)
    old = open_tokenizer(tmp_path / "old")
    assert old.prompt_begin == (0,)
    assert old.digest == meta["digest"], "its documents are framed as before"


def test_that_settings_that_change_what_transformers_writes_are_named(
    tiny: Project, tmp_path: Path
) -> None:
    quiet = {"repetition_penalty": 1.0, "num_beams": 1, "temperature": 0.6, "top_p": 0.9}
    folder = gpt2(tmp_path / "usual", generation_config=quiet)
    assert "transformers follows" not in "\n".join(imported(tiny, "usual writer", folder))
    asked = {"repetition_penalty": 1.05, "suppress_tokens": [5, 6]}
    folder = gpt2(tmp_path / "other", generation_config=asked, seed=1)
    said = "\n".join(imported(tiny, "other writer", folder))
    assert "repetition_penalty = 1.05, suppress_tokens = [5, 6]" in said
    assert "strategy 'own' does, which is greedy(repetition_penalty=1.05,bad_words=" in said
    strange = {"guidance_scale": 1.5, "no_repeat_ngram_size": 3}
    folder = gpt2(tmp_path / "strange", generation_config=strange, seed=2)
    told = imported(tiny, "strange writer", folder)
    assert any("guidance_scale = 1.5: transformers follows that when it" in one for one in told)
    assert any("no_repeat_ngram_size = 3: transformers follows" in one for one in told)


@pytest.mark.parametrize(
    "asked",
    [
        {"repetition_penalty": 1.4, "suppress_tokens": [5, 6], "bad_words_ids": [[7], [8, 9]]},
        {"do_sample": True, "temperature": 0.7, "no_repeat_ngram_size": 2},
        {"num_beams": 3, "sequence_bias": [[[11], 3.0]], "min_new_tokens": 9},
    ],
    ids=str,
)
def test_that_the_own_strategy_writes_what_transformers_writes(
    tiny: Project, tmp_path: Path, asked: dict[str, Any]
) -> None:
    folder = gpt2(tmp_path / "own", generation_config=asked, seed=3)
    imported(tiny, f"own {min(asked)}", folder)
    model = tiny.model(f"own {min(asked)}")
    ids_1t = torch.tensor([model.prompt_tokens(TEXT)[:8]])
    prompt = model.tokenizer.decode(ids_1t[0].tolist())
    twin = AutoModelForCausalLM.from_pretrained(folder)
    torch.manual_seed(4)
    theirs = twin.generate(ids_1t, attention_mask=torch.ones_like(ids_1t), max_new_tokens=12)
    ours = [token.id for token in model.stream(prompt, "own", seed=4, max_new_tokens=12)]
    assert model.prompt_tokens(prompt) == ids_1t[0].tolist()
    assert ours == theirs[0, 8:].tolist()
