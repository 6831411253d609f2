"""Whether a fine-tuning can do what it is asked, before it starts; torch is not needed."""

from workbench.activities.finetune.encoding import uses_chat_template
from workbench.activities.finetune.examples import columns_of
from workbench.corpora.formats.rows import check_fields, fields_of
from workbench.errors import BadInput
from workbench.file_formats.plain_file import given_path
from workbench.models.model_file import ModelFile
from workbench.store.records import ModelRecord
from workbench.training.finetune_spec import ClassifySpec, FinetuneSpec, InstructSpec


def check_model(spec: FinetuneSpec, file: ModelFile) -> None:
    """Raise BadInput when the model cannot learn the task as the settings ask."""
    model, task = file.spec, spec.task
    if isinstance(spec.task, InstructSpec) and not model.is_causal:
        raise BadInput(
            "'{model}' is a BERT, which does not write; let it classify, or choose a GPT or Llama "
            "model to answer prompts",
            model=spec.model,
        )
    asks_for_template = isinstance(task, InstructSpec) and uses_chat_template(task, file)
    if asks_for_template and not file.chat_template:
        raise BadInput(
            "'{model}' brings no chat template, as chat models that are imported do, so that it "
            "cannot read chats; name the columns of prompt and response, and write a template",
            model=spec.model,
        )
    if spec.frozen_layers > model.num_layers:
        raise BadInput(
            "{frozen} layers are to be frozen, and '{model}' has {layers}; choose at most {layers}",
            frozen=spec.frozen_layers,
            model=spec.model,
            layers=model.num_layers,
        )


def check_teacher(
    spec: FinetuneSpec, teacher: ModelRecord, file: ModelFile, student: ModelRecord, base: ModelFile
) -> None:
    """Raise BadInput when a model cannot teach another one the task."""
    if isinstance(spec.task, ClassifySpec):
        check_class_teacher(teacher, file, student, base)
        return
    if file.labels or not file.spec.is_causal:
        raise BadInput(
            "'{teacher}' does not write, so that it cannot teach to answer; choose a GPT or Llama "
            "model, or leave the teacher empty",
            teacher=teacher.name,
        )
    _check_reading(teacher, file, student, base)


def check_class_teacher(
    teacher: ModelRecord, file: ModelFile, student: ModelRecord, base: ModelFile
) -> None:
    """Raise BadInput when a model cannot teach another one to classify."""
    if not file.labels:
        raise BadInput(
            "'{teacher}' was not fine-tuned to tell classes, so that it cannot teach to; fine-tune "
            "it first, or leave the teacher empty",
            teacher=teacher.name,
        )
    _check_reading(teacher, file, student, base)


def _check_reading(
    teacher: ModelRecord, file: ModelFile, student: ModelRecord, base: ModelFile
) -> None:
    both_read = file.spec.is_causal == base.spec.is_causal
    if file.tokenizer_digest != base.tokenizer_digest or not both_read:
        raise BadInput(
            "'{teacher}' and '{student}' read text in different ways (another tokenizer, or BERT "
            "and another kind), so that they cannot judge the same examples together; choose two "
            "of a kind",
            teacher=teacher.name,
            student=student.name,
        )
    if base.spec.context > file.spec.context:
        raise BadInput(
            "the student's context of {ours} tokens is longer than the teacher's {theirs}; "
            "choose at most {theirs}",
            ours=base.spec.context,
            theirs=file.spec.context,
        )


def checked_tables(spec: FinetuneSpec) -> tuple[str, ...]:
    """The absolute paths of the tables; raises NotFound or BadInput for a file or column."""
    named = [path for path in (spec.examples, spec.validation_examples) if path]
    paths = tuple(str(given_path(path).absolute()) for path in named)
    names = columns_of(spec.task).names
    for path in paths:
        check_fields(path, fields_of(path, names), names)
    return paths
