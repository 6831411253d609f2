"""What a run was given: names resolved to folders and digests before it starts."""

from pydantic import BaseModel, ConfigDict


class Located(BaseModel):
    """A stored thing as found when the run was made; `folder` is relative to the project's."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    folder: str
    digest: str


class Inputs(BaseModel):
    """Everything an activity reads, so that a resume needs neither names nor the catalogue.

    `target` is the folder (relative to the project's) of the artifact that the run makes, if any;
    `model` is what a fine-tuning or a student goes on with, and `examples` are the absolute paths
    of a fine-tuning's tables.
    """

    model_config = ConfigDict(frozen=True)

    target: str = ""
    corpus: Located | None = None
    tokenizer: Located | None = None
    teacher: Located | None = None
    further_teachers: tuple[Located, ...] = ()
    cache: Located | None = None
    model: Located | None = None
    examples: tuple[str, ...] = ()
    candidates: tuple[Located, ...] = ()

    @property
    def everything(self) -> tuple[Located | None, ...]:
        """Each stored thing that the run reads."""
        return (
            self.corpus,
            self.tokenizer,
            self.teacher,
            *self.further_teachers,
            self.cache,
            self.model,
            *self.candidates,
        )
