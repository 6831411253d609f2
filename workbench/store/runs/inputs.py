"""What a run was given: names resolved to folders and digests before it starts."""

from pathlib import PureWindowsPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from workbench.file_formats.plain_file import is_path

_MADE_BY_RUNS = ("caches", "corpora", "tokenizers")


def _stored(folder: str) -> str:
    """Raise ValueError for what is no folder of a stored thing, such as one outside the project."""
    sort, *inside = PureWindowsPath(folder).parts or ("",)  # parts at both kinds of slashes
    is_inside = bool(inside) and ".." not in inside and is_path(folder)
    if sort not in (*_MADE_BY_RUNS, "runs") or not is_inside:
        raise ValueError(folder)
    return folder


def _made(folder: str) -> str:
    """Raise ValueError for what is no folder that a run may make something in."""
    if folder and not (_stored(folder).startswith(_MADE_BY_RUNS) and folder.count("/") == 1):
        raise ValueError(folder)
    return folder


class Located(BaseModel):
    """A stored thing as found when the run was made; `folder` is relative to the project's."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    folder: Annotated[str, AfterValidator(_stored)]
    digest: str


class Inputs(BaseModel):
    """Everything an activity reads, so that a resume needs neither names nor the catalogue.

    `target` is the folder (relative to the project's) of the artifact that the run makes, if any;
    `model` is what a pretraining, a fine-tuning or a student goes on with, and `examples` are the
    absolute paths of a fine-tuning's tables. `parent` is the checkpoint that a branch goes on from.
    Folders elsewhere are a ValidationError: whoever made the project may have written them in.
    """

    model_config = ConfigDict(frozen=True)

    target: Annotated[str, AfterValidator(_made)] = ""
    corpus: Located | None = None
    further_corpora: tuple[Located, ...] = ()
    tokenizer: Located | None = None
    teacher: Located | None = None
    further_teachers: tuple[Located, ...] = ()
    cache: Located | None = None
    model: Located | None = None
    examples: tuple[str, ...] = ()
    candidates: tuple[Located, ...] = ()
    parent: Located | None = None

    @property
    def corpora(self) -> tuple[Located, ...]:
        """The text that is learnt from or measured on: one corpus, or those of a mixture."""
        return () if self.corpus is None else (self.corpus, *self.further_corpora)

    @property
    def everything(self) -> tuple[Located | None, ...]:
        """Each stored thing that the run reads."""
        return (
            *self.corpora,
            self.tokenizer,
            self.teacher,
            *self.further_teachers,
            self.cache,
            self.model,
            *self.candidates,
            self.parent,
        )
