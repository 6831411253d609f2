"""Notes at the steps of a run: kept in its folder, refused where they cannot be."""

from pathlib import Path

import pytest

from workbench.errors import BadInput, Corrupt
from workbench.store.runs.notes.step_notes import FILE_NAME, pin_step_note, read_step_notes


def test_that_notes_are_kept_in_the_order_of_their_steps(tmp_path: Path) -> None:
    assert read_step_notes(tmp_path) == ()
    pin_step_note(tmp_path, 137, "the loss\n leaps")
    pin_step_note(tmp_path, 10, "热身结束")
    assert [(note.step, note.text) for note in read_step_notes(tmp_path)] == [
        (10, "热身结束"),
        (137, "the loss leaps"),
    ]


def test_that_a_step_has_one_note_and_an_empty_one_takes_it_away(tmp_path: Path) -> None:
    pin_step_note(tmp_path, 5, "one")
    assert [note.text for note in pin_step_note(tmp_path, 5, "other")] == ["other"]
    assert pin_step_note(tmp_path, 5, "  ") == ()
    assert read_step_notes(tmp_path) == ()


def test_that_what_cannot_be_kept_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    pin_step_note(tmp_path, 5, "one")
    with pytest.raises(BadInput, match="at most 500 characters"):
        pin_step_note(tmp_path, 6, "x" * 501)
    with pytest.raises(BadInput, match="no step -1"):
        pin_step_note(tmp_path, -1, "x")
    assert len(read_step_notes(tmp_path)) == 1
    (tmp_path / FILE_NAME).write_text("{}")
    with pytest.raises(Corrupt, match=r"step_notes\.json is damaged"):
        pin_step_note(tmp_path, 6, "x")
    assert (tmp_path / FILE_NAME).read_text() == "{}"
