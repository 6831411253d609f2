"""Whether a fine-tuning can do what it is asked, before it starts; torch is not needed."""

from pathlib import Path

from workbench.activities.examples import columns_of
from workbench.corpora.rows import check_fields, fields_of
from workbench.errors import BadInput
from workbench.models.spec import AnyModelSpec, BertSpec
from workbench.training.finetune_spec import FinetuneSpec, InstructSpec


def check_model(spec: FinetuneSpec, model: AnyModelSpec) -> None:
    """Raise BadInput when the model cannot learn the task as the settings ask."""
    if isinstance(spec.task, InstructSpec) and isinstance(model, BertSpec):
        raise BadInput(
            "'{model}' is a BERT, which does not write; let it classify, or choose a GPT or Llama "
            "model to answer prompts",
            model=spec.model,
        )
    if spec.frozen_layers > model.num_layers:
        raise BadInput(
            "{frozen} layers are to be frozen, and '{model}' has {layers}; choose at most {layers}",
            frozen=spec.frozen_layers,
            model=spec.model,
            layers=model.num_layers,
        )


def checked_tables(spec: FinetuneSpec) -> tuple[str, ...]:
    """The absolute paths of the tables; raises NotFound or BadInput for a file or column."""
    named = [path for path in (spec.examples, spec.validation_examples) if path]
    paths = tuple(str(Path(path).expanduser().absolute()) for path in named)
    for path in paths:
        check_fields(path, fields_of(path), columns_of(spec.task).names)
    return paths
