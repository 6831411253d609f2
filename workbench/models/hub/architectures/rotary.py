"""Rotary positions in the files of others: older and newer keys, each kind of scaling.

Newer files hold everything in `rope_parameters`; older ones `rope_theta` beside a `rope_scaling`
that is usually null, and counts where both are there, as in transformers.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, assert_never

from pydantic import Field

from workbench.errors import BadInput
from workbench.models.hub.architectures.settings import (
    MAX_CONTEXT,
    ForeignSettings,
    shown,
    unsupported,
)
from workbench.models.rotary_spec import (
    AnyScaling,
    LinearScaling,
    Llama3Scaling,
    NoScaling,
    RopeScaling,
    RotarySpec,
    YarnScaling,
)
from workbench.words import Words, words

_KINDS = ("default", "linear", "dynamic", "llama3", "yarn")
_OF_ALL = frozenset({"rope_type", "type", "rope_theta", "partial_rotary_factor"})
_ORIGINAL = "original_max_position_embeddings"
_NEEDED: dict[str, tuple[str, ...]] = {
    "default": (),
    "linear": ("factor",),
    "dynamic": (),
    "llama3": ("factor", "low_freq_factor", "high_freq_factor"),
    "yarn": ("factor",),
}
_POSSIBLE: dict[str, tuple[str, ...]] = {
    "dynamic": ("factor", _ORIGINAL),
    "llama3": (_ORIGINAL,),
    "yarn": (
        _ORIGINAL,
        "attention_factor",
        "beta_fast",
        "beta_slow",
        "mscale",
        "mscale_all_dim",
        "truncate",
    ),
}


class RotarySettings(ForeignSettings):
    """What every decoder with rotary positions has; `rope_scaling` is in our words already."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int = Field(ge=1)
    num_key_value_heads: int | None = Field(None, ge=1)
    head_dim: int | None = Field(None, ge=2, multiple_of=2)
    intermediate_size: int = Field(ge=1)
    max_position_embeddings: int = Field(2048, ge=2)
    rope_theta: float = 10_000.0
    rope_scaling: RopeScaling = NoScaling()
    tie_word_embeddings: bool = False

    @classmethod
    def of_one_kind(cls, plain: dict[str, Any], path: Path) -> dict[str, Any]:
        """The keys, where layers differ with `rope_parameters` of one kind of them alone."""
        return plain

    def plain(self) -> dict[str, Any]:
        own = self.num_key_value_heads in (None, self.num_attention_heads)
        is_share = self.head_dim in (None, self.hidden_size / self.num_attention_heads)
        return {
            "num_layers": self.num_hidden_layers,
            "hidden_size": self.hidden_size,
            "num_heads": self.num_attention_heads,
            "num_kv_heads": 0 if own else self.num_key_value_heads,
            "head_width": 0 if is_share else self.head_dim,
            "context": min(self.max_position_embeddings, MAX_CONTEXT),
            "ffn_size": self.intermediate_size,
            "rope_theta": self.rope_theta,
            "rope_scaling": self.rope_scaling.model_dump(),
            "dropout": 0.0,
            "tied_embeddings": self.tie_word_embeddings,
        }

    def cut(self) -> list[str]:
        too_long = self.max_position_embeddings > MAX_CONTEXT
        return ["max_position_embeddings"] if too_long else []


def only_window(
    window: int | None, kinds: Sequence[str], context: int, path: Path
) -> dict[str, int]:
    """The window of attention as our setting, where all layers have the same; 0 for none.

    A window that is as long as the context is none.
    """
    sliding = kinds.count("sliding_attention")
    if sliding + kinds.count("full_attention") != len(kinds) or (sliding and window is None):
        other = next(kind for kind in kinds if kind != "full_attention")
        raise unsupported(path, "layer_types", other, ("full_attention",))
    if window is None or not sliding or window >= context:
        return {"sliding_window": 0}
    if sliding < len(kinds):
        mixed = f"{sliding} × sliding_attention, {len(kinds) - sliding} × full_attention"
        raise unsupported(path, "layer_types", mixed, ("full_attention", "sliding_attention"))
    return {"sliding_window": window}


# -- read -------------------------------------------------------------------------------------


def with_rotary(
    plain: dict[str, Any], settings: type[ForeignSettings], path: Path
) -> tuple[dict[str, Any], tuple[Words, ...]]:
    """The keys with `rope_theta` and our `rope_scaling` among them, and what to say of it."""
    if not issubclass(settings, RotarySettings):
        return plain, ()
    plain = dict(settings.of_one_kind(plain, path))
    given = {key: plain.pop(key, None) for key in ("rope_scaling", "rope_parameters")}
    for key, value in given.items():
        if value is not None and not isinstance(value, dict):
            raise unsupported(path, key, value, (None,))
    key = "rope_scaling" if given["rope_scaling"] else "rope_parameters"
    rotary: dict[str, Any] = given[key] or {}
    kind = rotary.get("rope_type", rotary.get("type", "default"))
    if kind not in _KINDS:
        raise unsupported(path, f"{key}.rope_type", kind, _KINDS)
    _check_keys(rotary, kind, key, path)
    for name in ("rope_theta", "partial_rotary_factor"):
        if rotary.get(name) is not None:
            plain[name] = rotary[name]
    usual_context = settings.model_fields["max_position_embeddings"].default
    told = {"max_position_embeddings": usual_context} | plain
    scaling = _scaling(kind, rotary, told)
    notes = (_stays_original(key, told, path),) if kind == "dynamic" else ()
    plain.pop(_ORIGINAL, None)
    return (plain | {"rope_scaling": scaling} if scaling else plain), notes


def _stays_original(key: str, plain: Mapping[str, Any], path: Path) -> Words:
    """Dynamic stretching grows with the text, and begins behind the context it was trained on."""
    return words(
        "{path} stretches the positions of texts longer than {context} tokens as they grow "
        "({key}, dynamic); here the model reads no longer ones, so that this changes nothing",
        path=path.name,
        key=key,
        context=shown(plain["max_position_embeddings"]),
    )


def _check_keys(rotary: Mapping[str, Any], kind: str, key: str, path: Path) -> None:
    if missing := [name for name in _NEEDED[kind] if name not in rotary]:
        raise BadInput(
            "{path} asks for {key} of the kind {kind}, and does not say its {name}",
            path=path,
            key=key,
            kind=kind,
            name=missing[0],
        )
    known = _OF_ALL.union(_NEEDED[kind], _POSSIBLE.get(kind, ()))
    if extra := sorted(rotary.keys() - known):
        raise unsupported(path, f"{key}.{extra[0]}", rotary[extra[0]], (None,))
    for name in rotary.keys() - {"rope_type", "type", "truncate"}:
        if type(rotary[name]) not in (int, float, type(None)):
            raise unsupported(path, f"{key}.{name}", rotary[name], ("a number",))


def _scaling(kind: str, rotary: Mapping[str, Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    """The scaling in our words; nothing where positions turn by the base alone."""
    if kind in ("default", "dynamic"):
        return {}
    scaling: dict[str, Any] = {"kind": kind, "factor": rotary["factor"]}
    if kind == "linear":
        return scaling
    context = plain["max_position_embeddings"]
    original = plain.get(_ORIGINAL, rotary.get(_ORIGINAL, context))
    scaling["original_context"] = original
    if kind == "llama3":
        names = ("low_freq_factor", "high_freq_factor")
        return scaling | {name: rotary[name] for name in names}
    if rotary["factor"] is None and _are_numbers(context, original):
        scaling["factor"] = context / original
    scaling["beta_fast"] = rotary.get("beta_fast") or 32.0
    scaling["beta_slow"] = rotary.get("beta_slow") or 1.0
    scaling["truncate"] = rotary.get("truncate", True)
    scaling["attention_factor"] = _amplitude(rotary, scaling["factor"])
    return scaling


def _amplitude(rotary: Mapping[str, Any], factor: Any) -> Any:
    """YaRN's attention factor, from whatever keys say it; 0 for the usual one."""
    if rotary.get("attention_factor") is not None:
        return rotary["attention_factor"]
    of_turned, of_all = rotary.get("mscale"), rotary.get("mscale_all_dim")
    if not (of_turned and of_all):
        return 0.0
    if not _are_numbers(factor) or factor <= 1:
        return 1.0
    return (0.1 * of_turned * math.log(factor) + 1.0) / (0.1 * of_all * math.log(factor) + 1.0)


def _are_numbers(*values: Any) -> bool:
    return all(type(value) in (int, float) and value > 0 for value in values)


# -- written ----------------------------------------------------------------------------------


def rotary_sizes(spec: RotarySpec) -> dict[str, Any]:
    """Sizes and positions; the latter are written the old way and the new, for either reader."""
    scaling = _written(spec.rope_scaling)
    parameters = scaling or {"rope_type": "default"}
    return {
        "num_hidden_layers": spec.num_layers,
        "hidden_size": spec.hidden_size,
        "num_attention_heads": spec.num_heads,
        "num_key_value_heads": spec.kv_heads,
        "intermediate_size": spec.inner_size,
        "max_position_embeddings": spec.context,
        "rope_theta": spec.rope_theta,
        "rope_parameters": {**parameters, "rope_theta": spec.rope_theta},
        "attention_dropout": spec.dropout,
        **({"rope_scaling": scaling} if scaling else {}),
        **({} if spec.divides_width else {"head_dim": spec.head_size}),
    }


def _written(scaling: AnyScaling) -> dict[str, Any]:
    match scaling:
        case NoScaling():
            return {}
        case LinearScaling():
            return {"rope_type": "linear", "factor": scaling.factor}
        case Llama3Scaling():
            return {
                "rope_type": "llama3",
                "factor": scaling.factor,
                "low_freq_factor": scaling.low_freq_factor,
                "high_freq_factor": scaling.high_freq_factor,
                _ORIGINAL: scaling.original_context,
            }
        case YarnScaling():
            amplitude = scaling.attention_factor
            return {
                "rope_type": "yarn",
                "factor": scaling.factor,
                _ORIGINAL: scaling.original_context,
                "beta_fast": scaling.beta_fast,
                "beta_slow": scaling.beta_slow,
                "truncate": scaling.truncate,
                **({"attention_factor": amplitude} if amplitude else {}),
            }
        case _:
            assert_never(scaling)
