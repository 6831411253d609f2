"""How a model is meant to write: the strategy that its generation_config.json asks for."""

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.errors import BadInput
from workbench.generation.spec import STRATEGY, Strategy
from workbench.spec import validate

TRANSFORMERS_TOP_K = 50
"""What transformers samples with where nothing is said."""

_FILTERS = ("temperature", "top_k", "top_p", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff")
_BEAMS = ("num_beams", "length_penalty", "early_stopping")
_PENALTIES = ("repetition_penalty", "no_repeat_ngram_size", "min_new_tokens", "stop_strings")
_WORDS = ("bad_words_ids", "suppress_tokens", "sequence_bias")

OWN = "own"
"""What this strategy is called where strategies are written."""

FOLLOWED = frozenset((*_PENALTIES, *_WORDS, "num_beams", "do_sample"))
"""The settings that decide whether a text is another than greedily, and can be followed here."""


def own_strategy(generation: Mapping[str, Any]) -> Strategy:
    """The strategy that a generation_config.json asks for; greedy where it asks for nothing.

    Raises BadInput for settings that are impossible.
    """
    said = {name: value for name, value in generation.items() if value is not None}
    names = list(_PENALTIES)
    is_drawn, has_beams = bool(said.get("do_sample")), said.get("num_beams", 1) != 1
    names += [*(_FILTERS if is_drawn else ()), *(_BEAMS if has_beams else ())]
    if is_drawn:
        said.setdefault("top_k", TRANSFORMERS_TOP_K)
    plain = {name: said[name] for name in names if name in said}
    if isinstance(plain.get("stop_strings"), str):
        plain["stop_strings"] = [plain["stop_strings"]]
    drawn, kept = ("beam_sample", "beam") if has_beams else ("sample", "greedy")
    plain["kind"] = drawn if is_drawn else kept
    try:
        suppressed = ([token] for token in said.get("suppress_tokens", ()))
        banned = [*said.get("bad_words_ids", ()), *suppressed]
        plain["bad_words"] = [_spelled(ids) for ids in banned]
        biases = said.get("sequence_bias", ())
        pairs = biases.items() if isinstance(biases, Mapping) else biases
        plain["token_bias"] = [f"{_spelled(ids)}={float(bias)}" for ids, bias in pairs]
    except (TypeError, ValueError):
        raise BadInput("its generation_config.json names tokens in a way that is unknown") from None
    return validate(STRATEGY, plain, where="generation_config.json")


def _spelled(ids: Iterable[int]) -> str:
    return "".join(f"#{int(token)}" for token in ids)
