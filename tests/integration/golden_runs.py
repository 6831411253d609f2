"""Short runs of every kind whose every step is kept: what a change of structure may not change.

`PYTHONPATH=.:tests/oracles python tests/integration/golden_runs.py` records them anew, with the
machine they were made on. Do that only for a change of numbers that is meant, and give its
reason in the CHANGELOG.
"""

import hashlib
import json
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tiny_project
import torch
from safetensors import safe_open
from tiny_project import CORPUS, RUNTIME, TEACHER, distill_spec, finetune_spec, pretrain_spec

from workbench.activities.spec import AnySpec, EvaluateSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.recipes import RECIPES
from workbench.metrics import TRAINING_FLOPS
from workbench.project import Project
from workbench.spec import validate
from workbench.store.runs.run_folder import RunFolder
from workbench.tokenizers.spec import TrainTokenizerSpec

GOLDEN = Path(__file__).with_suffix(".json")
SMALL = {"num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}
BERT = SMALL | {"family": "bert"}
LLAMA = SMALL | {"family": "llama", "num_kv_heads": 1}
BERT_LOOP = {"evaluation_tokens": 1000, "sample_prompt": "Ada had a [MASK]."}
BERT_TERMS = [
    {"kind": "hidden", "form": "cosine", "layers": "last"},
    {"kind": "attention", "form": "kl"},
    {"kind": "relations"},
    {"kind": "pooled"},
    {"kind": "next_sentence"},
]


def cases(project: Project) -> Iterator[AnySpec]:
    """Every kind of run, each after those that it builds on."""
    yield from _pretraining()
    yield from _finetuning()
    yield from _distilling()
    yield from _recipes(project)
    yield from _caching()
    yield _evaluation("all causal", ("big", "llama", "narrow", "averaged"), "big")
    yield _evaluation("all masked", ("bert", "bert student"), "bert")


def _pretraining() -> Iterator[AnySpec]:
    yield pretrain_spec(name="gpt", loop={"steps": 12})
    yield pretrain_spec(name="llama", model=LLAMA, loop={"steps": 12})
    yield pretrain_spec(name="bert", model=BERT, loop=BERT_LOOP | {"steps": 12})
    yield pretrain_spec(
        name="bert mlm",
        model=BERT | {"pooler": False},
        masking={"objective": "mlm", "whole_words": True},
        loop=BERT_LOOP | {"steps": 6},
    )


def _finetuning() -> Iterator[AnySpec]:
    task = finetune_spec().task.model_dump()
    yield finetune_spec(name="judge")
    yield finetune_spec(name="judge lora", lora={"rank": 2, "dropout": 0.1})
    yield finetune_spec(name="judge bert", model="bert")
    yield finetune_spec(name="young", model="gpt", task=task | {"teacher": "judge"})
    answers = {"kind": "instruct", "prompt": "text", "response": "label", "template": "{prompt} "}
    yield finetune_spec(name="answers", task=answers)


def _distilling() -> Iterator[AnySpec]:
    own = {"share": 0.5, "prompt_tokens": 6, "new_tokens": 8}
    yield distill_spec(name="own texts", stages=[{"steps": 10, "on_policy": own}])
    yield distill_spec(name="two teachers", further_teachers=[{"teacher": "gpt", "weight": 2.0}])
    yield distill_spec(
        name="narrow",
        student={"hidden_size": 16, "init": "from_teacher", "reduction": "pca"},
        stages=[
            {"steps": 5, "output_weight": 0, "terms": [{"kind": "hidden"}], "frozen_layers": 1},
            {"steps": 7, "terms": [{"kind": "hidden"}, {"kind": "embedding"}]},
        ],
        ema_decay=0.9,
        layer_decay=0.8,
        best_by="agreement",
    )
    yield distill_spec(name="averaged", ema_decay=0.5, student={"init": "from_teacher"})
    yield distill_spec(
        name="courses",
        stages=[
            {"steps": 6, "alpha_schedule": "linear", "alpha_end": 1.0},
            {"steps": 6, "temperature_schedule": "cosine", "temperature_end": 4.0},
        ],
    )
    yield distill_spec(
        name="bert student",
        teacher="bert",
        student=BERT | {"num_layers": 1},
        stages=[{"steps": 6, "terms": BERT_TERMS}, {"steps": 4, "soft_positions": "all"}],
        loop=BERT_LOOP,
    )
    yield TrainTokenizerSpec(name="crumbs", corpus=CORPUS, vocabulary_size=292, threads=1)
    yield distill_spec(
        name="own tokenizer",
        tokenizer="crumbs",
        stages=[{"steps": 6, "divergence": {"kind": "uld"}, "temperature": 1.0}],
    )
    yield distill_spec(name="warm", warm_start="averaged", stages=[{"steps": 4}])


def _recipes(project: Project) -> Iterator[AnySpec]:
    """Each recipe with its own settings in a run of few steps."""
    for recipe in RECIPES:
        for teacher in (TEACHER, "bert"):
            if not project.model(teacher).suits(recipe):
                continue
            plain = project.model(teacher).recipe(recipe.name, corpus=CORPUS).model_dump()
            stages = [stage | {"steps": 6} for stage in plain["stages"]]
            for stage in stages:
                stage["on_policy"] |= {"prompt_tokens": 6, "new_tokens": 8}
            loop = tiny_project.LOOP | (BERT_LOOP if teacher == "bert" else {})
            changes = {"name": f"{recipe.name} {teacher}", "stages": stages, "loop": loop}
            yield validate(type(distill_spec()), plain | changes | {"runtime": RUNTIME})


def _caching() -> Iterator[AnySpec]:
    kinds = {"top_k": {"k": 8}, "samples": {"count": 8}, "whole": {}}
    for kind, settings in kinds.items():
        plain = {
            "name": f"cache {kind}",
            "corpus": CORPUS,
            "teacher": TEACHER,
            "kept": {"kind": kind, **settings},
            "temperature": 2.0,
            "windows_at_once": 4,
            "runtime": RUNTIME,
        }
        yield validate(CacheTeacherSpec, plain)
        yield distill_spec(name=f"by cache {kind}", cache=plain["name"])


def _evaluation(name: str, models: tuple[str, ...], teacher: str) -> EvaluateSpec:
    plain = {
        "name": name,
        "corpus": CORPUS,
        "candidates": [{"model": model} for model in models],
        "teacher": teacher,
        "tokens": 1000,
        "sample_prompt": "Ada had a [MASK]." if teacher == "bert" else "Ada had",
        "sample_tokens": 8,
        "runtime": RUNTIME,
    }
    return validate(EvaluateSpec, plain)


def machine() -> dict[str, str | int]:
    """What a float may depend on to its last bit."""
    return {
        "processor": _processor(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "torch": torch.__version__,
        "threads": int(RUNTIME["threads"]),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    fields = dict.fromkeys(("cpu family", "model", "vendor_id"), "")
    for line in info.read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() in fields and not fields[name.strip()]:
            fields[name.strip()] = value.strip()
    return " ".join(fields[name] for name in ("vendor_id", "cpu family", "model"))


def result_of(run: RunFolder) -> dict[str, Any]:
    """What must stay: how it ended, every step's figures, the report's, samples, and weights."""
    rows: dict[str, dict[int, float]] = {}
    for name, step, value, *_ in tiny_project.metric_rows(run):
        if name == TRAINING_FLOPS:
            continue  # a multiple of the tokens
        rows.setdefault(name, {})[step] = value
    report = tiny_project.report_of(run)
    return {
        "outcome": tiny_project.ending(run).outcome.value,
        "metrics": {
            name: {str(step): value for step, value in points.items()}
            for name, points in rows.items()
        },
        "samples": tiny_project.samples_of(run),
        "report": report,
        "weights": _hash(run),
    }


def _hash(run: RunFolder) -> str | None:
    """Of the last checkpoint's every tensor, by its name; None for a run that saves none."""
    checkpoints = run.checkpoints()
    if not checkpoints:
        return None
    seen = hashlib.sha256()
    for path in sorted(checkpoints[-1].folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:
            for name in sorted(file.keys()):
                seen.update(f"{path.name}:{name}".encode())
                seen.update(file.get_tensor(name).contiguous().flatten().view(torch.uint8).numpy())
    return seen.hexdigest()


def perform_all(folder: Path) -> dict[str, Any]:
    """Every case in one project, in order; what is compared of each, by its name."""
    tiny_project.build(folder)
    with Project.open(folder) as project:
        return {
            spec.name: result_of(tiny_project.perform(project, spec)) for spec in cases(project)
        }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        golden = {"machine": machine(), "runs": perform_all(Path(scratch) / "lab")}
    GOLDEN.write_text(json.dumps(golden, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
