"""`step_notes.json` of a run: what a person noted at its steps."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.errors import BadInput, Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum

FILE_NAME = "step_notes.json"
LONGEST = 500
MOST_NOTES = 200


class StepNote(BaseModel):
    """A text at a step."""

    model_config = ConfigDict(frozen=True)

    step: int = Field(ge=0)
    text: str


class _Kept(BaseModel):
    notes: tuple[StepNote, ...] = ()


def read_step_notes(run: Path) -> tuple[StepNote, ...]:
    """The notes of a run's folder in the order of their steps; raises Corrupt, CannotBeRead."""
    path = run / FILE_NAME
    try:
        return _Kept.model_validate(read_summed(path, is_required=True)).notes
    except FileNotFoundError:
        return ()
    except (Corrupt, ValidationError):
        raise Corrupt(
            "{path} is damaged, so that no notes of this run are known; move it away to note anew",
            path=path,
        ) from None


def pin_step_note(run: Path, step: int, text: str) -> tuple[StepNote, ...]:
    """Note something at a step, in place of what was noted there; an empty text takes it away.

    Gives all notes. Raises BadInput, Corrupt, DiskFull.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise BadInput("a note has at most {most} characters", most=LONGEST)
    if step < 0:
        raise BadInput("there is no step {step}", step=step)
    others = [note for note in read_step_notes(run) if note.step != step]
    kept = [*others, StepNote(step=step, text=text)] if text else others
    if len(kept) > MOST_NOTES:
        raise BadInput("a run has at most {most} notes", most=MOST_NOTES)
    notes = tuple(sorted(kept, key=lambda note: note.step))
    durable.write_json(run / FILE_NAME, with_checksum(_Kept(notes=notes).model_dump(mode="json")))
    return notes
