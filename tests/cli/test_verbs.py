"""Each verb with --json prints the promised keys; for people it prints something readable."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from called_verbs import Call
from tiny_project import (
    CORPUS,
    TEACHER,
    TOKENIZER,
    distill_spec,
    finetune_spec,
    pretrain_spec,
    spec_file,
    tales,
)

from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.cli.main import verbs
from workbench.cli.output import report_table
from workbench.events import EVENT, ReportRow
from workbench.models.inference import available_cores
from workbench.project import Project
from workbench.project.runs.processes import detached
from workbench.project.runs.processes.detached import DetachedRuns
from workbench.store.runs.journal import read_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return spec_file(tmp_path, pretrain_spec(name="again", loop={"steps": 4, "evaluate_every": 2}))


def test_that_every_verb_of_this_stage_is_there():
    assert set(verbs.commands) == {
        *("attention", "classify", "corpus", "curves", "demo", "doctor", "embeddings"),
        *("estimate", "evaluate", "neighbours"),
        *("attention", "classify", "corpus", "demo", "doctor", "estimate", "evaluate"),
        *("evolution", "similarity", "weights"),
        *("average", "branch", "checkpoints", "pairs", "promote"),
        *("compare", "presets", "recipe", "report", "sweep"),
        *("annotate", "diff", "disk", "lineage", "reproduce", "search"),
        *("attribute", "saliency"),
        *("alerts", "queue", "anomalies", "attribute", "saliency", "batch"),
        *(
            "export",
            "generate",
            "fill-mask",
            "heads",
            "histograms",
            "history",
            "import",
            "import-runs",
            "importance",
            "intervene",
            "next-token",
            "patch",
            "reindex",
            "resume",
            "run",
            "runs",
            "score",
            "speculate",
            "tokenize",
        ),
        *("lens", "lr-test", "neurons", "query-key"),
        *("prompts", "versus-texts", "vote", "votes"),
        "tree",
        "watch",
        "worst",
    }


def test_that_every_verb_has_help_and_the_two_common_options(call: Call):
    for name, verb in verbs.commands.items():
        paths: list[tuple[str, ...]] = [(name, sub) for sub in getattr(verb, "commands", ())]
        for path in paths or [(name,)]:
            result = call(*path, "--help")
            assert result.code == 0
            assert "--project" in result.out
            assert "--json" in result.out


def test_that_a_table_is_added_as_guessed_or_as_asked(call: Call, tmp_path: Path):
    lab, table = tmp_path / "lab", tmp_path / "table.csv"
    table.write_text("n;text\n1;Hail, then sun\n2;Fog\n")
    add = ("corpus", "add", table, "--project", lab)
    assert call(*add, "--name", "guessed").code == 0
    guessed = call("corpus", "show", "guessed", "--project", lab).out
    assert "delimiter ';', quotation mark '\"'; the first row names the columns" in guessed
    assert guessed.endswith("Hail, then sun\nFog\n")
    flags = ("--delimiter", "none", "--quote", "none", "--escape", "none", "--heading", "no")
    assert call(*add, "--name", "asked", *flags).code == 0
    asked = call("corpus", "show", "asked", "--project", lab, "--json").object
    assert asked["preview"].split("\n")[:2] == ["n;text", "1;Hail, then sun"]
    assert any("one column, a line each" in note for note in asked["notes"])
    refused = call(*add, "--name", "x", "--delimiter", "||")
    assert refused.code == 2
    assert "'||' is no sign; write a single character, or tab, or none" in refused.err


def test_that_a_corpus_is_added_to_a_new_project_and_shown(call: Call, tmp_path: Path):
    text = tmp_path / "tales.txt"
    text.write_text(tales(50))
    lab = tmp_path / "new" / "lab"
    added = call("corpus", "add", text, "--name", "novel", "--project", lab, "--json")
    assert added.code == 0
    assert added.objects[0]["type"] == "RunStarted"
    assert added.objects[-1]["type"] == "RunEnded"
    shown = call("corpus", "show", "novel", "--project", lab, "--json").object
    assert shown["name"] == "novel"
    assert shown["encoding"] == "utf-8"
    assert shown["documents"] == 50
    assert shown["characters"] == shown["bytes"]
    assert shown["skipped"] == 0
    assert shown["preview"].startswith(tales(50)[:40])
    assert "documents: 50" in call("corpus", "show", "novel", "--project", lab).out


def test_that_run_prints_the_journal_and_takes_settings(cli: Call, spec: Path, tiny_folder: Path):
    result = cli("run", spec, "--json", "--set", "loop.steps=3", "--set", "name=other")
    assert (result.code, result.err) == (0, "")
    entries, _ = read_journal(tiny_folder / "runs" / "0004-other" / "journal.jsonl")
    assert [EVENT.validate_json(line) for line in result.out.splitlines()] == [
        entry.event for entry in entries
    ]
    metrics = [event for event in result.objects if event["type"] == "Metrics"]
    assert metrics[-1]["step"] == 3
    assert isinstance(metrics[-1]["values"]["validation_loss"], float)
    assert result.objects[-1]["type"] == "RunEnded"
    assert result.objects[-1]["outcome"] == "finished"


def test_that_for_people_words_go_to_standard_error(cli: Call, spec: Path):
    result = cli("run", spec)
    assert (result.code, result.out) == (0, "")
    assert "again (pretrain" in result.err
    assert "validation loss" in result.err
    assert result.err.rstrip().endswith("Finished")


def test_that_resume_says_that_a_finished_run_is_finished(cli: Call):
    result = cli("resume", TEACHER)
    assert result.code == 1
    assert "'big' is finished; start a new run to train longer" in result.error


def test_that_watch_repeats_a_finished_run(cli: Call):
    result = cli("watch", TEACHER, "--json")
    assert result.code == 0
    assert result.objects[0]["type"] == "RunStarted"
    assert result.objects[-1]["type"] == "RunEnded"


@pytest.mark.parametrize(
    ("lines", "outcome", "sentence"),
    [
        (-1, "interrupted", "big was interrupted at step 20; resume it with: resume 0003-big"),
        (0, "queued", "big was not taken up by any process; do it with: resume 0003-big"),
    ],
)
def test_that_watch_says_so_of_a_run_that_nobody_works_on_any_more(
    cli: Call,
    tiny_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: int,
    outcome: str,
    sentence: str,
):
    monkeypatch.setattr(detached, "TAKEN_UP_WITHIN_S", 0.0)
    journal = tiny_folder / "runs" / "0003-big" / "journal.jsonl"
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:lines]))
    result = cli("watch", TEACHER)
    assert (result.code, result.error) == (1, sentence)
    closing = cli("watch", TEACHER, "--json").objects[-1]
    assert (closing["type"], closing["outcome"]) == ("RunEnded", outcome)
    assert str(Words(**closing["words"])) == sentence


def test_that_runs_lists_every_run(cli: Call):
    rows = {row["name"]: row for row in cli("runs", "--json").objects}
    assert list(rows) == [CORPUS, TOKENIZER, TEACHER]
    row = rows[TEACHER]
    assert set(row) >= {"id", "name", "kind", "status", "step", "total_steps", "metrics"}
    assert (row["kind"], row["status"]) == ("pretrain", "finished")
    assert (row["step"], row["total_steps"]) == (20, 20)
    assert row["metrics"]["validation_loss"] > 0
    assert "0003-big" in cli("runs").out


def test_that_runs_are_filtered_sorted_and_grouped(cli: Call):
    def listed(*arguments: str) -> list[str]:
        return [row["name"] for row in cli("runs", "--json", *arguments).objects]

    assert listed("--where", "val_loss < 100 and kind = pretrain") == [TEACHER]
    assert listed("--where", "learning_rate = 0.01") == [TEACHER]
    assert listed("--sort", "name") == sorted([CORPUS, TOKENIZER, TEACHER])
    assert listed("--sort", "started", "--descending") == [TEACHER, TOKENIZER, CORPUS]
    groups = cli("runs", "--json", "--group-by", "corpus").objects
    assert [(one["value"], len(one["runs"])) for one in groups] == [(CORPUS, 2), (None, 1)]
    assert groups[0]["best"] == groups[0]["mean"] > 0
    shown = cli("runs", "--columns", "name,optimizer.learning_rate,best.val_loss").out
    assert "best validation loss" in shown
    wrong = cli("runs", "--where", "val_los < 3")
    assert (wrong.code, wrong.error) == (
        2,
        "no run has a 'val_los'; did you mean 'validation_loss'?",
    )


def test_that_what_is_said_of_a_run_is_kept_and_found(cli: Call):
    said = cli("annotate", TEACHER, "--tag", "best so far", "--note", "長い", "--pin", "--json")
    assert said.object["tags"] == ["best so far"]
    assert [run["name"] for run in cli("runs", "--where", "長い", "--json").objects] == [TEACHER]
    cli("annotate", TEACHER, "--untag", "Best so far", "--archive", "--name", "old")
    assert TEACHER not in [run["name"] for run in cli("runs", "--json").objects]
    (old,) = cli("runs", "--where", "archived = yes", "--keep-view", "old ones", "--json").objects
    assert (old["name"], old["tags"], old["pinned"]) == ("old", [], True)
    assert cli("runs", "--view", "old ones", "--json").objects == [old]
    assert cli("annotate", TOKENIZER, CORPUS, "--name", "x").code == 2


def test_that_reindex_counts_the_runs(cli: Call):
    assert cli("reindex", "--json").object == {"runs": 3}


def test_that_generate_gives_every_pair_of_model_and_strategy(cli: Call, tmp_path: Path):
    assert cli("run", spec_file(tmp_path, distill_spec())).code == 0
    strategies = ("greedy", "sample(temperature=0.8,top_p=0.9)")
    result = cli(
        *("generate", "--model", "big", "--model", "small@last", "--prompt", "Ada had"),
        *("--strategy", strategies[0], "--strategy", strategies[1]),
        *("--seed", "5", "--max-new-tokens", "7", "--json"),
    )
    rows = result.objects
    assert [(row["model"], row["strategy"]) for row in rows] == [
        (model, strategy) for model in ("big", "small") for strategy in strategies
    ]
    for row in rows:
        assert row["seed"] == 5
        assert 1 <= len(row["tokens"]) <= 7
        assert row["prompt_tokens"][0] == 5  # <s>
        assert row["tokens_per_second"] > 0
        assert row["threads"] == available_cores()
        assert isinstance(row["text"], str)
        assert row["checkpoint"] in (12, 20)
        assert (row["ending"], row["loop"]) in {("length", 0), ("end_token", 0)}
    stop = "stop_strings=" + json.dumps([rows[0]["text"][:1]])
    own = cli(
        *("generate", "--model", "big", "--prompt", "Ada had", "--strategy", f"greedy({stop})"),
        *("--strategy", "own", "--max-new-tokens", "7"),
    )
    assert "· greedy · " in own.out
    assert "· stopped at " in own.out
    again = cli(
        "generate", "--model", "big", "--prompt", "Ada had", "--max-new-tokens", "7", "--json"
    )
    assert again.object["tokens"] == rows[0]["tokens"]


def test_that_tokenize_and_score_tell_each_token(cli: Call):
    pieces = cli("tokenize", "--tokenizer", TOKENIZER, "Ada had a kite.", "--json").objects
    assert (
        "".join(piece["piece"] for piece in pieces).replace("▁", " ").strip() == "Ada had a kite."
    )
    assert all(set(piece) >= {"id", "begin", "end"} for piece in pieces)
    scored = cli("score", "--model", TEACHER, "--text", "Ada had a kite.", "--json").objects
    assert [token["id"] for token in scored] == [piece["id"] for piece in pieces]
    assert all(token["log_probability"] < 0 < token["rank"] for token in scored)


@pytest.mark.parametrize("suffix", ["npz", "json", "csv", "png", "svg"])
def test_that_attention_writes_every_format(cli: Call, tmp_path: Path, suffix: str):
    out = tmp_path / f"maps.{suffix}"
    result = cli("attention", "--model", TEACHER, "--text", "Ada had", "--out", out, "--json")
    assert result.code == 0
    assert out.stat().st_size
    if suffix == "npz":
        with np.load(out) as maps:
            layers, heads, queries, keys = maps["attention"].shape
            assert (layers, heads) == (2, 2)
            assert queries == keys == len(maps["tokens"]) == len(result.object["tokens"])


@pytest.mark.slow
def test_that_similarity_and_evolution_tell_layers_and_checkpoints(cli: Call, tmp_path: Path):
    spec = distill_spec(loop={"keep_every": 6})
    assert cli("run", spec_file(tmp_path, spec)).code == 0
    pair = ("--model", TEACHER, "--versus", "small")
    found = cli("similarity", *pair, "--text", "Ada had a kite.", "--json").object
    assert np.shape(found["cka"]) == (3, 2)
    assert np.shape(found["divergence"]) == (2, 1)
    out = tmp_path / "layers.csv"
    people = cli("similarity", *pair, "--passages", "2", "--out", out)
    assert "best match" in people.out
    assert len(out.read_text().splitlines()) == 1 + 2 * 1
    arguments = ("--model", "small", "--versus", TEACHER, "--text", "Ada had a kite.")
    lens_out = tmp_path / "lens.csv"
    everything = ("--out", out, "--lens-out", lens_out, "--head", "0.1")
    *points, end = cli("evolution", *arguments, "--json", *everything).objects
    assert [point["step"] for point in points] == [0, 6, 12]
    assert all(point["teacher"]["kl"] > 0 for point in points)
    assert {"layer", "head", "measure", "from_step", "to_step"} <= set(end["changes"][0])
    assert len(out.read_text().splitlines()) == 1 + 3 * 2
    induction = [point["heads"]["induction"][0][1] for point in points]
    assert end["head"]["induction"] == induction
    assert end["head"]["steps"] == [0, 6, 12]
    assert {"reading", "position", "true", "top_after"} <= set(end["lens_changes"][0])
    readings, tokens = len(points[0]["lens"]), len(end["tokens"])
    assert readings == 3
    assert len(lens_out.read_text("utf-8-sig").splitlines()) == 1 + 3 * readings * tokens
    told = cli("evolution", *arguments, "--head", "L0H1", "--lens", "--measures", "none").out
    assert "between steps" in told
    assert "lens, " in told
    assert "L0 H1\n" in told
    for head, sentence in (("9.9", "there is no head 9.9"), ("x", "'x' is no head")):
        refused = cli("evolution", *arguments, "--head", head)
        assert refused.code
        assert sentence in refused.err
    wrong = cli("similarity", *pair, "--text", "Ada", "--corpus", CORPUS)
    assert wrong.code == 2
    for verb in ("similarity", "evolution"):
        other = tmp_path / "layers.pdf"
        refused = cli(verb, *pair, "--text", "Ada had a kite.", "--out", other)
        assert refused.code == 2
        assert "end it in .npz, .csv, .json, .html" in refused.err
        assert not other.exists()


def test_that_evaluate_measures_and_compares_with_a_teacher(cli: Call, tmp_path: Path):
    assert cli("run", spec_file(tmp_path, distill_spec())).code == 0
    result = cli("evaluate", "--model", "small", "--teacher", "big", "--corpus", CORPUS, "--json")
    row = result.object
    assert row["model"].startswith("small")
    assert row["corpus"] == CORPUS
    metrics = row["metrics"]
    assert {"perplexity", "bits_per_byte", "agreement", "kl", "parameters"} <= set(metrics)
    assert metrics["perplexity"] == pytest.approx(np.exp(metrics["loss"]))


@pytest.mark.slow
def test_that_evaluate_sets_several_models_side_by_side_in_pairs(cli: Call):
    models = ("--model", "big@best", "--model", "big@last")
    result = cli("evaluate", *models, "--corpus", CORPUS, "--json")
    assert len(result.objects) == 2
    (pair,) = result.objects[0]["differences"]
    losses = [one["metrics"]["loss"] for one in result.objects]
    assert pair["loss"]["value"] == pytest.approx(losses[0] - losses[1], abs=1e-6)
    told = cli("evaluate", *models, "--corpus", CORPUS)
    assert "Differences of models" in told.out
    assert "Top-k accuracy" not in told.out


@pytest.mark.slow
def test_that_evaluate_tells_people_each_figure_with_its_name(cli: Call):
    result = cli("evaluate", "--model", "big", "--corpus", CORPUS)
    assert result.code == 0
    names = [line.partition(":")[0].strip() for line in result.out.splitlines()]
    assert {"parameters", "loss", "perplexity", "bits per byte"} <= set(names)


def test_that_a_report_on_models_without_bits_per_byte_is_shown():
    row = ReportRow(role="model", model="bert", parameters=1000, loss=2.0, perplexity=7.389)
    (column,) = (c for c in report_table((row,)).columns if c.header == "bits per byte")
    assert list(column.cells) == [""]


@pytest.mark.slow
def test_that_minutes_choose_what_the_spec_file_leaves_open(cli: Call, tmp_path: Path):
    file = tmp_path / "short.toml"
    file.write_text(
        f'''kind = "pretrain"
name = "short"
corpus = "{CORPUS}"
tokenizer = "{TOKENIZER}"
model = {{ num_layers = 1, hidden_size = 16, num_heads = 2, context = 32 }}
runtime = {{ device = "cpu", threads = 1 }}
'''
    )
    alone = cli("estimate", file, "--json").object
    short = cli("estimate", file, "--minutes", "0.001", "--json").object
    assert short["parameters"] == alone["parameters"]
    assert short["seconds"] < alone["seconds"]
    loop = ("--set", "loop.micro_batch_size=3")
    ended = cli("run", file, "--minutes", "0.001", *loop, "--json")
    assert ended.code == 0
    steps = [line["step"] for line in ended.objects if line["type"] == "Metrics"]
    assert max(steps) < 1_000
    measuring = EvaluateSpec(corpus=CORPUS, candidates=(Candidate(model=TEACHER),))
    refused = cli("estimate", spec_file(tmp_path, measuring), "--minutes", "1")
    assert refused.code == 1
    assert "only a pretraining or a distillation" in refused.error


def test_that_estimate_tells_the_cost_before_anything_starts(cli: Call, spec: Path):
    figures = cli("estimate", spec, "--json").object
    assert set(figures) >= {
        *("parameters", "flops_per_step", "memory_bytes", "disk_bytes", "seconds")
    }
    assert figures.pop("disk_is_least") is False
    assert all(value > 0 for value in figures.values())


@pytest.mark.slow
def test_that_a_report_is_an_ordinary_run(cli: Call, tmp_path: Path):
    spec = EvaluateSpec(
        name="report", corpus=CORPUS, candidates=(Candidate(model=TEACHER),), tokens=300
    )
    result = cli("run", spec_file(tmp_path, spec), "--json")
    (report,) = [event for event in result.objects if event["type"] == "ReportReady"]
    assert [row["role"] for row in report["rows"]] == ["ngram", "model"]


@pytest.mark.slow
def test_that_a_report_says_that_its_teacher_knows_less_than_the_ngram(cli: Call, tmp_path: Path):
    teacher = Candidate(model=TEACHER, role="teacher")
    spec = EvaluateSpec(name="warned", corpus=CORPUS, candidates=(teacher,), tokens=300)
    result = cli("run", spec_file(tmp_path, spec), "--json")
    (report,) = [event for event in result.objects if event["type"] == "ReportReady"]
    ngram, model = report["rows"]
    assert model["loss"] > ngram["loss"]
    assert "worse than the n-gram" in str(report["verdict"])


@pytest.mark.slow
def test_that_compare_writes_the_report_of_named_models(cli: Call, tmp_path: Path):
    refused = cli("compare", TEACHER, "--out", tmp_path / "report.docx")
    assert (refused.code, "neither .html, .pdf nor .csv" in refused.error) == (2, True)
    result = cli("compare", TEACHER, "big", "--out", tmp_path / "report.csv", "--json")
    assert result.code == 0
    assert result.objects[-1]["out"] == str(tmp_path / "report.csv")
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text().splitlines()))
    assert {row["model"].partition("@")[0] for row in rows} >= {TEACHER.partition("@")[0], "big"}
    again = cli("report", result.objects[-1]["run"], "--out", tmp_path / "report.html")
    assert again.code == 0
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


def test_that_report_writes_runs_as_the_page_that_a_notebook_gets(
    cli: Call, tiny_folder: Path, tmp_path: Path
):
    out = tmp_path / "runs.html"
    assert cli("report", TEACHER, "--out", out, "--language", "zh_CN").code == 0
    with Project.open(tiny_folder) as project:
        assert out.read_text(encoding="utf-8") == project.report(TEACHER, language="zh_CN").html()
    refused = cli("report", TEACHER, "--out", tmp_path / "runs.csv")
    assert (refused.code, "neither .html nor .pdf" in refused.error) == (2, True)


def test_that_doctor_knows_the_versions(cli: Call):
    facts = cli("doctor", "--json").object
    assert json.dumps(facts)
    assert any("torch" in key for key in facts)


def test_that_masks_are_filled_in_with_pieces_and_probabilities(cli: Call, tmp_path: Path):
    bert = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}
    loop = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
    spec = spec_file(tmp_path, pretrain_spec(name="bert", model=bert | {"dropout": 0}, loop=loop))
    assert cli("run", spec, "--json").code == 0
    masked_text = ("fill-mask", "--model", "bert", "--text", "Ada [MASK] a [MASK].")
    result = cli(*masked_text, "--top-k", "3", "--next", "It.", "--json")
    assert result.code == 0
    *masks, pair = result.objects
    assert [set(row) for row in masks] == [{"model", "position", "candidates"}] * 2
    assert [len(row["candidates"]) for row in masks] == [3, 3]
    assert set(masks[0]["candidates"][0]) == {
        "id",
        "piece",
        "probability",
        "text",
        "continues",
    }
    assert 0 < pair["follows"] < 1
    assert "position" in cli(*masked_text).out
    assert cli("fill-mask", "--model", TEACHER, "--text", "a [MASK]").error.startswith(
        "this model predicts the next token"
    )


@pytest.mark.slow
def test_that_a_tuned_model_classifies_and_the_run_prints_its_classes(cli: Call, tmp_path: Path):
    spec = finetune_spec(loop={"steps": 4, "evaluate_every": 2})
    estimated = cli("estimate", spec_file(tmp_path, spec), "--json")
    assert estimated.object["parameters"] > 0
    ran = cli("run", spec_file(tmp_path, spec))
    assert ran.code == 0
    assert "precision" in ran.err
    assert "lamp" in ran.err
    result = cli("classify", "--model", "tuned", "--text", "a kite", "--json")
    assert set(result.object["classes"]) == {"kite", "lamp"}
    assert sum(result.object["classes"].values()) == pytest.approx(1)
    assert "%  lamp" in cli("classify", "--model", "tuned", "--text", "a kite").out
    text = ("--text", "a kite " * 40)
    refused = cli("classify", "--model", "tuned", *text)
    assert refused.code == 1
    read = re.fullmatch(
        r"the text has (\d+) tokens, and this model reads at most 32; shorten it", refused.error
    )
    assert read is not None
    assert int(read[1]) > 32
    second = cli("classify", "--model", "tuned", "--text", "a kite", "--second", text[1])
    assert second.error.endswith("this model reads at most 32; shorten it")
    refused = cli("classify", "--model", TEACHER, "--text", "a kite")
    assert refused.error.startswith("this model was not fine-tuned to tell classes")


def test_that_runs_cuts_no_id_where_the_output_is_no_terminal(cli: Call, tmp_path: Path):
    name = "a name of as many letters as fit into the ids of runs and some more to spare"
    (tmp_path / "more.txt").write_text(tales(10))
    assert cli("corpus", "add", tmp_path / "more.txt", "--name", name).code == 0
    ids = [run["id"] for run in cli("runs", "--json").objects]
    assert len(ids[-1]) > 40
    listed = cli("runs").out
    assert all(one in listed for one in (*ids, name))


def test_that_a_detached_run_gives_its_id_as_json(
    cli: Call, spec: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(DetachedRuns, "start", lambda self, run, processes: run.id)
    assert cli("run", spec, "--detached", "--json").object == {"run": "0004-again"}
    assert cli("run", spec, "--detached", "--set", "name=other").out == "0005-other\n"


def test_that_a_detached_run_starts_in_as_many_processes_as_asked(
    cli: Call, spec: Path, monkeypatch: pytest.MonkeyPatch
):
    started: list[int] = []

    def start(self: DetachedRuns, run: RunFolder, processes: int) -> str:
        started.append(processes)
        return run.id

    monkeypatch.setattr(DetachedRuns, "start", start)
    assert cli("run", spec, "--detached", "--processes", 2).out == "0004-again\n"
    refused = cli("run", spec, "--detached", "--processes", 3, "--set", "name=other")
    assert "3 processes cannot share out the 2 micro-batches" in refused.error
    alone = cli("run", spec, "--processes", 2)
    assert (alone.code, started) == (2, [2])
    assert "--processes goes with --detached" in alone.err


def test_that_a_model_is_imported_into_a_new_project(call: Call, tmp_path: Path):
    refused = call("import", tmp_path, "--name", "x", "--project", tmp_path / "lab")
    assert refused.code == 1
    assert "holds no tokenizer" in refused.error


def test_that_two_models_are_scored_token_by_token(cli: Call):
    arguments = ("--model", TEACHER, "--versus", f"{TEACHER}@last", "--text", "Ada had a kite.")
    tokens = cli("score", *arguments, "--json").objects
    assert set(tokens[0]) == {
        *("id", "piece", "kl", "teacher_surprisal", "student_surprisal", "teacher_rank"),
        *("student_rank", "teacher_entropy", "student_entropy", "agrees"),
    }
    alone = cli("score", "--model", TEACHER, "--text", "Ada had a kite.", "--json").objects
    assert [one["teacher_rank"] for one in tokens] == [one["rank"] for one in alone]
    assert "mean KL" in cli("score", *arguments).out


def test_that_drafts_are_measured_beside_plain_writing(cli: Call):
    pair = ("--model", TEACHER, "--draft", f"{TEACHER}@last", "--prompt", "Ada had")
    few = ("--max-new-tokens", "6", "--lengths", "1,2", "--rounds", "1")
    found = cli("speculate", *pair, *few, "--json").object
    assert [one["length"] for one in found["lengths"]] == [1, 2]
    assert found["differences"] == []
    assert found["compared_tokens"] == 12
    assert len(found["text"]) == 6
    assert found["verdict"]
    assert "12 tokens compared, all equal" in cli("speculate", *pair, *few).out
    assert cli("speculate", *pair, "--lengths", "1,x").code == 2


def test_that_the_worst_passages_are_listed_and_written(cli: Call, tmp_path: Path):
    pair = ("--teacher", f"{TEACHER}@last", "--student", TEACHER, "--corpus", CORPUS)
    out = tmp_path / "worst.csv"
    result = cli("worst", *pair, "--tokens", "300", "--passages", "2", "--out", out, "--json")
    first, second = result.objects
    assert set(first) == {"begin", "kl", "student_loss", "teacher_loss", "agreement", "text"}
    assert first["kl"] >= second["kl"]
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "begin,kl,student_loss,teacher_loss,agreement,text"
    assert "from token" in cli("worst", *pair, "--tokens", "300", "--by", "excess").out
    assert cli("worst", *pair, "--out", tmp_path / "no" / "worst.csv").code == 1


# -- what fails below the verbs -------------------------------------------------------------------


class PanicException(BaseException):
    """What a library in Rust raises."""


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (PanicException("index out of bounds"), "a library failed: index out of bounds"),
        (
            PermissionError(13, "Permission denied", "pieces.model"),
            "pieces.model cannot be read or written: Permission denied; give yourself the "
            "permission and try again, what was saved is safe",
        ),
    ],
)
def test_that_a_librarys_panic_and_the_systems_refusal_are_one_line(
    cli: Call, monkeypatch: pytest.MonkeyPatch, failure: BaseException, sentence: str
):
    from workbench.project import Project

    def fail(*arguments: object) -> None:
        raise failure

    monkeypatch.setattr(Project, "tokenizer", fail)
    refused = cli("tokenize", "--tokenizer", TOKENIZER, "Ada")
    assert (refused.code, refused.error) == (1, sentence)


def test_that_what_is_held_out_of_a_corpus_can_be_read(cli: Call, tiny_folder: Path) -> None:
    with Project.open(tiny_folder, create=False) as project:
        kept = list(project.corpus("tales").documents("validation"))
    assert [
        line["text"] for line in cli("corpus", "show", "tales", "--held-out", "--json").objects
    ] == kept
    assert cli("corpus", "show", "tales", "--held-out").out.split("\n\n⁂\n\n") == [
        *kept[:-1],
        f"{kept[-1]}\n",
    ]
