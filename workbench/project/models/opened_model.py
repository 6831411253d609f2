"""A model of a project at one of its checkpoints: what it is, loaded by the first query."""

from functools import cached_property
from typing import TYPE_CHECKING, Self

from workbench.models.model_file import (
    ModelFile,
    class_framing_of,
    framing_of,
    read_model_file,
    require_tokenizer,
)
from workbench.models.spec import AnyModelSpec
from workbench.project.models.loaded_models import LoadedModels
from workbench.store.folders import ProjectFolder
from workbench.store.records import CheckpointRecord, ModelRecord, TokenizerRecord
from workbench.tokenizers.framing import Framing

if TYPE_CHECKING:
    from workbench.models.build import Model
    from workbench.tokenizers.tokenizer import Tokenizer


class OpenedModel:
    """One model at one checkpoint; it is loaded by the first query, and kept for the next.

    `reference` is what it was asked for by: `NAME[@best|@last|@STEP]`.
    """

    def __init__(
        self,
        reference: str,
        record: ModelRecord,
        checkpoint: CheckpointRecord,
        project: ProjectFolder,
        loaded: LoadedModels,
    ) -> None:
        self.reference = reference
        self.record = record
        self.checkpoint = checkpoint
        self._project = project
        self._loaded = loaded

    def __repr__(self) -> str:
        return f"<model {self.name!r} at step {self.checkpoint.step}: {self.spec!r}>"

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def spec(self) -> AnyModelSpec:
        """Its architecture."""
        return self.file.spec

    @cached_property
    def file(self) -> ModelFile:
        """What its checkpoint says of it: architecture, vocabulary, template, classes."""
        return read_model_file(self.checkpoint.folder)

    @property
    def tokenizer_record(self) -> TokenizerRecord:
        return self._project.tokenizer(self.file.tokenizer)

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The tokenizer that it reads and writes with; raises Corrupt for another in its place."""
        from workbench.tokenizers.opening import open_tokenizer

        folder = self.tokenizer_record.folder
        tokenizer = open_tokenizer(folder)
        require_tokenizer(self.file, tokenizer.digest, folder)
        return tokenizer

    def network(self) -> "Model":
        """The torch module, in evaluation mode; a model loaded before is given again."""
        return self._loaded.get(self.checkpoint)

    def network_at(self, checkpoint: CheckpointRecord) -> "Model":
        """The torch module at another of its checkpoints, which is not kept for the next query."""
        return self._loaded.look(checkpoint)

    def framing(self, *, add_special_tokens: bool = True) -> Framing:
        """The tokens that stand around what it reads, and those that end what it writes.

        Without `add_special_tokens` nothing stands around a text.
        """
        framing = framing_of(self.file, self.tokenizer)
        return framing if add_special_tokens else framing.bare()

    def text_framing(self, *, add_special_tokens: bool = True) -> Framing:
        """The tokens that stand around a whole text that it reads: one whose class it tells too."""
        if self.file.labels and add_special_tokens:
            return class_framing_of(self.file, self.tokenizer)
        return self.framing(add_special_tokens=add_special_tokens)

    def _sibling(self, reference: str) -> Self:
        """Another model of the project, by its reference."""
        record, checkpoint = self._project.model(reference)
        return type(self)(reference, record, checkpoint, self._project, self._loaded)
