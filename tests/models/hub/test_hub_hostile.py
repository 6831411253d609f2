"""Folders that lie: each gets one clear sentence, runs nothing and reads nothing outside."""

import json
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import foreign_folders as folders
import pytest
import torch
from safetensors.torch import load_file, save_file

from workbench.errors import BadInput, NotFound
from workbench.models.hub.importing import read_foreign_model

pytestmark = pytest.mark.slow

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
PICKLE = "pytorch_model.bin"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good folder; never change it."""
    folder = tmp_path_factory.mktemp("whole")
    folders.foreign("gpt2", folders.USUAL).save_pretrained(folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "model"))


def changed(folder: Path, **tensors: torch.Tensor | None) -> None:
    """Replace tensors (None: remove); a dot of their names is written as two underscores."""
    weights: dict[str, Any] = load_file(folder / WEIGHTS)
    for key, tensor in tensors.items():
        name = key.replace("__", ".")
        weights.pop(name, None)
        if tensor is not None:
            weights[name] = tensor
    save_file(weights, folder / WEIGHTS)


class Bomb:
    """Makes a file when unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


class Shell:
    """Runs a command when unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize(("bomb", "plain"), [(Bomb, True), (Shell, False)])
def test_that_a_pickle_with_code_is_refused_and_nothing_of_it_runs(
    folder: Path, tmp_path: Path, bomb: type, plain: bool
) -> None:
    mark = tmp_path / "executed"
    weights = dict(load_file(folder / WEIGHTS)) | {"bomb": bomb(mark)}
    (folder / WEIGHTS).unlink()
    if plain:
        (folder / PICKLE).write_bytes(pickle.dumps({"bomb": bomb(mark)}))
    else:
        torch.save(weights, folder / PICKLE)
    with pytest.raises(BadInput, match="none of it was run"):
        read_foreign_model(folder)
    assert not mark.exists()


@pytest.mark.slow
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", b"\x80\x02."])
def test_that_a_damaged_pickle_is_refused(folder: Path, data: bytes) -> None:
    (folder / WEIGHTS).unlink()
    (folder / PICKLE).write_bytes(data)
    with pytest.raises(BadInput, match=PICKLE):
        read_foreign_model(folder)


@pytest.mark.slow
@pytest.mark.parametrize("loaded", [[1, 2], {"a": 1}, {1: torch.ones(1)}])
def test_that_a_pickle_of_something_else_is_refused(folder: Path, loaded: Any) -> None:
    (folder / WEIGHTS).unlink()
    torch.save(loaded, folder / PICKLE)
    with pytest.raises(BadInput, match=PICKLE):
        read_foreign_model(folder)


@pytest.mark.parametrize("name", ["../model.safetensors", "/etc/passwd", "..", "a\\b", "c:d", ""])
def test_that_an_index_cannot_point_outside(folder: Path, tmp_path: Path, name: str) -> None:
    shutil.move(folder / WEIGHTS, tmp_path / WEIGHTS)
    (folder / INDEX).write_text(json.dumps({"weight_map": {"wte.weight": name}}))
    with pytest.raises(BadInput, match="nothing outside the folder is read"):
        read_foreign_model(folder)


def test_that_an_index_of_a_missing_file_names_it(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    (folder / INDEX).write_text(json.dumps({"weight_map": {"wte.weight": "a.safetensors"}}))
    with pytest.raises(NotFound, match=r"a\.safetensors"):
        read_foreign_model(folder)


@pytest.mark.parametrize("index", [[], {}, {"weight_map": {"wte.weight": 5}}])
def test_that_a_nonsensical_index_is_refused(folder: Path, index: Any) -> None:
    (folder / WEIGHTS).unlink()
    (folder / INDEX).write_text(json.dumps(index))
    with pytest.raises(BadInput, match=INDEX):
        read_foreign_model(folder)


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_that_links_are_not_followed(folder: Path, tmp_path: Path, name: str) -> None:
    shutil.move(folder / name, tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput, match="is a link"):
        read_foreign_model(folder)


def test_that_a_linked_encoder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder, tmp_path / "real")
    folder.mkdir()
    (folder / "0_Transformer").symlink_to(tmp_path / "real")
    modules = [{"path": "0_Transformer", "type": "sentence_transformers.models.Transformer"}]
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(BadInput, match="nothing outside the folder is read"):
        read_foreign_model(folder)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_that_weights_that_are_no_numbers_are_named(folder: Path, value: float) -> None:
    bias = torch.zeros(16)
    bias[3] = value
    changed(folder, transformer__ln_f__bias=bias)
    with pytest.raises(BadInput, match=r"transformer\.ln_f\.bias.*NaN"):
        read_foreign_model(folder)


def test_that_a_wrong_shape_is_named_with_the_right_one(folder: Path) -> None:
    changed(folder, transformer__h__0__attn__c_attn__weight=torch.zeros(48, 16))
    with pytest.raises(BadInput, match=r"c_attn\.weight.*48×16.*16×48"):
        read_foreign_model(folder)


def test_that_parts_of_wrong_sizes_are_refused_even_if_their_sum_is_right(tmp_path: Path) -> None:
    folders.foreign("bert", folders.USUAL).save_pretrained(tmp_path)
    name = "bert__encoder__layer__0__attention__self__{}__bias"
    parts = {"query": torch.zeros(20), "key": torch.zeros(12)}
    changed(tmp_path, **{name.format(part): tensor for part, tensor in parts.items()})
    with pytest.raises(BadInput, match=r"query\.bias.*20.*16"):
        read_foreign_model(tmp_path)


def test_that_missing_and_superfluous_weights_are_named(folder: Path) -> None:
    changed(folder, transformer__ln_f__bias=None)
    with pytest.raises(BadInput, match=r"lacks 1 .*transformer\.ln_f\.bias"):
        read_foreign_model(folder)
    changed(folder, transformer__ln_f__bias=torch.zeros(16), transformer__extra=torch.ones(1))
    with pytest.raises(BadInput, match=r"holds 1 .*transformer\.extra"):
        read_foreign_model(folder)


def test_that_a_tied_head_that_differs_is_refused(folder: Path) -> None:
    changed(folder, lm_head__weight=torch.ones(folders.VOCABULARY, 16))
    with pytest.raises(BadInput, match=r"lm_head\.weight.*differ"):
        read_foreign_model(folder)


def test_that_the_same_tensor_under_two_names_is_refused(folder: Path) -> None:
    changed(folder, ln_f__bias=torch.zeros(16))
    with pytest.raises(BadInput, match=r"same tensor as 'ln_f\.bias'"):
        read_foreign_model(folder)


def test_that_numbers_of_another_sort_are_refused(folder: Path) -> None:
    changed(folder, transformer__ln_f__bias=torch.zeros(16, dtype=torch.int8))
    with pytest.raises(BadInput, match=r"stored as I8"):
        read_foreign_model(folder)


@pytest.mark.parametrize("share", [0.0, 0.0005, 0.1, 0.9, 0.999])
def test_that_truncated_weights_are_refused(folder: Path, share: float) -> None:
    data = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadInput, match="damaged"):
        read_foreign_model(folder)


def test_that_a_header_of_ten_gigabytes_is_refused_unread(folder: Path) -> None:
    declared = 10 * 10**9
    (folder / WEIGHTS).write_bytes(declared.to_bytes(8, "little") + b"{}")
    with pytest.raises(BadInput, match="does not fit into it"):
        read_foreign_model(folder)
    os.truncate(folder / WEIGHTS, declared + 8)  # a sparse file: the header would fit
    with pytest.raises(BadInput, match="claims 10000000000 bytes"):
        read_foreign_model(folder)


@pytest.mark.parametrize(
    "text", ["", "[1]", "{", '{"model_type": "gpt2", "x": ' + "[" * 100_000, "\ud800"]
)
def test_that_a_config_that_is_no_object_is_refused(folder: Path, text: str) -> None:
    (folder / "config.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BadInput, match=r"config\.json"):
        read_foreign_model(folder)


def test_that_a_huge_config_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text(" " * 300_000)
    with pytest.raises(BadInput, match="more than 262144 bytes"):
        read_foreign_model(folder)


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_that_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(NotFound, match=name):
        read_foreign_model(folder)
