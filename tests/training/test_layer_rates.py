import copy

import pytest
import torch
from typed_keywords import Sizes

from workbench.models.build import build
from workbench.models.spec import BertSpec, GPTSpec, LlamaSpec
from workbench.training.optimizing.layer_rates import depth_of, freeze, rate_scales
from workbench.training.optimizing.optimizers import build_optimizer, set_learning_rate
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.trained_modules import TrainedModules

SIZES: Sizes = {"num_layers": 3, "hidden_size": 16, "num_heads": 2, "context": 8}


def test_that_each_layer_learns_slower_than_the_one_above() -> None:
    model = build(BertSpec(**SIZES), 20, num_classes=2)
    scales = rate_scales(model, 0.5)
    assert scales["classifier.weight"] == scales["pooler.bias"] == 1.0
    assert [scales[f"blocks.{i}.qkv.weight"] for i in range(3)] == [0.125, 0.25, 0.5]
    assert scales["token_embedding.weight"] == scales["embedding_norm.bias"] == 0.0625


@pytest.mark.parametrize("spec", [BertSpec(**SIZES), GPTSpec(**SIZES), LlamaSpec(**SIZES)])
def test_that_every_parameter_has_its_depth(spec: GPTSpec) -> None:
    model = build(spec, 20, num_classes=2)
    depths = {depth_of(name, 3) for name, _ in model.named_parameters()}
    assert depths == {0, 1, 2, 3, 4}


def test_that_a_scale_multiplies_the_step_of_sgd() -> None:
    model = build(GPTSpec(**SIZES), 20)
    before = copy.deepcopy(model.state_dict())
    sgd = OptimizerSpec(algorithm="sgd", momentum=0.0, weight_decay=0.0, learning_rate=1.0)
    optimizer = build_optimizer(sgd, TrainedModules(model), rate_scales(model, 0.5))
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    set_learning_rate(optimizer, 0.1)
    optimizer.step()
    for name, parameter in model.named_parameters():
        step = 0.1 * 0.5 ** (4 - depth_of(name, 3))
        torch.testing.assert_close(parameter, before[name] - step)


def test_that_frozen_layers_are_the_lowest_and_the_embeddings() -> None:
    model = build(BertSpec(**SIZES), 20, num_classes=2)
    freeze(model, 2)
    still = {name for name, p in model.named_parameters() if not p.requires_grad}
    assert {depth_of(name, 3) for name in still} == {0, 1, 2}
    assert all(p.requires_grad for p in model.blocks[2].parameters())
    assert model.classifier is not None
    assert model.classifier.weight.requires_grad
    untouched = build(BertSpec(**SIZES), 20)
    freeze(untouched, 0)
    assert all(p.requires_grad for p in untouched.parameters())
