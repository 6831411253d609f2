"""Several teachers, a student's own texts, and teachers with another tokenizer."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import wasserstein_distance
from text_material import english, train

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.cross_tokenizer import CrossTokenizerTeacher, aligned_tokens
from workbench.distillation.divergence.functions import sorted_distance
from workbench.distillation.divergence.with_gradient import of_logarithms
from workbench.distillation.objective import Distillation
from workbench.distillation.on_policy import OwnTexts, continued
from workbench.distillation.stages import OnPolicySpec, StageSpec
from workbench.distillation.teachers import LiveTeachers, LogitSignal, mean_rows
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.spec import validate
from workbench.training.objectives.chunked_head import CHUNK_TOKENS

CPU = torch.device("cpu")
VOCABULARY = 17
SHAPE = GPTSpec(num_layers=1, hidden_size=8, num_heads=2, context=16)


def model(seed: int, sharp: float = 10.0) -> GPT:
    made = build(SHAPE, VOCABULARY, seed=seed)
    with torch.no_grad():
        made.token_embedding.weight.mul_(sharp)
    return made


@pytest.fixture
def batch() -> CausalBatch:
    ids = np.random.default_rng(0).integers(0, VOCABULARY, (3, 17))
    return CausalBatch(ids[:, :-1], ids[:, 1:])


def test_that_the_mean_of_teachers_is_that_of_their_probabilities(batch):
    teachers, weights = [model(1).eval(), model(2).eval()], (0.25, 0.75)
    inputs = torch.from_numpy(batch.inputs_bt)
    mean = LiveTeachers(teachers, weights).rows(inputs)(slice(0, 48)).softmax(-1)
    shares = [one(inputs).flatten(0, 1).softmax(-1) for one in teachers]
    torch.testing.assert_close(mean, 0.25 * shares[0] + 0.75 * shares[1])


def test_that_a_teacher_twice_is_that_teacher(batch):
    teacher = model(1).eval()
    rows = LiveTeachers([teacher]).rows(torch.from_numpy(batch.inputs_bt))
    one, both = rows(slice(0, 9)), mean_rows([rows, rows], (0.5, 0.5))(slice(0, 9))
    torch.testing.assert_close(both.softmax(-1), one.softmax(-1))


def test_that_a_chunks_logits_are_made_once_however_they_are_asked_for():
    torch.manual_seed(0)
    wanted = torch.randn(CHUNK_TOKENS + 40, 5)
    made = []

    def rows(chosen):
        made.append(chosen)
        return wanted[chosen]

    signal = LogitSignal(rows)
    blocks = [slice(i, i + 40) for i in range(0, CHUNK_TOKENS - 40, 40)]
    for block in blocks:
        assert torch.equal(signal.logits(block), wanted[block])
    assert len(made) == 1
    for block in (slice(CHUNK_TOKENS, CHUNK_TOKENS + 40), *blocks, slice(0, len(wanted))):
        assert torch.equal(signal.logits(block), wanted[block])


# -- own texts --------------------------------------------------------------------------------


def test_that_own_texts_follow_the_students_distribution():
    student = model(3, sharp=30.0).eval()
    prompts = np.tile(np.array([[1, 5, 2]]), (4000, 1))
    written = continued(student, prompts, 1, num_pieces=12, temperature=2.0, seed=7)[:, 3]
    logits = student(torch.tensor([[1, 5, 2]]))[0, -1, :12] / 2.0
    shares = torch.bincount(torch.from_numpy(written), minlength=12) / 4000
    assert (shares - logits.softmax(-1)).abs().max() < 4 * math.sqrt(0.25 / 4000)
    assert written.max() < 12


def test_that_the_cache_writes_what_reading_everything_again_would():
    student = model(3, sharp=30.0).eval()
    prompts = np.random.default_rng(1).integers(0, 12, (5, 4))
    written = continued(student, prompts, 6, num_pieces=12, temperature=1e-4, seed=0)
    ids = torch.from_numpy(prompts)
    for _ in range(6):
        ids = torch.cat([ids, student(ids)[:, -1, :12].argmax(-1, keepdim=True)], dim=1)
    assert np.array_equal(written, ids.numpy())


def test_that_a_step_learns_from_own_texts_as_often_as_its_share():
    own = OwnTexts(model(3), VOCABULARY, seed=1)
    due = [own.is_due(OnPolicySpec(share=0.3), step) for step in range(2000)]
    assert sum(due) / 2000 == pytest.approx(0.3, abs=0.05)
    assert due == [own.is_due(OnPolicySpec(share=0.3), step) for step in range(2000)]
    assert not any(own.is_due(OnPolicySpec(share=0.0), step) for step in range(200))


def test_that_only_what_the_student_wrote_is_judged_and_by_the_teacher_alone(batch):
    teacher, student = model(1).eval(), model(3)
    stage = validate(
        StageSpec,
        {
            "alpha": 0.5,
            "temperature": 1.0,
            "divergence": {"kind": "jsd"},
            "on_policy": {"share": 1.0, "prompt_tokens": 5, "new_tokens": 6},
        },
    )
    own = OwnTexts(student, VOCABULARY, seed=1)
    work = Distillation(student, LiveTeachers([teacher]), (stage,), CPU, own_texts=own)
    loss = work(batch, 4)
    text = own.written(stage.on_policy, batch, 4)
    ids = torch.from_numpy(text.inputs_bt)
    assert ids.shape == (3, 10)
    assert np.array_equal(text.inputs_bt[:, :5], batch.inputs_bt[:, :5])
    p, q = (one(ids)[:, 4:].flatten(0, 1).softmax(-1) for one in (teacher, student))
    mean = (p + q) / 2
    jsd = (0.5 * (p * (p / mean).log() + q * (q / mean).log()).sum(-1)).mean()
    torch.testing.assert_close(loss.total, 0.5 * jsd)
    assert set(loss.parts) == {"own_text"}
    assert student.training


# -- other tokenizers -------------------------------------------------------------------------


def uld(log_teacher: torch.Tensor, log_student: torch.Tensor) -> torch.Tensor:
    return of_logarithms(log_teacher, log_student, sorted_distance)


def test_that_sorted_distance_is_the_distance_of_optimal_transport_over_ranks():
    """With equal vocabularies: the L1 distance of sorted shares, scipy's over their values."""
    torch.manual_seed(0)
    p, q = torch.randn(2, 9, dtype=torch.float64).softmax(-1)
    distance = uld(p.log()[None], q.log()[None]).item()
    assert distance == pytest.approx(9 * wasserstein_distance(p.numpy(), q.numpy()))
    wide = torch.cat([q, torch.zeros(4, dtype=torch.float64)])
    assert uld(p.log()[None], wide.log()[None]).item() == pytest.approx(distance)
    assert uld(wide.log()[None], p.log()[None]).item() == pytest.approx(distance)


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("tokenizers")
    text = english(200)
    return (
        train(folder / "a", text, vocabulary_size=320),
        train(folder / "b", text, vocabulary_size=430, algorithm="unigram"),
    )


def test_that_paired_places_have_read_the_same_text(tokenizers):
    own, their = tokenizers
    text = "The kite went over the hill, and the bell rang twice."
    ids = [*own.encode(text), *own.document_end, *own.document_begin, *own.encode("A boat.")]
    aligned = aligned_tokens(ids, own, their, most=200)
    assert len(aligned.positions_p2) > 5
    for ours, theirs in aligned.positions_p2:
        read = own.decode(ids[: ours + 1])
        assert their.decode(aligned.ids[: theirs + 1].tolist()).strip() == read.strip()


def test_that_a_teacher_with_the_same_tokenizer_pairs_every_place(tokenizers):
    own, _ = tokenizers
    ids = own.encode("The kite went over the hill.")
    aligned = aligned_tokens(ids, own, own, most=200)
    # A piece that stands for no text of its own, as the mark of a beginning does, is no place.
    positions = [i for i in range(len(ids)) if own.decode(ids[: i + 1])]
    assert aligned.positions_p2.tolist() == [[i, i + len(own.prompt_begin)] for i in positions]
    assert len(positions) >= len(ids) - 1


def test_that_the_loss_across_tokenizers_is_the_mean_over_paired_places(tokenizers):
    own, their = tokenizers
    shapes = GPTSpec(num_layers=1, hidden_size=8, num_heads=2, context=24)
    student = build(shapes, own.vocabulary_size, seed=1)
    teacher = build(shapes, their.vocabulary_size, seed=2).eval()
    ids = np.array([own.encode("The kite went over the hill, and the bell rang.")[:17]])
    batch = CausalBatch(ids[:, :-1], ids[:, 1:])
    stage = validate(StageSpec, {"divergence": {"kind": "uld"}, "temperature": 1.0})
    teachers = CrossTokenizerTeacher(LiveTeachers([teacher]), 24, own, their)
    loss = Distillation(student, teachers, (stage,), CPU)(batch, 0)
    aligned = aligned_tokens(ids[0, :-1].tolist(), own, their, 24)
    p = student(torch.from_numpy(batch.inputs_bt))[0].log_softmax(-1)
    q = teacher(torch.from_numpy(aligned.ids)[None])[0].log_softmax(-1)
    wanted = torch.stack([uld(q[t][None], p[s][None]) for s, t in aligned.positions_p2]).mean()
    torch.testing.assert_close(loss.parts["soft"], wanted)
    loss.total.backward()
    gradient = student.token_embedding.weight.grad
    assert gradient is not None
    assert gradient.abs().sum() > 0
