"""What work takes of the disk is said before it begins."""

from pathlib import Path

import pytest

from workbench.events import Level
from workbench.store.files.full import needs_of_disk


@pytest.mark.parametrize(
    ("most", "free", "said"),
    [
        (5e8, 6e9, []),
        (2e9, 6e9, [Level.INFO]),
        (7e9, 6e9, [Level.WARNING]),
        (5e8, 1e8, [Level.WARNING]),
    ],
)
def test_that_much_is_said_and_too_much_is_a_warning(
    most: float, free: int, said: list[Level], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("workbench.store.files.full.free_disk_bytes", lambda path: free)
    notes = list(needs_of_disk(tmp_path, most, most / 2))
    assert [note.level for note in notes] == said
    for note in notes:
        wanted = f"this takes about {most / 1e9:.1f} GB of disk while it lasts and keeps"
        assert str(note.words).startswith(wanted)
