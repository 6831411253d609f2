"""P3: damage is named. The oracle for digests is `hashlib` over the bytes that were written."""

import contextlib
import hashlib
import json
import random
from pathlib import Path

import pytest

from workbench.errors import Corrupt
from workbench.store.files import durable, manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A committed folder with a file of each size class."""
    generator = random.Random(1)
    with durable.staging(tmp_path / "thing") as staged:
        (staged / "weights.bin").write_bytes(generator.randbytes(300_000))
        (staged / "state.json").write_text('{"step": 7}')
        (staged / "empty").write_bytes(b"")
        durable.write_json(staged / "meta.json", {"name": "first", "documents": 12})
        (staged / "inner").mkdir()
        (staged / "inner" / "part").write_bytes(generator.randbytes(5000))
    return tmp_path / "thing"


def _positions(folder: Path, count: int) -> list[tuple[Path, int]]:
    """Positions spread over all files but the display name's, the manifest included."""
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "meta.json"]
    files = [p for p in files if p.stat().st_size]
    generator = random.Random(2)
    chosen = [files[i % len(files)] for i in range(count)]
    return [(path, generator.randrange(path.stat().st_size)) for path in chosen]


def test_that_an_intact_folder_passes(folder: Path) -> None:
    manifest.verify(folder)


def test_that_sizes_and_digests_are_those_of_the_bytes(folder: Path) -> None:
    entries = manifest.read(folder).files
    assert set(entries) == {"weights.bin", "state.json", "empty", "meta.json", "inner/part"}
    for name in ("weights.bin", "state.json", "empty", "inner/part"):
        data = (folder / name).read_bytes()
        assert entries[name].size == len(data)
        assert entries[name].sha256 == hashlib.sha256(data).hexdigest()


def test_that_twenty_truncations_are_caught_and_named(folder: Path) -> None:
    for path, size in _positions(folder, 20):
        data = path.read_bytes()
        path.write_bytes(data[:size])
        with pytest.raises(Corrupt) as caught:
            manifest.verify(folder)
        assert path.name in str(caught.value)
        path.write_bytes(data)
    manifest.verify(folder)


def test_that_twenty_flipped_bits_are_caught(folder: Path) -> None:
    for number, (path, position) in enumerate(_positions(folder, 20)):
        data = path.read_bytes()
        damaged = bytearray(data)
        damaged[position] ^= 1 << number % 8
        path.write_bytes(damaged)
        with pytest.raises(Corrupt):
            manifest.verify(folder)
        path.write_bytes(data)
    manifest.verify(folder)


def test_that_every_flipped_bit_of_the_manifest_is_caught_or_changes_nothing(folder: Path) -> None:
    path = folder / manifest.MANIFEST_NAME
    data, meant = path.read_bytes(), manifest.read(folder)
    for position in range(0, len(data), 3):
        damaged = bytearray(data)
        damaged[position] ^= 1 << position % 8
        path.write_bytes(damaged)
        with contextlib.suppress(Corrupt):
            assert manifest.read(folder) == meant


def test_that_a_missing_file_is_named(folder: Path) -> None:
    (folder / "state.json").unlink()
    with pytest.raises(Corrupt, match=r"state\.json is missing"):
        manifest.verify(folder)


def test_that_a_folder_without_a_manifest_is_called_incomplete(folder: Path) -> None:
    (folder / manifest.MANIFEST_NAME).unlink()
    assert not manifest.is_complete(folder)
    with pytest.raises(Corrupt, match="not complete"):
        manifest.verify(folder)


def test_that_a_renaming_is_no_damage_but_another_change_of_the_meta_file_is(folder: Path) -> None:
    before = manifest.folder_digest(folder)
    meta = folder / "meta.json"
    durable.write_json(meta, {"name": "a much longer name", "documents": 12})
    manifest.verify(folder)
    assert manifest.folder_digest(folder) == before
    meta.write_text(json.dumps({"name": "first", "documents": 13}))
    with pytest.raises(Corrupt, match=r"meta\.json"):
        manifest.verify(folder)
    meta.write_text("{torn")
    with pytest.raises(Corrupt, match=r"meta\.json"):
        manifest.verify(folder)


def test_that_files_added_later_are_left_alone(folder: Path) -> None:
    before = manifest.folder_digest(folder)
    (folder / "ngram.json").write_text("{}")
    manifest.verify(folder)
    assert manifest.folder_digest(folder) == before


def test_that_equal_contents_have_equal_digests_and_others_do_not(tmp_path: Path) -> None:
    for name, text in (("one", "same"), ("two", "same"), ("three", "other")):
        with durable.staging(tmp_path / name) as staged:
            (staged / "text").write_text(text)
            durable.write_json(staged / "meta.json", {"name": name})
    one, two, three = (manifest.folder_digest(tmp_path / n) for n in ("one", "two", "three"))
    assert one == two != three
