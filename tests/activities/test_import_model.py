"""A folder that transformers wrote becomes a model of the project, used like any other."""

import json
from copy import deepcopy
from pathlib import Path
from typing import TypedDict

import gguf
import pytest
import torch
from gguf_material import Kind, gguf_model
from hub_material import MAKERS
from hugging_face import lively
from safetensors.torch import save_file
from tiny_project import CORPUS, distill_spec, ending, events_of, perform, tales
from transformers import (
    BertConfig,
    BertForPreTraining,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from workbench.activities.spec import ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.errors import BadInput
from workbench.events import Note, Outcome
from workbench.generation.spec import Greedy
from workbench.project import Project
from workbench.spec import validate
from workbench.tokenizers.hub.gguf.reading import convert_gguf


class HubSizes(TypedDict):
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int


SIZES: HubSizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}


def llama(folder: Path) -> LlamaForCausalLM:
    MAKERS["llama"](folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(tokenizer) + 3,  # padded, as published ones are
        intermediate_size=48,
        max_position_embeddings=64,
        eos_token_id=2,
        **SIZES,
    )
    model = lively(LlamaForCausalLM(config)).eval()
    model.save_pretrained(folder)
    return model


def bert(folder: Path) -> BertForPreTraining:
    MAKERS["bert"](folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    config = BertConfig(
        vocab_size=len(tokenizer), intermediate_size=48, max_position_embeddings=64, **SIZES
    )
    model = lively(BertForPreTraining(config)).eval()
    model.save_pretrained(folder)
    return model


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory):
    """A project with a corpus, a Llama and a BERT; and what transformers has of both."""
    folder = tmp_path_factory.mktemp("imports")
    (folder / "tales.txt").write_text(tales())
    theirs = {"llama": llama(folder / "llama"), "bert": bert(folder / "bert")}
    with Project.open(folder / "lab") as project:
        spec = {"name": CORPUS, "files": (str(folder / "tales.txt"),)}
        project.run(validate(AddCorpusSpec, spec))
        for name in theirs:
            run = perform(project, ImportModelSpec(name=name, folder=str(folder / name)))
            assert ending(run).outcome is Outcome.FINISHED, ending(run)
        yield project, theirs, folder


def test_that_an_imported_decoder_writes_what_transformers_writes(lab) -> None:
    project, theirs, folder = lab
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder / "llama")
    prompt = project.model("llama").prompt_tokens("Ada had")
    assert prompt == tokenizer("Ada had").input_ids
    written = list(project.model("llama").stream("Ada had", Greedy(), max_new_tokens=10))
    expected = theirs["llama"].generate(
        torch.tensor([prompt]), max_new_tokens=10, do_sample=False, pad_token_id=0
    )
    assert [token.id for token in written] == expected[0, len(prompt) :].tolist()


def test_that_an_imported_encoder_fills_in_what_transformers_does(lab) -> None:
    project, theirs, folder = lab
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder / "bert")
    text = "the [MASK] of the old house"
    (filled,) = project.model("bert").fill_mask(text, top_k=3)
    ids = tokenizer(text).input_ids
    with torch.no_grad():
        logits = theirs["bert"](torch.tensor([ids])).prediction_logits[0, filled.position]
    shares = logits.softmax(-1)
    assert ids[filled.position] == tokenizer.mask_token_id
    for candidate in filled.candidates:
        expected = shares[candidate.id].item()
        assert candidate.probability == pytest.approx(expected, rel=1e-4)
    ordinary = [i for i in range(len(tokenizer)) if i not in tokenizer.all_special_ids]
    assert filled.candidates[0].id == max(ordinary, key=lambda i: shares[i])


def test_that_a_student_learns_from_an_imported_teacher(lab) -> None:
    project, _, _ = lab
    run = perform(project, distill_spec(teacher="llama", stages=[{"steps": 4}]))
    assert ending(run).outcome is Outcome.FINISHED
    assert project.model("small").record.tokenizer == project.model("llama").record.tokenizer


def test_that_a_tokenizer_that_is_there_already_is_used_again(lab) -> None:
    project, _, folder = lab
    before = project.tokenizers
    run = perform(project, ImportModelSpec(name="llama again", folder=str(folder / "llama")))
    assert project.tokenizers == before
    first, again = (project.model(name).record for name in ("llama", "llama again"))
    assert first.tokenizer == again.tokenizer
    notes = [str(event.words) for event in events_of(run) if isinstance(event, Note)]
    assert "the project has this tokenizer already; it is used again" in notes


def test_that_a_tokenizer_too_large_for_the_model_is_refused(lab, tmp_path: Path) -> None:
    project, _, folder = lab
    (tmp_path / "mixed").mkdir()
    for path in (folder / "bert").iterdir():
        (tmp_path / "mixed" / path.name).write_bytes(path.read_bytes())
    MAKERS["gpt2"](tmp_path / "gpt2")
    larger = (tmp_path / "gpt2" / "tokenizer.json").read_text()
    assert len(json.loads(larger)["model"]["vocab"]) > 300
    (tmp_path / "mixed" / "tokenizer.json").write_text(larger)
    run = perform(project, ImportModelSpec(name="mixed", folder=str(tmp_path / "mixed")))
    assert "the model only 300 rows" in str(ending(run).words)
    assert "mixed" not in {model.name for model in project.models}


def test_that_an_adapter_becomes_a_model_that_reads_as_its_base(lab, tmp_path: Path) -> None:
    project, theirs, _ = lab
    module = "model.layers.0.self_attn.q_proj"
    config = {"peft_type": "LORA", "r": 2, "lora_alpha": 8, "base_model_name_or_path": "acme/llama"}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    halves = {"A": torch.randn(2, 32), "B": torch.randn(32, 2)}
    named = {f"base_model.model.{module}.lora_{half}.weight": t for half, t in halves.items()}
    save_file(named, tmp_path / "adapter_model.safetensors")
    alone = perform(project, ImportModelSpec(name="alone", folder=str(tmp_path)))
    assert "holds a LoRA adapter, which only changes another model (acme/llama)" in str(
        ending(alone).words
    )
    run = perform(project, ImportModelSpec(name="ada", folder=str(tmp_path), base="llama"))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    ada, base = project.model("ada"), project.model("llama")
    assert ada.record.tokenizer == base.record.tokenizer
    assert ada.file == base.file
    changed = deepcopy(theirs["llama"])
    with torch.no_grad():
        changed.get_submodule(module).weight += 4 * halves["B"] @ halves["A"]
        ids = torch.tensor([ada.prompt_tokens("Ada had")])
        expected = changed(ids).logits
        torch.testing.assert_close(ada.network()(ids), expected, atol=1e-4, rtol=1e-4)
    whole = perform(project, ImportModelSpec(name="no", folder=str(tmp_path / "x"), base="llama"))
    assert "holds no LoRA adapter" in str(ending(whole).words)


def test_that_a_folder_that_is_none_is_refused_with_a_sentence(lab, tmp_path: Path) -> None:
    project, _, _ = lab
    run = perform(project, ImportModelSpec(name="nothing", folder=str(tmp_path)))
    assert ending(run).outcome is Outcome.FAILED
    assert "holds no tokenizer" in str(ending(run).words)
    with pytest.raises(BadInput, match="'llama' is taken"):
        project.start(ImportModelSpec(name="llama", folder=str(tmp_path)))


@pytest.mark.slow
def test_that_a_gguf_file_becomes_a_model_that_writes_what_transformers_writes(
    lab, tmp_path: Path
) -> None:
    project, _, _ = lab
    path = tmp_path / "files" / "model.gguf"
    path.parent.mkdir()
    theirs = gguf_model(path, "qwen2", kind=Kind.Q8_0, vocab_size=420)
    run = perform(project, ImportModelSpec(name="from gguf", folder=str(path.parent)))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    notes = [str(event.words) for event in events_of(run) if isinstance(event, Note)]
    assert any("made float32" in note and "Q8_0" in note for note in notes)
    model = project.model("from gguf")
    assert model.file.framing.ends == (401, 0)
    assert model.file.chat_template == "{{ messages }}"
    with torch.no_grad():
        for name, parameter in theirs.named_parameters():
            if parameter.dim() > 1 and name.endswith("weight"):
                numbers = gguf.quantize(parameter.numpy(), Kind.Q8_0)
                parameter.copy_(torch.from_numpy(gguf.dequantize(numbers, Kind.Q8_0)))
    prompt = model.prompt_tokens("Ada had")
    expected = theirs.generate(
        torch.tensor([prompt]), max_new_tokens=10, do_sample=False, eos_token_id=[401, 0]
    )[0, len(prompt) :].tolist()
    written = [token.id for token in model.stream("Ada had", Greedy(), max_new_tokens=10)]
    assert written == expected
    assert model.attention("Ada had a kite.").attention_lhqk.shape[:2] == (2, 6)
    # llama.cpp has a name for how it cuts text, so it goes out again as it came.
    model.export("gguf", tmp_path / "out")
    assert model.deviation(tmp_path / "out").largest == 0
    again = convert_gguf(tmp_path / "out" / "from-gguf.gguf")
    assert again.digest == convert_gguf(path).digest


def test_that_a_folder_with_several_gguf_files_asks_for_one(lab, tmp_path: Path) -> None:
    project, _, _ = lab
    for name in ("a.gguf", "b.gguf", "note.txt"):
        (tmp_path / name).write_bytes(b"GGUF")
    run = perform(project, ImportModelSpec(name="many", folder=str(tmp_path)))
    assert "holds 2 GGUF files, such as a.gguf and b.gguf" in str(ending(run).words)
    run = perform(project, ImportModelSpec(name="text", folder=str(tmp_path / "note.txt")))
    assert ending(run).outcome is Outcome.FAILED
