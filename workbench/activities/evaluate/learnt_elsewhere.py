"""Models that learnt from another text than the scored one's training part."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from workbench.activities.resources import RunResources
from workbench.errors import WorkbenchError
from workbench.events import Note
from workbench.store.runs.inputs import Located
from workbench.store.runs.run_folder import RunFolder
from workbench.words import words


def learnt_elsewhere(resources: RunResources) -> Iterator[Note]:
    """A note on each: copies of the scored text were not looked for in what it read."""
    scored = resources.inputs.corpus
    for candidate in resources.inputs.candidates:
        read = _read_by(candidate, resources)
        if read is None:
            yield Note(
                words=words(
                    "what '{model}' learnt from is not known here, so that copies of the scored "
                    "text in it are not counted",
                    model=candidate.name,
                )
            )
        elif scored is None or read.digest != scored.digest:
            yield Note(
                words=words(
                    "'{model}' learnt from '{corpus}', which was not looked through for copies of "
                    "the scored text",
                    model=candidate.name,
                    corpus=read.name,
                )
            )


def _read_by(candidate: Located, resources: RunResources) -> Located | None:
    """The corpus of the run that made a model; None of one that was imported, or is damaged."""
    _, run_id, *_ = PurePosixPath(candidate.folder).parts
    try:
        return RunFolder(resources.project / "runs" / run_id).inputs().corpus
    except (WorkbenchError, OSError):
        return None
