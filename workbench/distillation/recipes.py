"""Published ways to distil, as settings to start from; torch is not needed.

Each is what its paper describes, with the sizes of the teacher at hand. Sources stand beside them
and in the help.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.models.spec import AnyModelSpec
from workbench.spec import to_plain

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Recipe:
    """A name, its source, whom it is for, and the settings that differ from the usual ones.

    `settings` are those of a `DistillSpec` that the recipe decides, for a teacher's shape.
    """

    name: str
    title: str
    source: str
    settings: Callable[[AnyModelSpec], Plain]
    for_bert: bool | None = None
    """Whether it is for BERT alone (True), for models that write alone (False), or for both."""

    def suits(self, teacher: AnyModelSpec) -> bool:
        """Whether it can be used with a teacher of this kind."""
        return self.for_bert is None or self.for_bert is not teacher.is_causal


def _half(teacher: AnyModelSpec, **changes: Any) -> dict[str, Any]:
    """The teacher's shape with half its layers, which the student takes from it."""
    layers = max(1, teacher.num_layers // 2)
    begin = {"num_layers": layers, "init": "from_teacher", "layer_map": "uniform", "layers": []}
    return {**to_plain(teacher), **begin, **changes}


def half_of(teacher: AnyModelSpec, **changes: Any) -> dict[str, Any]:
    """Half as deep and half as wide, with as many heads, from random weights."""
    heads = teacher.num_heads
    step = 2 * heads  # rotary heads are cut into pairs
    width = max(step, teacher.hidden_size // 2 // step * step)
    begin = {"hidden_size": width, "ffn_size": 0, "init": "random"}
    return _half(teacher, **begin, **changes)


def _plain(teacher: AnyModelSpec) -> Plain:
    return {"stages": [{"alpha": 0.5, "temperature": 2.0}]}


def _distilbert(teacher: AnyModelSpec) -> Plain:
    """L = 5·KL + 2·MLM + 1·cosine: α = 5/7 of a weight of 7."""
    stage = {
        "alpha": 5 / 7,
        "output_weight": 7.0,
        "temperature": 2.0,
        "terms": [{"kind": "hidden", "form": "cosine", "layers": "last", "weight": 1.0}],
    }
    return {
        "student": _half(teacher),
        "stages": [stage],
        "masking": {"objective": "mlm"},
        "optimizer": {"learning_rate": 5e-4},
    }


def _distilgpt2(teacher: AnyModelSpec) -> Plain:
    return {"student": _half(teacher), "stages": [{"alpha": 0.5, "temperature": 2.0}]}


def _tinybert(teacher: AnyModelSpec) -> Plain:
    """First the features, then the soft labels."""
    features = [{"kind": "attention"}, {"kind": "hidden"}, {"kind": "embedding"}]
    return {
        "student": half_of(teacher, layer_map="skip"),
        "stages": [
            {"steps": 700, "output_weight": 0.0, "terms": features},
            {"steps": 300, "alpha": 1.0, "temperature": 1.0},
        ],
    }


def _minilm(teacher: AnyModelSpec) -> Plain:
    """The last layers' relations alone; the student needs its output learnt afterwards."""
    return {
        "student": half_of(teacher, layer_map="last"),
        "stages": [
            {"steps": 700, "output_weight": 0.0, "terms": [{"kind": "relations"}]},
            {"steps": 300, "alpha": 0.0},
        ],
    }


def _gkd(teacher: AnyModelSpec) -> Plain:
    stage = {
        "alpha": 1.0,
        "temperature": 1.0,
        "divergence": {"kind": "jsd", "beta": 0.5},
        "on_policy": {"share": 0.5},
    }
    return {"stages": [stage]}


def _distillm(teacher: AnyModelSpec) -> Plain:
    stage = {
        "alpha": 1.0,
        "temperature": 1.0,
        "divergence": {"kind": "skewed_kl", "skew": 0.1},
    }
    return {"stages": [stage]}


RECIPES: tuple[Recipe, ...] = (
    Recipe("plain_kd", "Plain KD", "Hinton, Vinyals and Dean 2015, arXiv 1503.02531", _plain),
    Recipe(
        "distilbert",
        "DistilBERT",
        "Sanh et al. 2019, arXiv 1910.01108",
        _distilbert,
        for_bert=True,
    ),
    Recipe(
        "distilgpt2",
        "DistilGPT2",
        "Hugging Face 2019, transformers research projects: distillation",
        _distilgpt2,
        for_bert=False,
    ),
    Recipe("tinybert", "TinyBERT", "Jiao et al. 2020, arXiv 1909.10351", _tinybert),
    Recipe("minilm", "MiniLM", "Wang et al. 2020, arXiv 2002.10957 and 2012.15828", _minilm),
    Recipe("gkd", "GKD", "Agarwal et al. 2024, arXiv 2306.13649", _gkd, for_bert=False),
    Recipe("distillm", "DistiLLM", "Ko et al. 2024, arXiv 2402.03898", _distillm, for_bert=False),
)


def recipe_of(name: str) -> Recipe | None:
    """The recipe of a name, if there is one."""
    return next((recipe for recipe in RECIPES if recipe.name == name), None)
