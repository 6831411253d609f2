"""The optimizer over all that learns, and its state as named tensors."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.sharding import is_slice, placed_like
from workbench.training.optimizing.batched_muon import BatchedMuon
from workbench.training.optimizing.layer_rates import layer_of
from workbench.training.optimizing.muon import MuonOfSlices, MuonWithAdamW
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.trained_modules import TrainedModules

_SEPARATOR = "/"
_RATE_SCALE = "rate_scale"


def build_optimizer(
    spec: OptimizerSpec,
    modules: TrainedModules,
    rate_scales: Mapping[str, float] | None = None,
    ranks: Ranks = ALONE,
) -> torch.optim.Optimizer:
    """The optimizer over what can learn; weight decay applies to matrices alone, as GPT-2's and
    BERT's recipes do. `rate_scales` multiply the learning rate of parameters, by name; `ranks` may
    each hold a slice of the model.
    """
    scales = rate_scales or {}
    learning = {n: p for n, p in modules.named_parameters().items() if p.requires_grad}
    if spec.algorithm == "sgd":
        groups = _groups(spec, learning, scales)
        return torch.optim.SGD(groups, lr=spec.learning_rate, momentum=spec.momentum)
    if spec.algorithm == "adamw":
        return _adamw(spec, _groups(spec, learning, scales))
    hidden = {name: p for name, p in learning.items() if is_hidden_matrix(name, p)}
    others = {name: p for name, p in learning.items() if name not in hidden}
    faster = {name: spec.muon_rate * scales.get(name, 1.0) for name in hidden}
    # What is frozen may leave one of the two without anything to do; torch refuses that.
    if not hidden:
        return _adamw(spec, _groups(spec, others, scales))
    muon = _muon(spec, _groups(spec, hidden, faster), ranks if modules.are_sharded else None)
    return MuonWithAdamW(muon, _adamw(spec, _groups(spec, others, scales)) if others else None)


def is_hidden_matrix(name: str, parameter: Tensor) -> bool:
    """Whether Muon moves a parameter: a matrix of a block, neither embedding nor output layer."""
    return parameter.ndim == 2 and layer_of(name).isdigit()


def _adamw(spec: OptimizerSpec, groups: list[dict[str, Any]]) -> torch.optim.AdamW:
    return torch.optim.AdamW(
        groups,
        lr=spec.learning_rate,
        betas=(spec.beta1, spec.beta2),
        eps=spec.epsilon,
        fused=True,
    )


def _muon(
    spec: OptimizerSpec, groups: list[dict[str, Any]], slice_holders: Ranks | None
) -> torch.optim.Muon:
    settings: dict[str, Any] = {
        "lr": spec.learning_rate,
        "momentum": spec.muon_momentum,
        "nesterov": spec.muon_nesterov,
        "ns_steps": spec.muon_iterations,
        "adjust_lr_fn": spec.muon_adjustment,
    }
    if slice_holders is None:
        return BatchedMuon(groups, **settings)
    return MuonOfSlices(groups, slice_holders, **settings)


def _groups(
    spec: OptimizerSpec, learning: Mapping[str, nn.Parameter], rate_scales: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Parameters that learn at the same rate and decay alike; slices and whole ones apart."""
    groups: dict[tuple[float, float, bool], list[nn.Parameter]] = {}
    for name, parameter in learning.items():
        decay = spec.weight_decay if parameter.ndim >= 2 else 0.0
        alike = (rate_scales.get(name, 1.0), decay, is_slice(parameter))
        groups.setdefault(alike, []).append(parameter)
    return [
        {"params": parameters, "weight_decay": decay, _RATE_SCALE: rate_scale}
        for (rate_scale, decay, _), parameters in groups.items()
    ]


def set_learning_rate(optimizer: torch.optim.Optimizer, learning_rate: float) -> None:
    """Use `learning_rate`, times a group's scale, from the next step on."""
    for group in optimizer.param_groups:
        group["lr"] = learning_rate * group[_RATE_SCALE]


def optimizer_tensors(
    optimizer: torch.optim.Optimizer, modules: TrainedModules
) -> dict[str, Tensor]:
    """The optimizer's memory as `parameter/slot` → tensor, for saving beside the weights."""
    named = modules.named_parameters()
    names: dict[Tensor, str] = {parameter: name for name, parameter in named.items()}
    return {
        f"{names[parameter]}{_SEPARATOR}{slot}": value
        for parameter, slots in optimizer.state.items()
        for slot, value in slots.items()
        if isinstance(value, Tensor)
    }


def restore_optimizer(
    optimizer: torch.optim.Optimizer, modules: TrainedModules, tensors: Mapping[str, Tensor]
) -> None:
    """Put back what `optimizer_tensors` took out."""
    parameters = modules.named_parameters()
    for key, value in tensors.items():
        name, slot = key.rsplit(_SEPARATOR, 1)
        parameter = parameters[name]
        # AdamW's step counter stays where it was made; the rest follows its parameter.
        device = value.device if value.ndim == 0 and parameter.is_cpu else parameter.device
        placed = placed_like(value, parameter) if value.ndim else value
        optimizer.state[parameter][slot] = placed.to(device)
