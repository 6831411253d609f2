import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from workbench.errors import Corrupt, NotFound, WorkbenchError
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.load import load_model
from workbench.models.model_file import MODEL_NAME, WEIGHTS_NAME, ModelFile
from workbench.models.spec import GPTSpec
from workbench.store.files import durable, manifest

SPEC = GPTSpec(num_layers=2, hidden_size=16, num_heads=2, context=8, dropout=0.1)
MODEL_FILE = ModelFile(spec=SPEC, vocabulary_size=30, tokenizer="0001-a", tokenizer_digest="ab")


def save(model: GPT, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    save_file(model.state_dict(), folder / WEIGHTS_NAME)
    (folder / MODEL_NAME).write_text(MODEL_FILE.model_dump_json())
    durable.seal(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(build(SPEC, 30, seed=4), tmp_path / "checkpoint")
    return tmp_path / "checkpoint"


def test_that_a_loaded_model_answers_as_the_saved_one_and_cannot_train(folder: Path) -> None:
    saved = build(SPEC, 30, seed=4).eval()
    loaded, model_file = load_model(folder)
    ids_bt = torch.arange(8)[None]
    assert torch.equal(loaded(ids_bt), saved(ids_bt))
    assert model_file == MODEL_FILE
    assert not loaded.training
    assert not any(parameter.requires_grad for parameter in loaded.parameters())


def test_that_loading_touches_no_random_state(folder: Path) -> None:
    before = torch.get_rng_state()
    load_model(folder)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("name", [WEIGHTS_NAME, MODEL_NAME])
def test_that_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(NotFound, match=name):
        load_model(folder)


@pytest.mark.parametrize("name", [WEIGHTS_NAME, MODEL_NAME])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_that_a_truncated_file_is_named(folder: Path, name: str, share: float) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Corrupt, match=name):
        load_model(folder)


@pytest.mark.parametrize("name", [WEIGHTS_NAME, MODEL_NAME])
def test_that_a_flipped_bit_is_caught_by_the_manifest(
    tmp_path: Path, folder: Path, name: str
) -> None:
    with durable.staging(tmp_path / "kept") as staged:
        shutil.copytree(folder, staged, dirs_exist_ok=True)
    load_model(tmp_path / "kept")
    path = tmp_path / "kept" / name
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    with pytest.raises(Corrupt, match=name):
        load_model(tmp_path / "kept")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda weights: weights.pop("final_norm.bias"), "lacks 'final_norm.bias'"),
        (lambda weights: weights.update(extra=torch.ones(1)), "holds 'extra'"),
        (lambda weights: weights.update({"final_norm.bias": torch.ones(3)}), "is 3, not 16"),
    ],
)
def test_that_weights_of_another_model_are_refused_by_name(
    folder: Path, change: object, expected: str
) -> None:
    weights = load_file(folder / WEIGHTS_NAME)
    assert callable(change)
    change(weights)
    save_file(weights, folder / WEIGHTS_NAME)
    durable.seal(folder)
    with pytest.raises(WorkbenchError) as caught:
        load_model(folder)
    assert expected in str(caught.value)
    assert str(folder / WEIGHTS_NAME) in str(caught.value)


def test_that_a_checkpoint_without_a_manifest_is_not_loaded(folder: Path) -> None:
    (folder / manifest.MANIFEST_NAME).unlink()
    with pytest.raises(Corrupt, match="not complete"):
        load_model(folder)
