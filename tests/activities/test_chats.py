"""Chat models: tuned on chats, asked as in a chat, exported and distilled, with their template."""

import json
from pathlib import Path
from typing import Any

import chat_material as material
import pytest
import torch
from click.testing import CliRunner
from hugging_face import lively
from tiny_project import RUNTIME, ending, events_of, metric_rows, perform, weights_hash
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

from workbench.activities.spec import ImportModelSpec
from workbench.cli.main import verbs
from workbench.errors import BadInput
from workbench.events import Metrics, Note, Outcome, SampleWritten
from workbench.generation.prompt_spec import PromptSpec
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.spec import to_toml, validate
from workbench.training.finetune_spec import FinetuneSpec

pytestmark = pytest.mark.slow

END = "<|im_end|>"


def chat_model(folder: Path, template: str = material.CHATML, *, layers: int = 2) -> Path:
    """A small Llama as transformers saves it, with a chat template, its logits spread."""
    tokenizer: Any = material.tokenizer(template)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=layers,
        num_attention_heads=2,
        max_position_embeddings=128,
        bos_token_id=tokenizer.convert_tokens_to_ids("<s>"),
        eos_token_id=tokenizer.convert_tokens_to_ids("</s>"),
    )
    lively(LlamaForCausalLM(config), amount=0.3).eval().save_pretrained(folder)
    return folder


def chats(path: Path, count: int = 24) -> Path:
    things = ("kite", "lamp", "drum")
    rows = [
        [
            {"role": "user", "content": f"Ada had a {thing} {n}. What?"},
            {"role": "assistant", "content": f"A {thing}."},
            {"role": "user", "content": "Again?"},
            {"role": "assistant", "content": f"The {thing}!"},
        ]
        for n in range(count)
        for thing in [things[n % 3]]
    ]
    path.write_text("\n".join(json.dumps({"messages": row}) for row in rows))
    return path


def spec(path: Path, **changes: Any) -> FinetuneSpec:
    loop = {"epochs": 0, "steps": 4, "micro_batch_size": 4, "evaluate_every": 2, "sample_tokens": 4}
    plain = {
        "name": "tuned",
        "model": "chatty",
        "examples": str(path),
        "task": {"kind": "instruct", "chat": "messages"} | changes.pop("task", {}),
        "optimizer": {"learning_rate": 1e-2},
        "schedule": {"warmup_steps": 1},
        "loop": loop | changes.pop("loop", {}),
        "runtime": RUNTIME,
    }
    return validate(FinetuneSpec, plain | changes)


@pytest.fixture
def lab(tiny: Project, tmp_path: Path) -> Project:
    folder = chat_model(tmp_path / "chatty")
    run = perform(tiny, ImportModelSpec(name="chatty", folder=str(folder)))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    return tiny


def said(run: Any) -> list[str]:
    return [str(event.words) for event in events_of(run) if isinstance(event, Note)]


def test_that_a_chat_is_answered_as_by_transformers(lab: Project, tmp_path: Path) -> None:
    tokenizer: Any = AutoTokenizer.from_pretrained(tmp_path / "chatty")
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path / "chatty").eval()
    chat = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi!"}]
    ids = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt")
    expected = theirs.generate(
        **ids,
        max_new_tokens=20,
        do_sample=False,
        pad_token_id=0,
        eos_token_id=tokenizer.convert_tokens_to_ids(["</s>", END]),
    )[0, ids.input_ids.shape[1] :].tolist()
    model = lab.model("chatty")
    asked = PromptSpec(text="Hi!", chat=True, system="Be kind.")
    assert model.prompt_tokens(asked) == ids.input_ids[0].tolist()
    told = model.stream(asked, max_new_tokens=20)
    assert [token.id for token in told] == expected
    assert model.chat(chat, max_new_tokens=20) == model.generate(asked, max_new_tokens=20)
    with pytest.raises(BadInput, match="brings no chat template"):
        lab.model("big").chat(chat)
    with pytest.raises(BadInput, match="only a chat"):
        model.generate(PromptSpec(text="Hi!", system="Be kind."))


def test_that_answers_are_learnt_and_end_and_that_the_export_says_so(
    lab: Project, tmp_path: Path
) -> None:
    path = chats(tmp_path / "chats.jsonl")
    run = perform(lab, spec(path, loop={"steps": 80, "evaluate_every": 40}))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    samples = [event for event in events_of(run) if isinstance(event, SampleWritten)]
    assert samples[-1].prompt.endswith("<|im_start|>assistant\n")
    model = lab.model("tuned")
    ask = [{"role": "user", "content": "Ada had a lamp 1. What?"}]
    assert model.chat(ask) in {"A lamp.", "A kite.", "A drum."}
    model.export("hf", tmp_path / "out")
    tokenizer: Any = AutoTokenizer.from_pretrained(tmp_path / "out")
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path / "out").eval()
    ids = tokenizer.apply_chat_template(ask, add_generation_prompt=True, return_tensors="pt")
    written = theirs.generate(**ids, max_new_tokens=20, do_sample=False, pad_token_id=0)
    answer = written[0, ids.input_ids.shape[1] :]
    assert tokenizer.decode(answer) == model.chat(ask) + END, "it ends there by its own settings"


def test_that_a_stopped_run_goes_on_to_the_same_bits(lab: Project, tmp_path: Path) -> None:
    path = chats(tmp_path / "chats.jsonl")
    whole = perform(lab, spec(path))
    control = ThreadControl()
    attempt = lab.start(spec(path, name="halved"), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 2:
            control.stop()
    path.unlink()
    for _ in lab.resume("halved"):
        pass
    assert metric_rows(attempt.run) == metric_rows(whole)
    assert weights_hash(attempt.run) == weights_hash(whole)


def test_that_prompts_and_responses_are_a_chat_of_two(lab: Project, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("prompt,response\n" + "".join(f"What {n}?,It is {n}.\n" for n in range(12)))
    task = {"chat": ""}
    shown = lab.preview(spec(table, task=task)).examples().examples[0].pieces
    text = "".join(piece.text for piece in shown).replace("▁", " ")
    assert text.startswith("<|im_start|>user")
    learnt = "".join(piece.text for piece in shown if piece.is_learnt).replace("▁", " ")
    assert learnt.startswith("It is ")
    assert learnt.endswith(END)
    own = spec(table, task=task | {"chat_template": "own", "template": "Q {prompt} A "})
    shown = lab.preview(own).examples().examples[0].pieces
    assert "<|im_start|>" not in "".join(piece.text for piece in shown)


def test_that_cut_and_refused_chats_are_counted_before_and_in_the_run(
    lab: Project, tmp_path: Path
) -> None:
    path = chats(tmp_path / "chats.jsonl", 12)
    turn = {"role": "assistant", "content": "no end of words " * 60}
    long = [{"role": "user", "content": "Talk."}, turn]
    with path.open("a") as file:
        file.write("\n" + json.dumps({"messages": long}))
        file.write("\n" + json.dumps({"messages": long[:1]}))
    wanted = spec(path, validation_fraction=0.3)
    expected = [
        f"{path}: 1 rows hold no chat in which the assistant says something each time, or cannot "
        "be read; left out",
        "1 of 13 answers are cut at the context of 128 tokens; their end is not learnt",
    ]
    assert [str(note) for note in lab.preview(wanted).examples().notes] == expected
    assert [text for text in said(perform(lab, wanted)) if text in expected] == expected


def test_that_a_smaller_model_learns_answers_from_a_chat_model(
    lab: Project, tmp_path: Path
) -> None:
    small = chat_model(tmp_path / "small", "", layers=1)
    perform(lab, ImportModelSpec(name="small", folder=str(small)))
    assert not lab.model("small").can_chat
    path = chats(tmp_path / "chats.jsonl")
    taught = {"teacher": "chatty", "alpha": 0.7}
    run = perform(lab, spec(path, name="taught", model="small", task=taught))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    parts = [e.values for e in events_of(run) if isinstance(e, Metrics) and "loss_soft" in e.values]
    assert parts
    assert lab.model("taught").can_chat
    alone = perform(lab, spec(path, name="alone", task={"alpha": 0.0, "teacher": "chatty"}))
    plain = perform(lab, spec(path, name="plain"))
    assert weights_hash(alone) == weights_hash(plain)


def test_that_a_model_without_a_template_is_not_tuned_on_chats(
    tiny: Project, tmp_path: Path
) -> None:
    path = chats(tmp_path / "chats.jsonl")
    with pytest.raises(BadInput, match="'big' brings no chat template"):
        tiny.start(spec(path, model="big"))


def test_that_the_terminal_asks_and_shows_what_is_learnt(lab: Project, tmp_path: Path) -> None:
    table, file = tmp_path / "chats.jsonl", tmp_path / "spec.toml"
    file.write_text(to_toml(spec(chats(table))))
    folder = ["--project", str(lab.folder)]
    estimated, told, generated = (
        CliRunner().invoke(verbs, [*line, *folder])
        for line in (
            ["estimate", str(file)],
            ["estimate", str(file), "--json"],
            ["generate", "--model=chatty", "--prompt=Hi!", "--chat", "--json", "--seed=1"],
        )
    )
    assert f"[{END}]" in estimated.stdout
    assert " <|im_start|>" in estimated.stdout
    assert json.loads(told.stdout)["train_examples"] == 19
    row = json.loads(generated.stdout)
    assert row["prompt_tokens"] == lab.model("chatty").prompt_tokens(
        PromptSpec(text="Hi!", chat=True)
    )


def test_that_the_terminal_goes_on_with_a_chat_and_shows_what_is_read(
    lab: Project, tmp_path: Path
) -> None:
    tokenizer: Any = AutoTokenizer.from_pretrained(tmp_path / "chatty")
    said = ["Hi!", "Hello.", "Who are you?"]
    roles = ("user", "assistant", "user")
    chat = [{"role": role, "content": text} for role, text in zip(roles, said, strict=True)]
    read = tokenizer.apply_chat_template(chat, add_generation_prompt=True)["input_ids"]
    line = ["generate", "--model=chatty", "--chat", f"--prompt={said[2]}", "--max-new-tokens=6"]
    line += ["--strategy=sample"]
    line += [f"--history={text}" for text in said[:2]] + ["--project", str(lab.folder)]
    whole, begun, shown, special = (
        CliRunner().invoke(verbs, [*line, *more])
        for more in (
            ["--json"],
            ["--json", "--prefill= I am"],
            ["--verbose-prompt"],
            ["--verbose-prompt", f"--prefill={END}", "--parse-special"],
        )
    )
    assert json.loads(whole.stdout)["prompt_tokens"] == read
    continued = json.loads(begun.stdout)["prompt_tokens"]
    assert continued[: len(read)] == read
    assert tokenizer.decode(continued[len(read) :]) == " I am"
    assert f"chatty reads {len(read)} tokens" in shown.stdout
    assert shown.stdout.count(f"{END}  special") == len(chat)
    assert special.exit_code == 0, special.output
    drawn = CliRunner().invoke(verbs, [*line, "--json", "--samples=2", "--seed=5"]).stdout
    assert [json.loads(row)["seed"] for row in drawn.splitlines()] == [5, 6]
