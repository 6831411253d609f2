"""What cannot fit is refused before anything is made, and an allocator's error is a sentence."""

from pathlib import Path

import pytest
from tiny_project import pretrain_spec

from workbench.activities.estimate import too_large as room
from workbench.activities.estimate.too_large import too_large
from workbench.activities.out_of_memory import is_out_of_memory, out_of_memory
from workbench.corpora.spec import AddCorpusSpec
from workbench.errors import OutOfMemory
from workbench.models.spec import GPTSpec
from workbench.project import Project
from workbench.training.pretrain_spec import PretrainSpec

HUGE = GPTSpec(num_layers=96, hidden_size=12288, num_heads=96, context=64)


def gpt(**loop: int) -> PretrainSpec:
    return pretrain_spec(name="big", loop=loop) if loop else pretrain_spec(name="big")


def test_that_a_model_that_can_never_fit_is_refused_with_the_largest_preset_that_does(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "workbench.project.runs.preview.run_preview.memory_bytes_for", lambda _: 4_000_000_000
    )
    spec = pretrain_spec(name="huge").model_copy(update={"model": HUGE})
    problem = tiny.preview(spec).too_large()
    assert problem is not None
    assert "the machine has 4.0 GB; the largest preset that fits is " in str(problem.words)
    fits = spec.model_copy(update={"model": GPTSpec(**problem.instead["model"])})
    assert tiny.preview(fits).too_large() is None
    before = {run.id for run in tiny.runs}
    with pytest.raises(OutOfMemory, match="the largest preset that fits is"):
        tiny.start(spec)
    assert {run.id for run in tiny.runs} == before


def test_that_a_batch_that_cannot_fit_is_offered_in_pieces_that_do() -> None:
    spec = gpt(micro_batch_size=48, accumulation=2)
    problem = too_large(spec, lambda one: one.loop.micro_batch_size, there=10)
    assert problem is not None
    assert problem.instead == {"loop": {"micro_batch_size": 8, "accumulation": 12}}
    assert too_large(spec, lambda one: one.loop.micro_batch_size, there=48) is None


def test_that_without_a_preset_that_fits_the_advice_is_a_smaller_model() -> None:
    problem = too_large(gpt(), lambda _: 9, there=1)
    assert problem is not None
    assert "fewer layers" in str(problem.words)
    assert problem.instead == {}


def test_that_the_memory_of_a_graphics_card_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = gpt().runtime.model_copy(update={"device": "auto"})
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/nvidia-smi")
    assert room.memory_bytes_for(runtime) is None
    assert room.memory_bytes_for(runtime.model_copy(update={"device": "cpu"})) is not None


def raised_in(file: str) -> BaseException:
    """An allocator's error that came from a file of that name."""
    try:
        exec(compile('raise RuntimeError("can\'t allocate memory")', f"/x/{file}", "exec"))
    except RuntimeError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("file", "advice"),
    [
        ("chunked_head.py", "fewer pieces"),
        ("adamw.py", "fewer layers"),
        ("build.py", "fewer layers"),
        ("block.py", "halve the micro-batch"),
    ],
)
def test_that_the_advice_fits_what_there_was_no_room_for(file: str, advice: str) -> None:
    error = raised_in(file)
    assert is_out_of_memory(error)
    assert advice in str(out_of_memory(error, gpt()))


def test_that_an_import_without_memory_is_not_told_of_batches(tmp_path: Path) -> None:
    spec = AddCorpusSpec(name="novel", files=(str(tmp_path),))
    assert "micro-batch" not in str(out_of_memory(MemoryError(), spec))


@pytest.mark.parametrize(
    "said",
    [
        "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory: "
        "you tried to allocate 4398046511104 bytes. Error code 12 (Cannot allocate memory)",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes.",
        "CUDA out of memory. Tried to allocate 2.00 GiB.",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "MPS backend out of memory (MPS allocated: 17.9 GiB, max allowed: 18.1 GiB).",
        "std::bad_alloc",
    ],
)
def test_that_what_allocators_say_is_understood(said: str) -> None:
    assert is_out_of_memory(RuntimeError(said))
