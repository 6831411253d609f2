"""Giving a model to the rest of the world: a Hugging Face folder, ONNX, or GGUF."""

from importlib.metadata import version
from pathlib import Path
from typing import Literal, assert_never

from workbench.errors import BadInput
from workbench.metrics import Place, metrics_at
from workbench.models.build import Model
from workbench.models.hub.card import CardFacts, TeacherFacts, model_card
from workbench.models.hub.exporting import check_exportable, write_hf_files
from workbench.models.hub.gguf_file import check_writable, write_gguf
from workbench.models.hub.onnx_file import write_onnx
from workbench.models.load import load_model
from workbench.models.model_file import ModelFile
from workbench.spec import to_plain
from workbench.store.files import durable, looking, named
from workbench.store.folders import ProjectFolder
from workbench.store.names import slug
from workbench.store.records import CheckpointRecord, ModelRecord
from workbench.store.scanning.summary import summarise
from workbench.tokenizers.hub.export import exported_files
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import MODEL_FILE

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
) -> tuple[Path, ...]:
    """Write a checkpoint into the new folder `out`, all of it or nothing; gives the files.

    Raises BadInput for a form that cannot hold this model or its tokenizer, for a folder with
    content, and when a package is missing; DiskFull.
    """
    if form not in FORMATS:
        raise BadInput(
            "'{form}' is no format; there are {forms}", form=form, forms=", ".join(FORMATS)
        )
    loaded, file = load_model(checkpoint.folder)
    source = project.tokenizer(model.tokenizer)
    needed_bytes = sum(tensor.nbytes for tensor in loaded.state_dict().values())
    with named.staging(out, needed_bytes=needed_bytes) as staged:
        match form:
            case "hf":
                _write_folder(staged, loaded, file, source.folder)
                facts = _facts(project, model, checkpoint, file)
                durable.write_text(staged / CARD_NAME, model_card(facts))
            case "onnx":
                write_onnx(loaded, staged / ONNX_NAME)
                if file.labels:
                    durable.write_json(staged / LABELS_NAME, list(file.labels))
                _write_tokenizer(staged, file, source.folder)
            case "gguf":
                check_writable(file)
                tokenizer = source.folder / MODEL_FILE
                data = looking.read_bytes(tokenizer) if tokenizer.is_file() else b""
                name = f"{slug(model.name, 'model')}.gguf"
                write_gguf(loaded, file, data, staged / name, model.name)
            case _:
                assert_never(form)
    return tuple(path for path in looking.children(out) if path.is_file())


def _write_folder(staged: Path, model: Model, file: ModelFile, tokenizer: Path) -> None:
    check_exportable(file.spec, classifies=bool(file.labels))
    special = open_tokenizer(tokenizer).special
    write_hf_files(model, file, staged, special)
    _write_tokenizer(staged, file, tokenizer)


def _write_tokenizer(staged: Path, file: ModelFile, folder: Path) -> None:
    files = exported_files(
        folder,
        open_tokenizer(folder),
        context=file.spec.context,
        pairs=not file.spec.is_causal,
    )
    for name, data in files.items():
        durable.write_bytes(staged / name, data)


def _facts(
    project: ProjectFolder, model: ModelRecord, checkpoint: CheckpointRecord, file: ModelFile
) -> CardFacts:
    """What the run's folder tells of the model."""
    run = project.run_folder(model.run)
    inputs, metrics = run.inputs(), summarise(run.journal_path).metrics
    sizes = {name.replace("_", " "): value for name, value in to_plain(file.spec).items()}
    teacher, base = inputs.teacher, inputs.model
    documents = 0
    if inputs.corpus is not None:
        known = {corpus.id: corpus.documents for corpus in project.corpora()}
        documents = known.get(inputs.corpus.id, 0)
    return CardFacts(
        name=model.name,
        family=file.spec.family,
        parameters=model.parameters,
        sizes=sizes | {"checkpoint step": checkpoint.step},
        corpus=inputs.corpus.name if inputs.corpus else "",
        documents=documents,
        corpus_digest=inputs.corpus.digest if inputs.corpus else "",
        tokenizer=project.tokenizer(model.tokenizer).name,
        vocabulary_size=file.vocabulary_size,
        spec_toml=run.spec_text(),
        teacher=TeacherFacts(teacher.name, teacher.digest) if teacher else None,
        base=base.name if base else "",
        labels=file.labels,
        template=file.template,
        figures={
            one.name: metrics[one.name] for one in metrics_at(Place.CARD) if one.name in metrics
        },
        version=version("distill-workbench"),
    )
