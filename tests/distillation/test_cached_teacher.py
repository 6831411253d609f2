"""What a cache keeps of a teacher, against the whole distributions."""

import math
from typing import TypedDict

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workbench.data.causal.batches import CausalBatches
from workbench.distillation.cache.compatibility import check_stages
from workbench.distillation.cache.file import CacheMeta, CacheSource, Rows, check_origin
from workbench.distillation.cache.spec import Kept, Samples, TopK, Whole, bytes_per_token
from workbench.distillation.cache.teacher import _signal, kept_of
from workbench.distillation.divergence.soft_loss import soft_loss
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import StageSettings, StageSpec, settings_at
from workbench.errors import BadInput
from workbench.spec import validate

VOCABULARY = 40
DIVERGENCES = (
    *("forward_kl", "reverse_kl", "jeffreys", "jsd", "skewed_kl", "skewed_reverse_kl"),
    "total_variation",
)


def logits(seed: int, count: int = 60) -> torch.Tensor:
    return 3 * torch.randn(count, VOCABULARY, generator=torch.Generator().manual_seed(seed))


def settings(kind: str = "forward_kl", temperature: float = 2.0) -> StageSettings:
    plain = {"divergence": {"kind": kind}, "temperature": temperature}
    return settings_at((validate(StageSpec, plain),), 0)


def signal(teacher: torch.Tensor, kept: Kept, temperature: float = 2.0, precision="float32"):
    generator = torch.Generator().manual_seed(1)
    columns = kept_of(teacher, kept, temperature, precision=precision, generator=generator)
    rows = {name: columns[name][None] if name in columns else None for name in Rows.__annotations__}
    return _signal(Rows(**rows), kept, torch.device("cpu"))


ALL = slice(0, 60)


@pytest.mark.parametrize("kind", [*DIVERGENCES, "uld"])
@pytest.mark.parametrize("temperature", [1.0, 2.5])
def test_that_of_whole_distributions_every_loss_is_the_teachers_own(kind, temperature):
    teacher, student = logits(1), logits(2)
    actual = signal(teacher, Whole()).soft_loss(student, ALL, settings(kind, temperature))
    wanted = soft_loss(settings(kind, temperature))(teacher, student)
    torch.testing.assert_close(actual, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", DIVERGENCES)
def test_that_with_all_tokens_among_the_likeliest_nothing_is_lost(kind):
    teacher, student = logits(1), logits(2)
    actual = signal(teacher, TopK(k=VOCABULARY)).soft_loss(student, ALL, settings(kind))
    wanted = soft_loss(settings(kind))(teacher, student)
    torch.testing.assert_close(actual, wanted, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("k", [1, 4, 16])
@pytest.mark.parametrize("kind", DIVERGENCES)
def test_that_a_divergence_of_buckets_is_that_of_the_summed_probabilities(kind, k):
    teacher, student = logits(1), logits(2)
    actual = signal(teacher, TopK(k=k)).soft_loss(student, ALL, settings(kind))
    p, q = ((z / 2.0).softmax(-1).double() for z in (teacher, student))
    ids = p.topk(k, dim=-1).indices
    coarse = [
        torch.cat([one.gather(-1, ids), 1 - one.gather(-1, ids).sum(-1, keepdim=True)], -1)
        for one in (p, q)
    ]
    wanted = soft_loss(settings(kind, 1.0))(*(one.log().float() for one in coarse)) * 4
    torch.testing.assert_close(actual, wanted, rtol=1e-3, atol=1e-4)
    whole = soft_loss(settings(kind))(teacher, student)
    assert (actual <= whole + 1e-4).all()


def test_that_the_gradient_of_buckets_is_that_of_autograd_over_the_whole_vocabulary():
    teacher, student = logits(1), logits(2).requires_grad_()
    loss = signal(teacher, TopK(k=5)).soft_loss(student, ALL, settings()).sum()
    (actual,) = torch.autograd.grad(loss, student)
    p = (teacher / 2).softmax(-1)
    ids = p.topk(5, dim=-1).indices
    q = (student / 2).softmax(-1)
    tail_p, tail_q = (1 - one.gather(-1, ids).sum(-1) for one in (p, q))
    kept_p, kept_q = p.gather(-1, ids), q.gather(-1, ids)
    kl = (kept_p * (kept_p / kept_q).log()).sum(-1) + tail_p * (tail_p / tail_q).log()
    (wanted,) = torch.autograd.grad(4 * kl.sum(), student)
    torch.testing.assert_close(actual, wanted, rtol=1e-3, atol=1e-5)


def test_that_samples_give_the_whole_loss_and_gradient_on_average():
    teacher, student = logits(1, 1), logits(2, 1)
    repeated = teacher.expand(3000, -1)
    leaf = student.expand(3000, -1).clone().requires_grad_()
    losses = signal(repeated, Samples(count=16)).soft_loss(leaf, slice(0, 3000), settings())
    (gradients,) = torch.autograd.grad(losses.sum(), leaf)
    one = student.clone().requires_grad_()
    wanted = soft_loss(settings())(teacher, one)
    (gradient,) = torch.autograd.grad(wanted.sum(), one)
    error = losses.std().item() / math.sqrt(3000)
    assert losses.mean().item() == pytest.approx(wanted.item(), abs=4 * error)
    errors = gradients.std(0) / math.sqrt(3000)
    assert ((gradients.mean(0) - gradient[0]).abs() < 5 * errors + 1e-5).all()


def test_that_plain_renormalised_likeliest_tokens_would_be_biased_and_these_are_not():
    """The reason for the last bucket: without it the best student is surer than the teacher."""
    teacher = logits(1)
    student = teacher.clone().requires_grad_()
    loss = signal(teacher, TopK(k=4)).soft_loss(student, ALL, settings()).sum()
    (gradient,) = torch.autograd.grad(loss, student)
    assert gradient.abs().max() < 1e-4
    p = (teacher / 2).softmax(-1)
    kept = p.topk(4, dim=-1)
    renormalised = torch.zeros_like(p).scatter(-1, kept.indices, kept.values)
    renormalised = renormalised / renormalised.sum(-1, keepdim=True)
    plain = F.kl_div((student / 2).log_softmax(-1), renormalised, reduction="sum")
    (biased,) = torch.autograd.grad(plain, student)
    assert biased.abs().max() > 0.01


def test_that_half_precision_moves_the_loss_by_less_than_a_thousandth():
    teacher, student = logits(1), logits(2)
    exact, rounded = (
        signal(teacher, TopK(k=16), precision=precision).soft_loss(student, ALL, settings()).mean()
        for precision in ("float32", "float16")
    )
    assert rounded.item() == pytest.approx(exact.item(), rel=1e-3)


@pytest.mark.parametrize(
    ("kept", "vocabulary", "wanted"),
    [
        (TopK(k=32), 8192, 32 * 4 + 2),
        (TopK(k=32), 100_000, 32 * 6 + 2),
        (Samples(count=50), 8192, 50 * 2 + 4),
        (Whole(), 8192, 2 * 8192),
    ],
)
def test_that_the_size_told_before_is_what_is_written(kept, vocabulary, wanted):
    assert bytes_per_token(kept, "float16", vocabulary) == wanted
    generator = torch.Generator().manual_seed(0)
    columns = kept_of(
        torch.randn(3, vocabulary), kept, 1.0, precision="float16", generator=generator
    )
    assert sum(array.nbytes for array in columns.values()) == 3 * wanted


def test_that_fixed_windows_begin_at_the_same_places_in_every_epoch():
    tokens = np.arange(1000, dtype=np.uint16)
    batches = CausalBatches(
        tokens, context=10, micro_batch_size=3, accumulation=2, seed=4, fixed_windows=30
    )
    seen = [b for step in range(10) for b in batches.at(step)]
    windows = [b.windows_b for b in seen if b.windows_b is not None]
    for b, windows_b in zip(seen, windows, strict=True):
        assert (b.inputs_bt[:, 0] == windows_b * 10).all()
    assert sorted(np.concatenate(windows).tolist()) == sorted([*range(30)] * 2)
    free = CausalBatches(tokens, context=10, micro_batch_size=3, accumulation=2, seed=4)
    assert free.at(0)[0].windows_b is None


META = CacheMeta(
    name="kept",
    teacher=CacheSource(name="big", digest="t"),
    corpus=CacheSource(name="novel", digest="c"),
    tokenizer=CacheSource(name="pieces", digest="p"),
    context=16,
    windows=9,
    windows_per_part=4,
    temperature=2.0,
    kept=TopK(),
    precision="float16",
    vocabulary_size=40,
)


class Origin(TypedDict):
    teacher: CacheSource
    corpus: CacheSource
    tokenizer: CacheSource
    context: int


SAME: Origin = {
    "teacher": META.teacher,
    "corpus": META.corpus,
    "tokenizer": META.tokenizer,
    "context": 16,
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"teacher": CacheSource(name="bigger", digest="u")},
            "by the teacher 'big'.*from 'bigger'",
        ),
        (
            {"corpus": CacheSource(name="poems", digest="d")},
            "the corpus 'novel'.*learn from 'poems'",
        ),
        (
            {"tokenizer": CacheSource(name="bits", digest="q")},
            "the tokenizer 'pieces'.*with 'bits'",
        ),
        ({"context": 32}, "windows of 16 tokens and the student reads 32"),
    ],
)
def test_that_a_cache_of_something_else_is_refused_by_name(changed, sentence):
    check_origin(META, **SAME)
    with pytest.raises(BadInput, match=sentence):
        check_origin(META, **SAME | changed)


@pytest.mark.parametrize(
    ("stage", "kept", "sentence"),
    [
        ({"temperature": 1.0}, TopK(), "made for τ = 2.0 and a stage learns at τ = 1.0"),
        (
            {"divergence": {"kind": "logit_mse"}},
            Whole(),
            "the divergence Logit MSE cannot be made",
        ),
        (
            {"divergence": {"kind": "uld"}},
            TopK(),
            "the divergence ULD cannot be made",
        ),
        ({"divergence": {"kind": "jsd"}}, Samples(), "which estimate the forward KL alone"),
        ({"terms": [{"kind": "embedding"}]}, Whole(), "need the teacher itself"),
        ({"on_policy": {"share": 0.5}}, TopK(), "need the teacher itself"),
        ({"alpha_schedule": "confidence"}, TopK(), "needs the whole distribution"),
        ({"temperature_schedule": "linear"}, TopK(), "needs the whole distribution"),
    ],
)
def test_that_a_stage_that_needs_more_than_a_cache_holds_is_refused(stage, kept, sentence):
    meta = META.model_copy(update={"kept": kept})
    spec = validate(DistillSpec, {"corpus": "c", "teacher": "t", "stages": [stage]})
    with pytest.raises(BadInput, match=sentence):
        check_stages(meta, spec)


def test_that_what_a_cache_holds_is_enough_for_the_rest():
    for stage, kept in (
        ({"divergence": {"kind": "jsd"}}, TopK()),
        ({}, Samples()),
        ({"alpha": 0.0, "temperature": 7.0}, TopK()),
        ({"alpha_schedule": "confidence", "temperature_schedule": "linear"}, Whole()),
    ):
        spec = validate(DistillSpec, {"corpus": "c", "teacher": "t", "stages": [stage]})
        check_stages(META.model_copy(update={"kept": kept}), spec)
