"""What a run was given is still there, undamaged, and what it was; asked before it is read."""

from collections.abc import Generator, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from workbench.activities.resources import RunResources
from workbench.corpora.corpus import Corpus
from workbench.corpora.corpus import read_meta as read_corpus_meta
from workbench.errors import CannotBeRead, Corrupt, NotFound
from workbench.events import Event
from workbench.jobs import Control
from workbench.models.model_file import MODEL_NAME, WEIGHTS_NAME
from workbench.store.files import checked, looking, manifest
from workbench.store.runs.inputs import Located
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning import scan
from workbench.words import Words, listed, words


def check_given(resources: RunResources, control: Control) -> Generator[Event, None, None]:
    """Check everything that a run reads from its beginning: all but its corpora.

    A branch reads its parent once. Raises NotFound or Corrupt, saying what to do instead; ends
    early when the control says so.
    """
    given = resources.inputs
    passed_over = [*given.corpora, given.parent if resources.run.checkpoints() else None]
    for located in dict.fromkeys(given.everything):
        if located is not None and located not in passed_over:
            yield from _check(resources.project, located, control)


def given_corpus(
    resources: RunResources, control: Control
) -> Generator[Event, None, Corpus | None]:
    """The run's corpus, to be read through; None if stopped. Raises as `check_given` does."""
    located = resources.inputs.corpus
    assert located is not None
    yield from _check(resources.project, located, control)
    return None if control.stopping else Corpus.open(resources.project / located.folder)


def _check(project: Path, located: Located, control: Control) -> Generator[Event, None, None]:
    folder = project / located.folder
    if not folder.is_dir():
        if (project / "bin" / located.folder).is_dir():
            raise NotFound(
                "'{name}' is in the bin; restore it, and resume the run", name=located.name
            )
        raise NotFound(
            "'{name}' is no longer in {folder}; {remedy}",
            name=located.name,
            folder=folder,
            remedy=_remedy(project, located),
        )
    try:
        yield from checked.checking(located.name, folder, control)
    except Corrupt as damage:
        raise Corrupt(
            "{damage}; {remedy}", damage=damage.words, remedy=_remedy(project, located)
        ) from None
    if not control.stopping and _digest_of(folder) != (located.digest or _digest_of(folder)):
        raise Corrupt(
            "{folder} is not the '{name}' that this run was given; put that back, or start a new "
            "run",
            folder=folder,
            name=located.name,
        )


class _Meta(BaseModel):
    model_config = ConfigDict(extra="ignore")

    digest: str = ""


def _digest_of(folder: Path) -> str:
    """The digest by which `resolve` knows what a folder holds; raises Corrupt."""
    if (folder / WEIGHTS_NAME).exists():
        return manifest.folder_digest(folder, WEIGHTS_NAME, MODEL_NAME)
    return scan.read_meta(folder, _Meta).digest or manifest.folder_digest(folder)


# -- what to do instead ---------------------------------------------------------------------------


def _remedy(project: Path, located: Located) -> Words:
    for copy in _binned(project, located):
        return words(
            "the bin has it undamaged as {id}: delete this one, restore that, and start a new run",
            id=copy.relative_to(project / "bin").parts[1],
        )
    match Path(located.folder).parts[0]:
        case "corpora":
            return _import_again(project / located.folder)
        case "tokenizers":
            return words("train or import the tokenizer again, and start a new run")
        case "caches":
            return words("cache the teacher again, and start a new run")
        case _:
            return _other_checkpoint(project / located.folder, located.name)


def _binned(project: Path, located: Located) -> Iterator[Path]:
    """The folders in the bin that hold, undamaged, what a run was given."""
    sort, _, *inside = Path(located.folder).parts
    for folder in looking.children(project / "bin" / sort):
        folder = folder.joinpath(*inside)
        if checked.is_intact(folder) and _digest_of(folder) == located.digest:
            yield folder


def _import_again(folder: Path) -> Words:
    try:
        files = read_corpus_meta(folder).spec.files
    except (CannotBeRead, Corrupt, NotFound):
        files = ()
    if not files:
        return words("add the corpus again, and start a new run")
    return words("add the corpus again from {files}, and start a new run", files=listed(files))


def _other_checkpoint(folder: Path, name: str) -> Words:
    """The newest other checkpoint of the run that can be used instead."""
    for other in reversed(RunFolder(folder.parent.parent).checkpoints()):
        if other.folder != folder and checked.is_intact(other.folder):
            return words("start a new run with {name}@{step}", name=name, step=other.step)
    return words("'{name}' has no other checkpoint: train or import it again", name=name)
