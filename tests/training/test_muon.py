import pytest
import torch
import torch.nn.functional as F
from tiny_training import do, run_folder, task

from workbench.models.build import build
from workbench.models.spec import BertSpec, LlamaSpec
from workbench.training.optimizing.batched_muon import BatchedMuon
from workbench.training.optimizing.layer_rates import freeze
from workbench.training.optimizing.optimizers import build_optimizer, is_hidden_matrix
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.trained_modules import TrainedModules

IN_BLOCKS = {"qkv", "attention_out", "ffn_in", "ffn_out"}
LEFT_TO_ADAMW = (
    "token_embedding",
    "position_embedding",
    "attention_norm",
    "ffn_norm",
    "final_norm",
)


@pytest.fixture
def num_threads():
    """Sets torch's threads until the test ends."""
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@pytest.mark.parametrize("adjustment", ["match_rms_adamw", "original"])
@pytest.mark.parametrize("nesterov", [True, False])
def test_that_training_with_muon_equals_torchs_muon_beside_its_adamw(
    tmp_path, adjustment, nesterov
):
    """The oracle: both optimizers of torch, which parameters they take written out by name."""
    spec = OptimizerSpec(
        algorithm="muon",
        muon_momentum=0.9,
        muon_nesterov=nesterov,
        muon_iterations=4,
        muon_adjustment=adjustment,
        muon_rate=2.0,
    )
    done = do(run_folder(tmp_path), task(5, optimizer=spec, dropout=0.0))
    bare = task(5, optimizer=spec, dropout=0.0)
    named = dict(bare.model.named_parameters())
    hidden = [f"blocks.0.{layer}.weight" for layer in sorted(IN_BLOCKS)]
    biases = [f"blocks.0.{layer}.bias" for layer in sorted(IN_BLOCKS)]
    others = [n for n in named if n.split(".")[-2] in LEFT_TO_ADAMW]
    assert {*hidden, *biases, *others} == set(named)
    muon = torch.optim.Muon(
        [named[name] for name in hidden],
        weight_decay=spec.weight_decay,
        momentum=0.9,
        nesterov=nesterov,
        ns_steps=4,
        adjust_lr_fn=adjustment,
    )
    adamw = torch.optim.AdamW(
        [
            {"params": [named[n] for n in others if named[n].ndim == 2], "weight_decay": 0.1},
            {"params": [named[n] for n in others if named[n].ndim == 1], "weight_decay": 0.0},
            {"params": [named[n] for n in biases], "weight_decay": 0.0},
        ],
        betas=(spec.beta1, spec.beta2),
        eps=spec.epsilon,
        fused=True,
    )
    for step in range(5):
        for optimizer, scale in ((muon, 2.0), (adamw, 1.0)):
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = scale * bare.learning_rate(step)
        (batch,) = bare.batches.at(step)
        logits = bare.model(torch.from_numpy(batch.inputs_bt))
        targets = torch.from_numpy(batch.targets_bt)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(bare.model.parameters(), spec.clip_norm)
        muon.step()
        adamw.step()
        assert done.losses[step + 1] == pytest.approx(loss.item(), rel=1e-4)


@pytest.mark.parametrize(("num_layers", "width"), [(2, 8), (3, 64), (2, 192)])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("nesterov", [True, False])
def test_that_what_steps_of_muon_do_to_matrices_is_torchs_to_the_bit(
    num_layers, width, threads, nesterov, num_threads
):
    """Alone, and where those of one shape are made orthogonal together."""
    num_threads(threads)
    model = build(LlamaSpec(num_layers=num_layers, hidden_size=width, num_heads=2, context=8), 20)
    spec = OptimizerSpec(algorithm="muon", muon_nesterov=nesterov)
    optimizer = build_optimizer(spec, TrainedModules(model))
    generator = torch.Generator().manual_seed(1)
    copies = {n: p.detach().clone().requires_grad_() for n, p in model.named_parameters()}
    hidden = {n: p for n, p in copies.items() if n.startswith("blocks.") and p.ndim == 2}
    alone = torch.optim.Muon(
        hidden.values(), weight_decay=0.1, nesterov=nesterov, adjust_lr_fn="match_rms_adamw"
    )
    for _ in range(3):
        for name, parameter in model.named_parameters():
            parameter.grad = torch.randn(parameter.shape, generator=generator)
            copies[name].grad = parameter.grad.clone()
        optimizer.step()
        alone.step()
    for name, wanted in hidden.items():
        assert torch.equal(model.get_parameter(name), wanted), name


@pytest.mark.parametrize("shape", [(1200, 900), (512, 2048)])
def test_that_a_matrix_too_large_for_a_batch_is_moved_as_torchs_muon_moves_it(shape):
    """Of more than a million numbers, as the feed-forward parts of a model of width 768 are."""
    drawn = torch.randn(2, *shape, generator=torch.Generator().manual_seed(1))
    moved = []
    for muon in (torch.optim.Muon, BatchedMuon):
        weight = torch.nn.Parameter(drawn[0].clone())
        weight.grad = drawn[1].clone()
        muon([weight], adjust_lr_fn="match_rms_adamw").step()
        moved.append(weight)
    assert torch.equal(*moved)


def test_that_muon_moves_no_embedding_head_norm_or_bias():
    model = build(BertSpec(num_layers=2, hidden_size=8, num_heads=2, context=8), 20, num_classes=3)
    moved = {n for n, p in model.named_parameters() if is_hidden_matrix(n, p)}
    assert moved == {f"blocks.{i}.{layer}.weight" for i in range(2) for layer in IN_BLOCKS}


def test_that_where_all_blocks_are_frozen_adamw_alone_learns():
    model = build(BertSpec(num_layers=2, hidden_size=8, num_heads=2, context=8), 20, num_classes=3)
    freeze(model, 2)
    optimizer = build_optimizer(OptimizerSpec(algorithm="muon"), TrainedModules(model))
    assert isinstance(optimizer, torch.optim.AdamW)


def test_that_a_matrix_of_muon_keeps_one_momentum_and_all_else_two(tmp_path):
    """What the estimate of memory counts."""
    from workbench.models.size.estimate import optimizer_bytes
    from workbench.training.optimizing.optimizers import optimizer_tensors

    spec = LlamaSpec(num_layers=2, hidden_size=8, num_heads=2, context=8)
    for algorithm in ("adamw", "sgd", "muon"):
        model = build(spec, 20)
        optimizer = build_optimizer(OptimizerSpec(algorithm=algorithm), TrainedModules(model))
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
        optimizer.step()
        kept = optimizer_tensors(optimizer, TrainedModules(model))
        num_bytes = sum(tensor.nbytes for tensor in kept.values() if tensor.ndim)
        assert num_bytes == optimizer_bytes(spec, 20, algorithm)
