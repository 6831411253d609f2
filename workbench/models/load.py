"""A model for inference: read from a checkpoint's folder, in eval mode, never to be trained."""

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.build import Decoder, Model, build_empty
from workbench.models.lora.adapters import merged
from workbench.models.model_file import MODEL_NAME, WEIGHTS_NAME, ModelFile, read_model_file
from workbench.store.files import checked


def load_model(folder: Path) -> tuple[Model, ModelFile]:
    """The model of a checkpoint folder, on the CPU, in eval mode and without gradients.

    Its files are checked first; adapters are merged into what they adapt. Raises NotFound or
    Corrupt, naming the file.
    """
    for name in (MODEL_NAME, WEIGHTS_NAME):
        _require_file(folder / name)
    checked.require_intact(folder)
    model_file = read_model_file(folder)
    model = build_empty(model_file.spec, model_file.vocabulary_size, len(model_file.labels))
    weights = read_weights(folder / WEIGHTS_NAME)
    if model_file.lora is not None:
        weights = merged(weights, model_file.lora)
    fill(model, weights, folder / WEIGHTS_NAME)
    return model.eval().requires_grad_(False), model_file


def _require_file(path: Path) -> None:
    if not path.exists():
        raise NotFound("{path} is not there; is this a checkpoint's folder?", path=path)


def load_decoder(folder: Path) -> tuple[Decoder, ModelFile]:
    """The same for a model that must predict the next token; raises BadInput for another."""
    model, model_file = load_model(folder)
    return as_decoder(model), model_file


def as_decoder(model: Model) -> Decoder:
    """The model, if it predicts the next token; else BadInput says what it does instead."""
    if not model.is_causal:
        raise BadInput(
            "this model is a BERT: it fills in masked tokens and does not write from left to "
            "right; choose a GPT or Llama model, or ask it to fill in [MASK]"
        )
    return model


class PredictsNoToken(BadInput):
    """A model tells classes, or came without the head that predicts tokens; the rest of it can be
    looked at."""


def as_masked_model(model: Model) -> EncoderModel:
    """The model, if it fills in masked tokens; else BadInput says what it does instead."""
    if model.is_causal:
        raise BadInput(
            "this model predicts the next token and has no mask to fill in; choose a BERT model, "
            "or let it continue the text"
        )
    if not model.fills_masks:
        raise PredictsNoToken(
            "this BERT came without its masked-token head: it encodes text, and cannot fill in "
            "masks; import a checkpoint that has the head, or pretrain one"
        )
    return model


def as_classifier(model: Model) -> Model:
    """The model, if it was fine-tuned to classify texts; else BadInput says how to make it so."""
    if model.classifier is None:
        raise BadInput(
            "this model was not fine-tuned to tell classes; fine-tune it on labelled examples first"
        )
    return model


def read_weights(path: Path) -> dict[str, Tensor]:
    """The named tensors of a safetensors file; raises NotFound or Corrupt, naming the file."""
    try:
        weights: dict[str, Tensor] = load_file(path)
    except FileNotFoundError:
        raise NotFound("{path} is not there; is this a checkpoint's folder?", path=path) from None
    except SafetensorError as error:
        raise Corrupt(
            "{path} cannot be read as weights: {reason}", path=path, reason=error
        ) from None
    return weights


def fill(model: nn.Module, weights: dict[str, Tensor], path: Path) -> None:
    """Make `weights` the model's own, without copying; raises Corrupt when names or shapes differ.

    `path` is where they came from, for the sentence.
    """
    expected = {name: tensor.shape for name, tensor in model.state_dict().items()}
    for name in sorted(expected.keys() | weights.keys()):
        weight = weights.get(name)
        if weight is None:
            raise Corrupt(
                "{path} lacks '{name}', which its model.json asks for", path=path, name=name
            )
        if name not in expected:
            raise Corrupt("{path} holds '{name}', unknown to its model.json", path=path, name=name)
        if weight.shape != expected[name]:
            raise Corrupt(
                "{path} does not fit its model.json: '{name}' is {found}, not {expected}",
                path=path,
                name=name,
                found=_shape(weight),
                expected=_shape(expected[name]),
            )
    model.load_state_dict(weights, assign=True)


def _shape(shaped: Tensor | tuple[int, ...]) -> str:
    return "×".join(str(size) for size in getattr(shaped, "shape", shaped))
