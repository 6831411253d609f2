"""Models that learnt from another text than the scored one's training part."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from workbench.activities.resources import RunResources
from workbench.errors import WorkbenchError
from workbench.events import Note
from workbench.store.runs.inputs import Located
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words, in_a_row, words


def learnt_elsewhere(resources: RunResources) -> Iterator[Note]:
    """A note for each such text, and one for those that are not known: copies of the scored text
    were not looked for in them."""
    scored = resources.inputs.corpus
    by_text: dict[str, list[str]] = {}
    for candidate in resources.inputs.candidates:
        read = _read_by(candidate, resources)
        others = [one.name for one in read if scored is None or one.digest != scored.digest]
        for text in others if read else [""]:
            by_text.setdefault(text, []).append(candidate.name)
    for text, models in by_text.items():
        yield _note(text, in_a_row(words("'{name}'", name=name) for name in models))


def _note(text: str, models: Words | str) -> Note:
    if not text:
        return Note(
            words=words(
                "what {models} learnt from is not known here, so that copies of the scored text in "
                "it are not counted",
                models=models,
            )
        )
    return Note(
        words=words(
            "{models} learnt from '{corpus}', which was not looked through for copies of the "
            "scored text",
            models=models,
            corpus=text,
        )
    )


def _read_by(candidate: Located, resources: RunResources) -> tuple[Located, ...]:
    """The corpora of the run that made a model; none of one that was imported, or is damaged."""
    _, run_id, *_ = PurePosixPath(candidate.folder).parts
    try:
        return RunFolder(resources.project / "runs" / run_id).inputs().corpora
    except (WorkbenchError, OSError):
        return ()
