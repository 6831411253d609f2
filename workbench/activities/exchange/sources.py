"""Where a model comes from: a folder of the Hugging Face kind, or one GGUF file."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from workbench.errors import BadInput
from workbench.file_formats.downloaded import POINTER_BYTES, require_no_pointer
from workbench.file_formats.gguf_header import SUFFIX, is_gguf
from workbench.file_formats.plain_file import open_plain_file
from workbench.models.hub.config import CONFIG_NAME, read_config
from workbench.models.hub.files import own_file
from workbench.models.hub.generation import ends_said, read_generation, without_pads
from workbench.models.hub.gguf.reading import read_gguf_model
from workbench.models.hub.importing import ForeignModel, read_foreign_model
from workbench.models.hub.sentence import MODULES_NAME, encoder_folder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.foreign import ForeignTokenizer, convert_folder
from workbench.tokenizers.hub.gguf.reading import convert_gguf


class ForeignSource(Protocol):
    """A model of somebody else with its tokenizer and habits, read as data; `path` is named."""

    @property
    def path(self) -> Path: ...

    def tokenizer(self) -> ForeignTokenizer: ...

    def model(self) -> ForeignModel: ...

    def framing(self, tokenizer: ForeignTokenizer, model: ForeignModel) -> Framing | None:
        """What stands around the model's texts, and what ends those that it writes."""

    def generation(self, model: ForeignModel) -> dict[str, Any]:
        """The settings of a generation_config.json, which are kept."""


@dataclass(frozen=True)
class HubFolder:
    """A folder that Hugging Face tools wrote."""

    path: Path

    def tokenizer(self) -> ForeignTokenizer:
        inner = encoder_folder(self.path)[0]
        if own_file(inner, CONFIG_NAME) is not None:
            # What cannot be computed at all is said before whatever else is wrong.
            read_config(inner)
        return convert_folder(inner)

    def model(self) -> ForeignModel:
        return read_foreign_model(self.path)

    def framing(self, tokenizer: ForeignTokenizer, model: ForeignModel) -> Framing | None:
        framing = tokenizer.framing
        if framing is None or not model.spec.is_causal:
            return framing
        folder = encoder_folder(self.path)[0]
        if model.labels:
            framing = replace(framing, end=without_pads(folder, framing.end))
        said = ends_said(folder, self.generation(model), model.vocabulary_size)
        return replace(framing, ends=said or framing.ends)

    def generation(self, model: ForeignModel) -> dict[str, Any]:
        return read_generation(encoder_folder(self.path)[0]) if model.spec.is_causal else {}


@dataclass(frozen=True)
class GGUFFile:
    """A file of llama.cpp's kind, which holds tokenizer and habits too."""

    path: Path

    def tokenizer(self) -> ForeignTokenizer:
        return convert_gguf(self.path)

    def model(self) -> ForeignModel:
        return read_gguf_model(self.path)

    def framing(self, tokenizer: ForeignTokenizer, model: ForeignModel) -> Framing | None:
        return tokenizer.framing

    def generation(self, model: ForeignModel) -> dict[str, Any]:
        return {}


def source_at(path: Path) -> ForeignSource:
    """What is at a path: a GGUF file, a folder with nothing else, or a Hugging Face folder.

    Raises BadInput for another file, and for a folder that holds several GGUF files.
    """
    if path.is_file():
        with open_plain_file(path) as stream:
            require_no_pointer(path, stream.read(POINTER_BYTES))
        if path.suffix.lower() == SUFFIX or is_gguf(path):
            return GGUFFile(path)
        raise BadInput(
            "{path} is no GGUF file; choose one, or the folder of a model that Hugging Face tools "
            "wrote",
            path=path,
        )
    files = _gguf_files(path)
    if len(files) > 1:
        raise BadInput(
            "{folder} holds {count} GGUF files, such as {first} and {second}; choose one of them",
            folder=path,
            count=len(files),
            first=files[0].name,
            second=files[1].name,
        )
    return GGUFFile(files[0]) if files else HubFolder(path)


def _gguf_files(folder: Path) -> list[Path]:
    """The GGUF files of a folder that is not a model's in another form."""
    if not folder.is_dir() or any((folder / name).exists() for name in (CONFIG_NAME, MODULES_NAME)):
        return []
    names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == SUFFIX)
    return [path for name in names if (path := own_file(folder, name)) is not None]
