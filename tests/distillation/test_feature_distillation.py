"""The terms of a stage on real models: which layers, which projections, which curves."""

import numpy as np
import pytest
import torch

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.features.feature_distillation import Activations, FeatureDistillation
from workbench.distillation.features.losses import attention_mse, scores
from workbench.distillation.objective import Distillation
from workbench.distillation.stages import StageSpec, settings_at
from workbench.distillation.teachers import LiveTeachers
from workbench.models.architectures.gpt import GPT
from workbench.models.blocks.block import LayerContext
from workbench.models.blocks.trace import Trace
from workbench.models.build import build
from workbench.models.spec import GPTSpec, LlamaSpec
from workbench.spec import BadSpec, validate

CPU = torch.device("cpu")
VOCABULARY = 31
TEACHER = GPTSpec(num_layers=4, hidden_size=16, num_heads=2, context=12)
STUDENT = GPTSpec(num_layers=2, hidden_size=8, num_heads=2, context=12)
PAIRS = ((0, 1), (1, 3))


@pytest.fixture
def teacher() -> GPT:
    return build(TEACHER, VOCABULARY, seed=1).eval().requires_grad_(False)


@pytest.fixture
def student() -> GPT:
    return build(STUDENT, VOCABULARY, seed=2)


@pytest.fixture
def batch() -> CausalBatch:
    ids = np.random.default_rng(0).integers(0, VOCABULARY, (3, 13))
    return CausalBatch(ids[:, :-1], ids[:, 1:])


def stage(*terms: dict, **settings: object) -> StageSpec:
    return validate(StageSpec, {"terms": list(terms), **settings})


def features(one: StageSpec, pairs=PAIRS, widths: tuple[int, int] = (8, 16)) -> FeatureDistillation:
    return FeatureDistillation([one], pairs, *widths, torch.Generator().manual_seed(5))


def objective(student: GPT, teacher: GPT, one: StageSpec) -> Distillation:
    return Distillation(student, LiveTeachers([teacher]), (one,), CPU, features=features(one))


ALL = (
    {"kind": "hidden", "weight": 2.0},
    {"kind": "hidden", "form": "cosine", "layers": "last", "weight": 3.0},
    {"kind": "attention", "weight": 0.5},
    {"kind": "attention", "form": "kl", "heads": "average"},
    {"kind": "embedding"},
    {"kind": "relations", "weight": 0.25},
)


def test_that_each_term_is_a_part_of_its_own_and_weighted_into_the_whole(student, teacher, batch):
    one = stage(*ALL, alpha=0.25)
    loss = objective(student, teacher, one)(batch, 0)
    weights = {
        "soft": 0.25,
        "hard": 0.75,
        "hidden_mse": 2.0,
        "hidden_cosine": 3.0,
        "attention_mse": 0.5,
        "attention_kl": 1.0,
        "embedding": 1.0,
        "relations": 0.25,
    }
    assert set(loss.parts) == set(weights)
    total = sum(weight * loss.parts[name] for name, weight in weights.items())
    torch.testing.assert_close(loss.total, total)


def test_that_hidden_states_are_those_of_the_mapped_blocks(student, teacher, batch):
    """Index 0 of the hidden states is the embeddings', so block i stands at i + 1."""
    one = stage({"kind": "hidden"}, output_weight=0)
    made = features(one)
    loss = Distillation(student, LiveTeachers([teacher]), (one,), CPU, features=made)(batch, 0)
    ours, theirs = states_of(student, batch), states_of(teacher, batch)
    wanted = torch.stack(
        [
            (made.projections[f"hidden_{s}"](ours[s + 1]) - theirs[t + 1]).square().mean()
            for s, t in PAIRS
        ]
    ).mean()
    torch.testing.assert_close(loss.total, wanted)
    assert set(loss.parts) == {"hidden_mse"}


def states_of(model: GPT, batch: CausalBatch) -> list[torch.Tensor]:
    """Hidden states by running the blocks one by one."""
    ids = torch.from_numpy(batch.inputs_bt)
    x = model.token_embedding(ids) + model.position_embedding.weight[: ids.shape[1]]
    states = [x]
    for layer, block in enumerate(model.blocks):
        x = block(x, LayerContext(layer))
        states.append(x)
    states[-1] = model.final_norm(states[-1])
    return states


def test_that_projections_stand_only_where_widths_differ():
    one = stage(*ALL)
    assert set(features(one).projections) == {"hidden_0", "hidden_1", "embedding"}
    assert not features(one, widths=(16, 16)).projections
    last = stage({"kind": "hidden", "layers": "last"})
    assert set(features(last).projections) == {"hidden_1"}


def test_that_projections_learn_and_the_teacher_does_not(student, teacher, batch):
    one = stage({"kind": "hidden"}, {"kind": "embedding"})
    made = features(one)
    work = Distillation(student, LiveTeachers([teacher]), (one,), CPU, features=made)
    work(batch, 0).total.backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in made.parameters())
    assert all(p.grad is None for p in teacher.parameters())


def test_that_a_student_that_is_its_teacher_has_nothing_to_imitate(teacher, batch):
    twin = build(TEACHER, VOCABULARY, seed=9)
    twin.load_state_dict(teacher.state_dict())
    one = stage(*ALL, output_weight=0)
    pairs = tuple((i, i) for i in range(4))
    made = features(one, pairs, (16, 16))
    loss = Distillation(twin, LiveTeachers([teacher]), (one,), CPU, features=made)(batch, 0)
    assert max(abs(part.item()) for part in loss.parts.values()) < 1e-6


def test_that_one_part_alone_has_that_parts_gradient(student, teacher, batch):
    one = stage({"kind": "hidden"}, {"kind": "relations"}, alpha=0.25)
    work = objective(student, teacher, one)
    settings = settings_at((one,), 0)
    parameters = list(student.parameters())

    def gradients(names: frozenset[str] | None) -> list[torch.Tensor]:
        total = work.on_corpus(batch, settings, names).total
        grads = torch.autograd.grad(total, parameters, allow_unused=True)
        return [
            torch.zeros_like(p) if g is None else g for p, g in zip(parameters, grads, strict=True)
        ]

    alone = [gradients(frozenset([n])) for n in ("soft", "hard", "hidden_mse", "relations")]
    for whole, *parts in zip(gradients(None), *alone, strict=True):
        torch.testing.assert_close(whole, torch.stack(parts).sum(0), rtol=1e-4, atol=1e-7)


def test_that_padding_changes_no_term():
    """A text alone, and the same text padded beside a longer one."""
    from workbench.models.spec import BertSpec

    shape = BertSpec(num_layers=2, hidden_size=8, num_heads=2, context=12)
    teacher, student = (build(shape, VOCABULARY, seed=i).eval() for i in (1, 2))
    one = stage(*ALL, output_weight=0)
    made = features(one, ((0, 0), (1, 1)), (8, 8))
    ids = torch.arange(10).reshape(2, 5) % VOCABULARY

    def losses(ids_bt: torch.Tensor, seen_bt: torch.Tensor | None) -> dict[str, float]:
        activations = []
        for model, trace in zip((student, teacher), made.traces(one), strict=True):
            model.hidden(ids_bt, seen_bt=seen_bt, trace=trace)
            seen_n = None if seen_bt is None else seen_bt.flatten().nonzero().squeeze(-1)
            activations.append(Activations(trace, causal=False, seen_bt=seen_bt, seen_n=seen_n))
        terms = made.losses(settings_at((one,), 0), *activations)
        return {name: value.item() for name, (_, value) in terms.items()}

    padded = torch.cat([ids, torch.zeros(2, 4, dtype=torch.long)], dim=1)
    seen = torch.arange(9).expand(2, 9) < 5
    plain, beside = losses(ids, None), losses(padded, seen)
    assert beside == pytest.approx(plain, rel=1e-4)


def test_that_a_term_named_twice_or_nothing_to_learn_is_refused():
    with pytest.raises(BadSpec, match="the term 'hidden mse' is there twice"):
        stage({"kind": "hidden"}, {"kind": "hidden", "weight": 2.0})
    with pytest.raises(BadSpec, match="nothing is learnt"):
        stage(output_weight=0)


def test_that_embeddings_are_compared_by_their_cosine_where_that_is_asked(
    student: GPT, teacher: GPT, batch: CausalBatch
) -> None:
    one = stage({"kind": "embedding", "form": "cosine"})
    terms = features(one)
    activations = []
    for model, trace in zip((student.eval(), teacher), terms.traces(one), strict=True):
        model.hidden(torch.from_numpy(batch.inputs_bt), trace=trace)
        activations.append(Activations(trace, causal=True))
    losses = terms.losses(settings_at((one,), 0), *activations)
    projection = terms.projections["embedding"].get_parameter("weight")
    ours = activations[0].trace.hidden_btc[0].flatten(0, 1) @ projection.T
    theirs = activations[1].trace.hidden_btc[0].flatten(0, 1)
    target = torch.ones(len(ours))
    expected = torch.nn.functional.cosine_embedding_loss(ours, theirs, target)
    weight, loss = losses["embedding_cosine"]
    assert weight == 1.0
    torch.testing.assert_close(loss, expected)


@pytest.mark.parametrize(
    ("windows", "nearest"), [((3, 0), 3), ((0, 3), 3), ((5, 4), 4), ((0, 0), 10)]
)
def test_that_attention_is_compared_where_the_windows_of_both_reach(
    windows: tuple[int, int], nearest: int
) -> None:
    traces = [Trace(hidden=True, parts_of=(0,)) for _ in windows]
    for seed, (window, trace) in enumerate(zip(windows, traces, strict=True)):
        spec = LlamaSpec(
            num_layers=1, hidden_size=8, num_heads=2, context=12, sliding_window=window
        )
        build(spec, VOCABULARY, seed=seed).hidden(torch.arange(10)[None], trace=trace)
    one = stage({"kind": "attention"})
    own, their = (Activations(trace, causal=True) for trace in traces)
    losses = features(one, ((0, 0),), (8, 8)).losses(settings_at((one,), 0), own, their)
    reached = [[0 <= query - key < nearest for key in range(10)] for query in range(10)]
    pair = [scores(trace.parts[0].q_bhtd, trace.parts[0].k_bhtd) for trace in traces]
    wanted = attention_mse(pair[0], pair[1], torch.tensor(reached)[None])
    torch.testing.assert_close(losses["attention_mse"][1], wanted)
