"""A model as an ONNX file: a graph that other run-times execute without torch.

Batch and length are free. A GPT or Llama reads `input_ids` and gives `logits`; a BERT reads
`input_ids`, `attention_mask` and `token_type_ids`, and gives `logits` and
`seq_relationship_logits` where it has those heads, else `last_hidden_state`. A classifier gives
the `logits` of its classes, a decoder's for rows that end with the text: without padding.
"""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from workbench.errors import BadInput
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.build import Decoder, Model

_MOST_BYTES_IN_ONE_FILE = 1_900_000_000
"""ONNX files end at 2 GiB; the weights of a larger model go into a file beside it."""

_EXAMPLE_LENGTH = 7


class _DecoderGraph(nn.Module):
    """What is exported of a decoder."""

    def __init__(self, model: Decoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor) -> Tensor:
        if self.model.classifier is not None:
            return self.model.class_logits(self.model.hidden(input_ids)[:, -1])
        logits_btv: Tensor = self.model(input_ids)
        return logits_btv


class _BertGraph(nn.Module):
    """What is exported of a BERT."""

    def __init__(self, model: EncoderModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, ...]:
        hidden_btc = self.model.hidden(
            input_ids, segments_bt=token_type_ids, seen_bt=attention_mask.bool()
        )
        if self.model.classifier is not None:
            seen_bt = attention_mask.bool()
            return (self.model.class_logits(self.model.summary(hidden_btc, seen_bt)),)
        outputs: list[Tensor] = []
        if self.model.masked_head is not None:
            outputs.append(self.model.masked_logits(hidden_btc))
        if self.model.next_sentence is not None:
            outputs.append(self.model.next_sentence_logits(self.model.pooled(hidden_btc[:, 0])))
        return tuple(outputs) or (hidden_btc,)


def write_onnx(model: Model, path: Path) -> None:
    """Write the model, which must be in eval mode and on the CPU, to `path`.

    `path` is a new file, usually inside `durable.staging`; above 2 GB, `path`.data is beside it.
    Raises BadInput, naming the extra to install, when the packages for it are missing.
    """
    try:
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError:
        raise BadInput(
            "ONNX files need the packages onnx and onnxscript; install them with: "
            "pip install 'distill-workbench[export]'"
        ) from None
    inputs = _inputs(model)
    free = {0: "batch", 1: "length"}
    # One tensor thrice would be taken for one input.
    examples = tuple(_example(model) for _ in inputs)
    weights_bytes = sum(weight.nbytes for weight in model.state_dict().values())
    with _quiet(), torch.no_grad():
        torch.onnx.export(
            _DecoderGraph(model) if model.is_causal else _BertGraph(model),
            examples,
            path,
            input_names=inputs,
            output_names=_outputs(model),
            dynamic_shapes=(free,) * len(inputs),
            dynamo=True,
            verbose=False,
            external_data=weights_bytes > _MOST_BYTES_IN_ONE_FILE,
        )


def _example(model: Model) -> Tensor:
    return torch.ones(2, min(_EXAMPLE_LENGTH, model.context), dtype=torch.int64)


def _inputs(model: Model) -> list[str]:
    return ["input_ids"] if model.is_causal else ["input_ids", "attention_mask", "token_type_ids"]


def _outputs(model: Model) -> list[str]:
    if model.classifier is not None or model.is_causal:
        return ["logits"]
    heads = {
        "logits": model.masked_head is not None,
        "seq_relationship_logits": model.next_sentence is not None,
    }
    return [name for name, is_there in heads.items() if is_there] or ["last_hidden_state"]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's words to itself: it speaks of its own inside, not of the model."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
