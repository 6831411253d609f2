"""Giving a model to the rest of the world: a Hugging Face folder, ONNX, or GGUF."""

from dataclasses import replace
from pathlib import Path
from typing import Literal, assert_never

from workbench.activities.exchange.facts import card_facts
from workbench.errors import BadInput
from workbench.models.build import Model
from workbench.models.hub.card import model_card
from workbench.models.hub.exporting import check_exportable, write_hf_files
from workbench.models.hub.generation import GENERATION_NAME, generation_config
from workbench.models.hub.gguf_file import PRECISIONS, GGUFPrecision, check_writable, write_gguf
from workbench.models.hub.onnx_file import write_onnx
from workbench.models.load import load_model
from workbench.models.model_file import (
    ModelFile,
    class_framing_of,
    framing_of,
    require_tokenizer,
)
from workbench.store.files import durable, looking, named
from workbench.store.folders import ProjectFolder
from workbench.store.names import slug
from workbench.store.records import CheckpointRecord, ModelRecord
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.export import exported_files
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.special import SpecialIds
from workbench.tokenizers.tokenizer import HUB_FILE, MODEL_FILE, Tokenizer
from workbench.words import listed

Format = Literal["hf", "onnx", "gguf"]
FORMATS: tuple[Format, ...] = ("hf", "onnx", "gguf")

CARD_NAME = "README.md"
ONNX_NAME = "model.onnx"
LABELS_NAME = "labels.json"
"""The classes in the order of an ONNX classifier's logits."""


def export_model(
    project: ProjectFolder,
    model: ModelRecord,
    checkpoint: CheckpointRecord,
    form: Format,
    out: Path,
    precision: GGUFPrecision = "f32",
) -> tuple[Path, ...]:
    """Write a checkpoint into the new folder `out`, all of it or nothing; gives the files.

    `precision` is how a GGUF file stores weights; the other forms have float32 alone.
    Raises BadInput for a form that cannot hold this model or its tokenizer, for a folder with
    content, and when a package is missing; DiskFull.
    """
    if form not in FORMATS:
        raise BadInput("'{form}' is no format; there are {forms}", form=form, forms=listed(FORMATS))
    _check_precision(form, precision)
    loaded, file = load_model(checkpoint.folder)
    source = project.tokenizer(file.tokenizer)
    require_tokenizer(file, source.digest, source.folder)
    needed_bytes = sum(tensor.nbytes for tensor in loaded.state_dict().values())
    with named.staging(out, needed_bytes=needed_bytes) as staged:
        match form:
            case "hf":
                _write_folder(staged, loaded, file, source.folder)
                facts = card_facts(project, model, checkpoint, file)
                durable.write_text(staged / CARD_NAME, model_card(facts))
            case "onnx":
                write_onnx(loaded, staged / ONNX_NAME)
                if file.labels:
                    durable.write_json(staged / LABELS_NAME, list(file.labels))
                _write_tokenizer(staged, file, source.folder)
            case "gguf":
                check_writable(file)
                pieces, hub_file = (
                    looking.read_bytes(source.folder / name)
                    if (source.folder / name).is_file()
                    else b""
                    for name in (MODEL_FILE, HUB_FILE)
                )
                path = staged / f"{slug(model.name, 'model')}{_suffix(precision)}.gguf"
                tokenizer = open_tokenizer(source.folder)
                write_gguf(
                    loaded, file, tokenizer, pieces, path, model.name, precision, hub_file=hub_file
                )
            case _:
                assert_never(form)
    return tuple(path for path in looking.children(out) if path.is_file())


def _check_precision(form: Format, precision: GGUFPrecision) -> None:
    if precision not in PRECISIONS:
        raise BadInput(
            "'{precision}' is no precision; there are {precisions}",
            precision=precision,
            precisions=listed(PRECISIONS),
        )
    if form != "gguf" and precision != "f32":
        raise BadInput(
            "the precision {precision} is one of GGUF files, and {form} has float32 alone; leave "
            "it out, or export as gguf",
            precision=precision,
            form=form,
        )


def _suffix(precision: GGUFPrecision) -> str:
    """What a file's name says of it, as is usual: nothing where the weights are as they were."""
    return "" if precision == "f32" else f".{precision.upper()}"


def _write_folder(staged: Path, model: Model, file: ModelFile, tokenizer: Path) -> None:
    check_exportable(file.spec, classifies=bool(file.labels))
    opened = open_tokenizer(tokenizer)
    framing = _framing(file, opened)
    write_hf_files(model, file, staged, _special(file, opened), ends=framing.ends)
    if file.spec.is_causal and not file.labels:
        special = opened.special
        generation = generation_config(file.generation, framing.ends, special.bos, special.pad)
        durable.write_json(staged / GENERATION_NAME, generation)
    _write_tokenizer(staged, file, tokenizer)


def _write_tokenizer(staged: Path, file: ModelFile, folder: Path) -> None:
    tokenizer = open_tokenizer(folder)
    framing = _framing(file, tokenizer)
    files = exported_files(
        folder,
        tokenizer,
        framing,
        context=file.spec.context,
        pairs=not file.spec.is_causal and len(set(framing.segments)) > 1,
        chat_template=file.chat_template,
        special=_special(file, tokenizer),
    )
    for name, data in files.items():
        durable.write_bytes(staged / name, data)


def _special(file: ModelFile, tokenizer: Tokenizer) -> SpecialIds:
    """The special tokens to name.

    Transformers reads the class of a decoder at the last token that is not the one for padding.
    Where that is what ends the text, it is not named for padding: another would be read.
    """
    special = tokenizer.special
    is_read = file.spec.is_causal and bool(file.labels)
    if is_read and special.pad in _framing(file, tokenizer).end:
        return replace(special, pad=None)
    return special


def _framing(file: ModelFile, tokenizer: Tokenizer) -> Framing:
    """What stands around the texts that the model was trained to read."""
    return (class_framing_of if file.labels else framing_of)(file, tokenizer)
