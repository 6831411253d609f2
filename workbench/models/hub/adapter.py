"""A LoRA adapter as the PEFT library writes it, merged into the model that it was made for.

W' = W + s · B A with s = alpha / rank (Hu et al. 2021), or alpha / √rank (rsLoRA, Kalajdzievski
2023); computed in float64. Shapes: i inputs, o outputs, r rank.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field
from torch import Tensor

from workbench.errors import BadInput
from workbench.file_formats.downloaded import ADAPTER_CONFIG
from workbench.models.hub.architectures.names import HubTensor, usual
from workbench.models.hub.config import MAX_CONFIG_BYTES
from workbench.models.hub.exporting import architecture_of, classifier_tensors
from workbench.models.hub.files import read_json_object
from workbench.models.hub.reading import ForeignWeights, opened_adapter
from workbench.models.model_file import ModelFile
from workbench.spec import Spec, validate

_WRAPPERS = "base_model.model."
_PART = re.compile(
    r"(?P<module>.+?)\.(?:lora_(?P<half>[AB])(?:\.default)?\.(?P<kind>weight|bias)"
    r"|(?:base_layer\.|modules_to_save\.(?:default\.)?)?(?P<whole>weight|bias))"
)
_REQUIRED: dict[str, tuple[Any, ...]] = {
    "peft_type": ("LORA",),
    "bias": ("none", "all", "lora_only"),
    # These begin with other weights of the base itself, or change it elsewhere.
    "init_lora_weights": (True, False, None, "gaussian", "eva", "orthogonal"),
}
"""Keys that would change what is added to the weights, with the values that are computed here."""

_NOTHING: tuple[Any, ...] = (None, False, "", [], {})
"""What any other key may say, such as DoRA's, or one that is not known."""

_HARMLESS = frozenset(
    {
        "auto_mapping",
        "base_model_name_or_path",
        "corda_config",
        "ensure_weight_tying",
        "eva_config",
        "exclude_modules",
        "fan_in_fan_out",
        "inference_mode",
        "layers_pattern",
        "layers_to_transform",
        "loftq_config",
        "lora_bias",
        "lora_dropout",
        "lora_ga_config",
        "megatron_core",
        "modules_to_save",
        "peft_version",
        "qalora_group_size",
        "revision",
        "runtime_config",
        "target_modules",
        "task_type",
    }
)
"""Keys of how it was trained, or of which layers: the matrices that are there tell that."""

_PATTERN = re.compile(r"\^?(?:\w|\\?\.|\\d\+)+\$?")
_LONGEST_PATTERN = 300


class _Settings(Spec):
    """What of `adapter_config.json` decides the scale; PEFT's names and defaults."""

    model_config = ConfigDict(extra="ignore", strict=True)

    r: int = Field(8, ge=1)
    lora_alpha: float = 8.0
    use_rslora: bool = False
    rank_pattern: dict[str, int] = Field(default_factory=dict)
    alpha_pattern: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True)
class _Place:
    """Where a tensor of theirs is in ours: so many rows of one, from the row `begin` on."""

    ours: str
    begin: int
    rows: int


@dataclass(frozen=True)
class MergedAdapter:
    """`weights` are all of the base's, merged; `changed` counts the matrices that A and B change.

    `made_for` is what the adapter says of its base, empty for nothing.
    """

    weights: dict[str, Tensor]
    changed: int
    made_for: str


def merge_adapter(folder: Path, base: Mapping[str, Tensor], file: ModelFile) -> MergedAdapter:
    """The base's weights with the adapter of a folder in them, under our names and in float32.

    Raises NotFound or BadInput, naming the file and what in it cannot be merged.
    """
    plain = read_json_object(folder, ADAPTER_CONFIG, MAX_CONFIG_BYTES)
    path = folder / ADAPTER_CONFIG
    settings = _settings(plain, path)
    with opened_adapter(folder) as weights:
        merging = _Merging(settings, plain, weights, base, file)
        merging.check_modules()
        return MergedAdapter(merging.merged(), len(merging.pairs), str(_made_for(plain)))


def _made_for(plain: Mapping[str, Any]) -> str:
    return str(plain.get("base_model_name_or_path") or "")[:200]


def _settings(plain: Mapping[str, Any], path: Path) -> _Settings:
    known = _HARMLESS | _Settings.model_fields.keys()
    for key in sorted(plain.keys() - known):
        allowed = _REQUIRED.get(key, _NOTHING)
        if plain[key] not in allowed:
            raise BadInput(
                "{path} asks for {key} = {given}, and only plain LoRA can be merged; merge the "
                "adapter with PEFT (merge_and_unload) and import the folder that it saves",
                path=path,
                key=key,
                given=str(plain[key])[:60],
            )
    patterns = {key: plain.get(key) or {} for key in ("rank_pattern", "alpha_pattern")}
    settings = validate(_Settings, {**plain, **patterns}, str(path))
    for pattern in (*settings.rank_pattern, *settings.alpha_pattern):
        # A file from anywhere may hold an expression that takes for ever.
        if len(pattern) > _LONGEST_PATTERN or not _PATTERN.fullmatch(pattern):
            raise BadInput(
                "{path} has a rank or alpha for '{pattern}', and only names of layers are "
                "understood there; merge the adapter with PEFT (merge_and_unload) and import "
                "the folder that it saves",
                path=path,
                pattern=pattern[:60],
            )
    return settings


class _Merging:
    """One adapter and its base: which tensors go where, and what becomes of the weights."""

    def __init__(
        self,
        settings: _Settings,
        plain: Mapping[str, Any],
        weights: ForeignWeights,
        base: Mapping[str, Tensor],
        file: ModelFile,
    ) -> None:
        self._settings = settings
        targets = plain.get("target_modules")
        self._targets: list[Any] | None = targets if isinstance(targets, list) else None
        self._weights = weights
        self._base = base
        self._file = file
        self._architecture = architecture_of(file.spec)
        self._places = self._found_places()
        self.pairs: dict[str, dict[str, str]] = {}
        """From a module to the names of its A and B, and of B's bias."""
        self._whole: dict[str, str] = {}
        """From a tensor of theirs that is given whole to its name in the file."""
        for name in weights.names:
            self._take(name)

    def _found_places(self) -> dict[str, _Place]:
        tensors: Any = self._architecture.tensors(self._file.spec)
        if self._file.labels:
            tensors = classifier_tensors(self._architecture, self._file.spec)
        return {name: place for tensor in tensors for name, place in self._parts(tensor)}

    def _parts(self, tensor: HubTensor) -> list[tuple[str, _Place]]:
        rows = tensor.rows or (len(self._base[tensor.ours]),)
        begins = [sum(rows[:number]) for number in range(len(rows))]
        return [
            (name, _Place(tensor.ours, begin, count))
            for name, begin, count in zip(tensor.theirs, begins, rows, strict=True)
        ]

    def _take(self, name: str) -> None:
        found = _PART.fullmatch(name.removeprefix(_WRAPPERS))
        if found is None:
            raise BadInput(
                "'{name}' in {path} is nothing of plain LoRA; merge the adapter with PEFT "
                "(merge_and_unload) and import the folder that it saves",
                name=name,
                path=self._weights.path,
            )
        if found["half"] is None:
            self._whole[self._known(name, found["module"], found["whole"])] = name
            return
        self._known(name, found["module"], found["kind"])
        part = found["half"] if found["kind"] == "weight" else f"{found['half']} bias"
        self.pairs.setdefault(found["module"], {})[part] = name

    def _known(self, name: str, module: str, kind: str) -> str:
        """The usual name of a module's tensor, which the base must have."""
        theirs = usual(self._architecture.habits, f"{module}.{kind}")
        if theirs not in self._places or self._is_shared(theirs):
            raise BadInput(
                "'{name}' in {path} changes a layer that the base does not have of its own (of a "
                "task, or tied to another); choose the base that the adapter was made for",
                name=name,
                path=self._weights.path,
            )
        return theirs

    def _is_shared(self, theirs: str) -> bool:
        """Whether it is an embedding that is the output layer too: PEFT changes one of them."""
        is_embedding = self._places[theirs].ours == "token_embedding.weight"
        return is_embedding and self._file.spec.tied_embeddings and not self._file.labels

    def check_modules(self) -> None:
        """Raise BadInput where halves are missing, or are not among the target modules."""
        if not self.pairs:
            raise BadInput("{path} holds no matrices of LoRA", path=self._weights.path)
        for module, parts in self.pairs.items():
            if not {"A", "B"} <= parts.keys() or "A bias" in parts:
                raise BadInput(
                    "{path} holds not one A and one B for '{module}'; download it again",
                    path=self._weights.path,
                    module=module,
                )
            if self._targets is not None and not _is_among(module, self._targets):
                raise BadInput(
                    "{path} holds matrices for '{module}', which is not among the target_modules "
                    "of {config}; the two do not belong together",
                    path=self._weights.path,
                    module=module,
                    config=ADAPTER_CONFIG,
                )

    def merged(self) -> dict[str, Tensor]:
        """All of the base's weights; those that are changed are new tensors."""
        made = dict(self._base)
        for theirs, name in self._whole.items():
            place = self._places[theirs]
            given = self._weights.tensor(name)
            self._put(made, place, self._turned(given, place), name, added=False)
        for module, parts in self.pairs.items():
            self._add(made, module, parts)
        return made

    def _add(self, made: dict[str, Tensor], module: str, parts: Mapping[str, str]) -> None:
        a_ri, b_or = (self._weights.tensor(parts[half]).double() for half in "AB")
        place = self._places[usual(self._architecture.habits, f"{module}.weight")]
        outputs, inputs = place.rows, self._base[place.ours].shape[-1]
        rank = _of_pattern(self._settings.rank_pattern, module, self._settings.r)
        for half, given, expected in (("A", a_ri, (rank, inputs)), ("B", b_or, (outputs, rank))):
            if tuple(given.shape) != expected:
                raise self._misfit(parts[half], given, expected)
        scale = self._scale(module, rank)
        self._put(made, place, scale * (b_or @ a_ri), parts["B"], added=True)
        if "B bias" in parts:
            bias_place = self._places[usual(self._architecture.habits, f"{module}.bias")]
            bias_o = self._weights.tensor(parts["B bias"]).double()
            self._put(made, bias_place, scale * bias_o, parts["B bias"], added=True)

    def _scale(self, module: str, rank: int) -> float:
        alpha: float = _of_pattern(self._settings.alpha_pattern, module, self._settings.lora_alpha)
        return alpha / (math.sqrt(rank) if self._settings.use_rslora else rank)

    def _turned(self, given: Tensor, place: _Place) -> Tensor:
        """A whole matrix of an architecture that stores them transposed, as ours stand."""
        tensors = self._architecture.tensors(self._file.spec)
        turned = any(tensor.ours == place.ours and tensor.transposed for tensor in tensors)
        return given.T if turned else given

    def _put(
        self, made: dict[str, Tensor], place: _Place, given: Tensor, name: str, *, added: bool
    ) -> None:
        rows = slice(place.begin, place.begin + place.rows)
        before = made[place.ours].double()
        if before[rows].shape != given.shape:
            raise self._misfit(name, given, tuple(before[rows].shape))
        after = before.clone()
        after[rows] = before[rows] + given if added else given.double()
        made[place.ours] = after.float()

    def _misfit(self, name: str, given: Tensor, expected: tuple[int, ...]) -> BadInput:
        return BadInput(
            "'{name}' in {path} is {found}, and the base and {config} ask for {expected}; choose "
            "the base that the adapter was made for",
            name=name,
            path=self._weights.path,
            found="×".join(map(str, given.shape)),
            config=ADAPTER_CONFIG,
            expected="×".join(map(str, expected)),
        )


def _is_among(module: str, targets: list[Any]) -> bool:
    return any(f".{module}".endswith(f".{target}") for target in targets)


def _of_pattern(patterns: Mapping[str, Any], module: str, usual_value: Any) -> Any:
    """The value of the first pattern that matches the end of a module's name, as PEFT has it."""
    for pattern, value in patterns.items():
        if re.fullmatch(rf"(.*\.)?({pattern})", module):
            return value
    return usual_value
