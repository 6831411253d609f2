"""Folders as the hub's tools leave them: links of the cache into its blobs, and git-lfs pointers.

A link is followed only into the blobs of its own model; where a model's folder in the cache is
given, `refs/main` names the snapshot.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hub_material import MAKERS
from transformers import GPT2Config, GPT2LMHeadModel

from workbench.errors import BadInput, NotFound
from workbench.file_formats.downloaded import cached_name, is_cached_model, snapshot_of
from workbench.models.hub.importing import read_foreign_model
from workbench.tokenizers.hub.foreign import convert_folder

DIGEST = "0123456789abcdef"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 548105171\n"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain") / "gpt2"
    MAKERS["gpt2"](folder)
    torch.manual_seed(0)
    config = GPT2Config(vocab_size=400, n_embd=16, n_layer=1, n_head=2, n_positions=16)
    GPT2LMHeadModel(config).save_pretrained(folder)
    return folder


@pytest.fixture
def cache(plain: Path, tmp_path: Path) -> Path:
    """The same model as huggingface_hub keeps it."""
    model = tmp_path / "models--acme--tiny.gpt2"
    snapshot = model / "snapshots" / DIGEST
    for folder in (model / "blobs", model / "refs", snapshot):
        folder.mkdir(parents=True)
    (model / "refs" / "main").write_text(DIGEST)
    for number, file in enumerate(plain.iterdir()):
        shutil.copy(file, model / "blobs" / f"b{number}")
        (snapshot / file.name).symlink_to(Path("../../blobs", f"b{number}"))
    return model


def test_that_links_into_the_models_own_blobs_are_followed(plain: Path, cache: Path) -> None:
    snapshot = cache / "snapshots" / DIGEST
    expected, found = read_foreign_model(plain), read_foreign_model(snapshot)
    assert found.weights.keys() == expected.weights.keys()
    assert all(torch.equal(found.weights[name], expected.weights[name]) for name in found.weights)
    assert convert_folder(snapshot).digest == convert_folder(plain).digest


def test_that_a_copy_of_the_models_folder_may_have_any_name(plain: Path, cache: Path) -> None:
    copy = cache.rename(cache.with_name("mine")) / "snapshots" / DIGEST
    assert read_foreign_model(copy).spec == read_foreign_model(plain).spec
    (copy / "config.json").unlink()
    (copy / "config.json").symlink_to(plain / "config.json")
    with pytest.raises(BadInput, match="is a link"):
        read_foreign_model(copy)


@pytest.mark.parametrize("inside", [".", "snapshots"])
def test_that_the_models_folder_means_the_snapshot_of_main(cache: Path, inside: str) -> None:
    given = snapshot_of(cache / inside)
    assert given.folder == cache / "snapshots" / DIGEST
    assert str(given.note) == f"the snapshot {DIGEST} is taken, which refs/main names"
    assert is_cached_model(cache / inside)
    assert cached_name(cache / inside) == cached_name(given.folder) == "tiny.gpt2"


def test_that_without_a_reference_the_only_snapshot_is_taken(cache: Path, plain: Path) -> None:
    (cache / "refs" / "main").unlink()
    assert snapshot_of(cache).folder == cache / "snapshots" / DIGEST
    (cache / "snapshots" / "fedcba").mkdir()
    with pytest.raises(BadInput, match=f"holds 2 snapshots .*: {DIGEST}, fedcba"):
        snapshot_of(cache)
    own = snapshot_of(plain)
    assert (own.folder, own.note, cached_name(plain)) == (plain, None, "")


@pytest.mark.parametrize("named", ["gone", "../../..", "", "x" * 1000])
def test_that_a_reference_to_nothing_is_a_sentence(cache: Path, named: str) -> None:
    (cache / "refs" / "main").write_text(named)
    with pytest.raises((BadInput, NotFound), match=r"refs/main (names the snapshot gone|does not)"):
        snapshot_of(cache)


def _out_of_the_cache(cache: Path) -> Path:
    (cache.parent / "secret").write_text("{}")
    return cache.parent / "secret"


def _beside_the_blobs(cache: Path) -> Path:
    return cache / "refs" / "main"


def _blobs_of_another_model(cache: Path) -> Path:
    other = cache.parent / "models--acme--other" / "blobs"
    other.mkdir(parents=True)
    (other / "b0").write_text("{}")
    return other / "b0"


def _through_a_blob(cache: Path) -> Path:
    blob = cache / "blobs" / "through"
    blob.symlink_to(_out_of_the_cache(cache))
    return blob


def _not_downloaded(cache: Path) -> Path:
    return cache / "blobs" / "gone"


def _in_a_circle(cache: Path) -> Path:
    (cache / "blobs" / "circle").symlink_to("circle")
    return cache / "blobs" / "circle"


LEADS = (
    _out_of_the_cache,
    _beside_the_blobs,
    _blobs_of_another_model,
    _through_a_blob,
    _not_downloaded,
    _in_a_circle,
)


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_that_any_other_link_is_refused(
    cache: Path, lead: Callable[[Path], Path], name: str
) -> None:
    link = cache / "snapshots" / DIGEST / name
    link.unlink()
    link.symlink_to(lead(cache))
    with pytest.raises(BadInput, match=rf"{name} is a link"):
        read_foreign_model(link.parent)


def test_that_blobs_that_are_a_link_hold_nothing(cache: Path, tmp_path: Path) -> None:
    (cache / "blobs").rename(tmp_path / "elsewhere")
    (cache / "blobs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput, match="is a link"):
        read_foreign_model(cache / "snapshots" / DIGEST)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "pytorch_model.bin"])
def test_that_a_pointer_of_git_lfs_is_told(plain: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(plain, tmp_path / "clone")
    if name == "pytorch_model.bin":
        (tmp_path / "clone" / "model.safetensors").unlink()
    (tmp_path / "clone" / name).write_bytes(POINTER)
    with pytest.raises(BadInput, match=rf"{name} is not the file itself but a pointer of git-lfs"):
        read_foreign_model(tmp_path / "clone")


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer.model", "vocab.txt"])
def test_that_a_pointer_in_place_of_a_tokenizer_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(POINTER)
    with pytest.raises(BadInput, match=rf"{name} is not the file itself but a pointer of git-lfs"):
        convert_folder(tmp_path)


def test_that_ranks_of_tiktoken_are_told_from_a_sentencepiece_model(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.model").write_bytes(b"IQ== 0\nIg== 1\nIw== 2\n")
    with pytest.raises(BadInput, match=r"tokenizer\.model is no SentencePiece model but a list of"):
        convert_folder(tmp_path)


def test_that_missing_shards_are_counted(plain: Path, tmp_path: Path) -> None:
    shutil.copytree(plain, tmp_path / "half")
    (tmp_path / "half" / "model.safetensors").rename(tmp_path / "half" / "a.safetensors")
    (tmp_path / "half" / "model.safetensors.index.json").write_text(
        '{"weight_map": {"x": "a.safetensors", "y": "b.safetensors", "z": "c.safetensors"}}'
    )
    with pytest.raises(NotFound, match=r"b\.safetensors is not there.*2 of 3 such files"):
        read_foreign_model(tmp_path / "half")
