"""`model.json` of a checkpoint: what is needed, beside the weights, to use a model."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import Corrupt, NotFound
from workbench.models.lora.spec import LoraSpec
from workbench.models.spec import ModelSpec
from workbench.store.files import checked, looking
from workbench.tokenizers.framing import (
    Framing,
    classifier_framing,
    decoder_framing,
    encoder_framing,
)
from workbench.tokenizers.tokenizer import Tokenizer

WEIGHTS_NAME = "model.safetensors"
MODEL_NAME = "model.json"


class ModelFile(BaseModel):
    """A model's settings, its vocabulary's size, and the tokenizer (id, digest) it was trained on.

    A digest is a SHA-256 in hex; the loader of a tokenizer compares it. `labels` are the classes
    that a classifier was trained to tell, `template` is what an instruction-tuned model reads
    around a prompt, and `lora` describes adapters that the weights hold unmerged. `framing` is what
    an imported model's tokenizer puts around a text, `chat_template` how it reads a conversation
    (Jinja), and `generation` the settings of its generation_config.json.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    spec: ModelSpec
    vocabulary_size: int
    tokenizer: str = ""
    tokenizer_digest: str = ""
    labels: tuple[str, ...] = ()
    template: str = ""
    lora: LoraSpec | None = None
    framing: Framing | None = None
    chat_template: str = ""
    generation: dict[str, Any] = {}

    def reading_as(self, other: "ModelFile") -> "ModelFile":
        """This model with the habits of one that it learned from: how texts begin and end.

        What it writes it ends itself: nothing stands behind its prompts.
        """
        framing = None if other.framing is None else replace(other.framing, end=())
        changes = {
            "framing": framing if self.spec.is_causal else other.framing,
            "chat_template": other.chat_template,
            "generation": other.generation,
        }
        return self.model_copy(update=changes)


def framing_of(file: ModelFile, tokenizer: Tokenizer) -> Framing:
    """What stands around the texts that a model reads, and what ends those that it writes."""
    if file.framing is not None:
        return file.framing
    return decoder_framing(tokenizer) if file.spec.is_causal else encoder_framing(tokenizer)


def class_framing_of(file: ModelFile, tokenizer: Tokenizer) -> Framing:
    """What stands around a text whose class is told, by this model or by one made of it."""
    if file.labels and file.framing is not None:
        return file.framing
    if not file.spec.is_causal:
        return encoder_framing(tokenizer)
    own = classifier_framing(tokenizer)
    return own if file.framing is None else replace(own, begin=file.framing.begin)


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
