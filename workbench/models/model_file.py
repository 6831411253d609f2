"""`model.json` of a checkpoint: what is needed, beside the weights, to use a model."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import Corrupt, NotFound
from workbench.models.lora.spec import LoraSpec
from workbench.models.spec import ModelSpec
from workbench.store.files import checked, looking

WEIGHTS_NAME = "model.safetensors"
MODEL_NAME = "model.json"


class ModelFile(BaseModel):
    """A model's settings, its vocabulary's size, and the tokenizer (id, digest) it was trained on.

    A digest is a SHA-256 in hex; the loader of a tokenizer compares it. `labels` are the classes
    that a classifier was trained to tell, `template` is what an instruction-tuned model reads
    around a prompt, and `lora` describes adapters that the weights hold unmerged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    spec: ModelSpec
    vocabulary_size: int
    tokenizer: str = ""
    tokenizer_digest: str = ""
    labels: tuple[str, ...] = ()
    template: str = ""
    lora: LoraSpec | None = None


def read_model_file(folder: Path) -> ModelFile:
    """The `model.json` of a checkpoint folder; raises NotFound or Corrupt, naming the file."""
    path = folder / MODEL_NAME
    if path.exists():
        checked.require_intact(folder, MODEL_NAME)
    try:
        return ModelFile.model_validate_json(looking.read_bytes(path))
    except FileNotFoundError:
        raise NotFound("{path} is not there; is this a checkpoint's folder?", path=path) from None
    except ValidationError as error:
        raise Corrupt(
            "{path} does not describe a model: {reason}", path=path, reason=error.errors()[0]["msg"]
        ) from None


def require_tokenizer(file: ModelFile, digest: str, folder: Path) -> None:
    """Raise Corrupt unless the tokenizer in a folder is the one that a model was trained with."""
    if file.tokenizer_digest not in ("", digest):
        raise Corrupt(
            "{folder} does not hold the tokenizer that the model was trained with: its words would "
            "be read as others; put that tokenizer back",
            folder=folder,
        )
