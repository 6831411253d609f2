"""Every spec that can be performed, as one union; and reading it from a spec file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.models.spec import AnyModelSpec
from workbench.spec import Impossible, Spec, read_toml, setting, validate
from workbench.store.migration import read_spec_file
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import DeviceSpec, MaskingSpec

Role = Literal["teacher", "control", "student", "model"]

SHARED_OUT = (PretrainSpec, FinetuneSpec, DistillSpec, CacheTeacherSpec)
"""What several processes do together; of all else the first one does everything."""


class Candidate(Spec):
    """A model in a comparison and the part it plays there."""

    model: str = setting(
        title="Model", help="A name, with @best, @last or @STEP behind it if wanted.", min_length=1
    )
    role: Role = setting("model", title="Role", help="What the model is in this comparison.")
    group: str = setting(
        "",
        title="Group",
        help="Models of one group differ by their seed alone; the report adds their mean with its "
        "interval. Empty: the model stands for itself.",
        max_length=80,
    )


class EvaluateSpec(Spec):
    """Measure models on the same text: loss, perplexity, bits per byte, agreement, speed."""

    kind: Literal["evaluate"] = "evaluate"
    name: str = setting(
        "comparison",
        title="Name",
        help="What the comparison is called.",
        min_length=1,
        max_length=80,
    )
    corpus: str = setting(title="Corpus", help="The text to score.", min_length=1)
    split: Literal["train", "validation"] = setting(
        "validation", title="Part", help="Which part of the corpus is scored."
    )
    candidates: tuple[Candidate, ...] = setting(
        title="Models", help="The models to measure.", min_length=1
    )
    teacher: str = setting(
        "",
        title="Teacher",
        help="Agreement and KL are measured against this model; empty measures neither.",
    )
    tokens: int = setting(
        100_000,
        title="Tokens",
        help="How much of the text is scored, at most; 0 means all of it.",
        unit="tokens",
        zero="all",
        ge=0,
    )
    baseline: bool = setting(
        True, title="N-gram baseline", help="Adds the row of a Kneser-Ney n-gram model."
    )
    masking: MaskingSpec = setting(
        MaskingSpec(), title="Masking", help="How text is masked for BERT models; others ignore it."
    )
    sample_prompt: str = setting(
        "",
        title="Sample prompt",
        help="Each model continues this text, or fills in each [MASK] of it, for the report.",
        max_length=2_000,
    )
    sample_tokens: int = setting(
        60,
        title="Sample length",
        help="Tokens each model writes for the report; 0 writes nothing.",
        unit="tokens",
        zero="none",
        ge=0,
        le=1_000,
    )
    runtime: DeviceSpec = setting(
        DeviceSpec(precision="fp32"), title="Runtime", help="Device, precision, threads and seed."
    )


class ImportModelSpec(Spec):
    """Take over a model, and its tokenizer, from a Hugging Face folder or a GGUF file."""

    kind: Literal["import_model"] = "import_model"
    name: str = setting(
        "imported",
        title="Name",
        help="What the model and its tokenizer will be called.",
        min_length=1,
        max_length=80,
    )
    folder: str = setting(
        title="Folder or GGUF file",
        help="A folder holds config.json, weights (model.safetensors) and a tokenizer; a GGUF file "
        "holds all of these. It is read as data; nothing in it is run.",
        min_length=1,
    )
    base: str = setting(
        "",
        title="Base",
        help="For a folder with a LoRA adapter: the model of the project that it was made for, "
        "into which it is merged. Empty for a folder with a whole model.",
    )


class ImportRunSpec(Spec):
    """Take over the curves of a run of another tool: TensorBoard's event files, or a CSV."""

    kind: Literal["import_run"] = "import_run"
    name: str = setting(
        "imported run",
        title="Name",
        help="What the run will be called.",
        min_length=1,
        max_length=80,
    )
    path: str = setting(
        title="Folder or file",
        help="A folder with the event files of one run, one such file, or a CSV with a column for "
        "the step. It is read as data, and stays as it is.",
        min_length=1,
    )
    run: str = setting(
        "",
        title="Run",
        help="Which run of a CSV that holds several; empty takes the only one.",
        max_length=1_000,
    )


class AverageSpec(Spec):
    """Make a model of its own of one checkpoint, or of the mean of several checkpoints' weights."""

    kind: Literal["average"] = "average"
    name: str = setting(
        "average", title="Name", help="What the model will be called.", min_length=1, max_length=80
    )
    checkpoints: tuple[str, ...] = setting(
        title="Checkpoints",
        help="NAME[@best|@last|@STEP], each once or more often to weigh it more. One is taken over "
        "as it is; of several with the same architecture and tokenizer the weights are averaged.",
        min_length=1,
    )
    corpus: str = setting(
        "",
        title="Corpus",
        help="The validation loss on this text is measured and kept with the model; empty measures "
        "nothing.",
    )
    no_worse_than: str = setting(
        "",
        title="No worse than",
        help="Only made if its validation loss on the corpus is at most that of this model.",
    )
    because: str = setting(
        "",
        title="Because",
        help="What was compared before it was made; the log of its run tells it.",
        max_length=2000,
    )
    tokens: int = setting(
        50_000,
        title="Evaluation size",
        help="Validation tokens that are scored; 0 means all of them.",
        unit="tokens",
        zero="all",
        ge=0,
    )
    runtime: DeviceSpec = setting(
        DeviceSpec(precision="fp32"), title="Runtime", help="Device, precision, threads and seed."
    )

    @model_validator(mode="after")
    def _has_a_corpus(self) -> Self:
        if self.no_worse_than and not self.corpus:
            raise Impossible("whether it is no worse is measured on a corpus; name one")
        return self


AnySpec = (
    AddCorpusSpec
    | TrainTokenizerSpec
    | PretrainSpec
    | FinetuneSpec
    | DistillSpec
    | CacheTeacherSpec
    | EvaluateSpec
    | ImportModelSpec
    | ImportRunSpec
    | AverageSpec
    | LearningRateTestSpec
)

ANY_SPEC: TypeAdapter[AnySpec] = TypeAdapter(Annotated[AnySpec, Field(discriminator="kind")])


def load_spec(path: Path | str, overrides: Sequence[str] = ()) -> AnySpec:
    """The spec in a TOML file, `a.b=value` overrides applied; raises BadInput or BadSpec."""
    path = Path(path)
    plain = read_spec_file(path, overrides)
    if plain.get("kind") == "sweep":
        raise BadInput(
            "{path} is a sweep of many runs; use the verb sweep: distill-workbench sweep {path}",
            path=path,
        )
    return validate(ANY_SPEC, _beside_the_default(plain, path), where=path.name)


def _beside_the_default(plain: dict[str, Any], path: Path) -> dict[str, Any]:
    """A new model of which overrides alone tell something is the usual one in all else.

    A file that tells of its model, and not of a family, is an old one.
    """
    told = plain.get("model")
    is_new = plain.get("kind") == PretrainSpec.model_fields["kind"].default
    if not is_new or not isinstance(told, dict) or "family" in told or "model" in read_toml(path):
        return plain
    usual: AnyModelSpec = PretrainSpec.model_fields["model"].default
    changed = usual.model_dump(exclude_unset=True)
    return {**plain, "model": {"family": usual.family, **changed, **told}}
