"""The teachers of a run, loaded once; they predict and never learn."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.activities.resources import RunResources
from workbench.distillation.cache.file import CacheFile
from workbench.models.build import Model
from workbench.models.load import load_model
from workbench.models.model_file import ModelFile, require_tokenizer
from workbench.models.size.estimate import forward_flops_per_token
from workbench.store.runs.inputs import Located
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.runtime import Runtime


@dataclass(frozen=True)
class Teachers:
    """The models to learn from, on their device, each with its weight.

    Feature terms read the first; `file` is its own, `files` are all of theirs. `rooms` are how many
    token ids each has room for. `cache` replaces their forward passes if there is one. `tokenizer`
    is theirs where the student reads text with another, and None where they share one.
    """

    models: tuple[Model, ...]
    weights: tuple[float, ...]
    file: ModelFile
    files: tuple[ModelFile, ...] = ()
    rooms: tuple[int, ...] = ()
    cache: CacheFile | None = None
    tokenizer: Tokenizer | None = None

    @property
    def are_cross_tokenizer(self) -> bool:
        """Whether losses per token cannot be compared with the student's."""
        return self.tokenizer is not None


def forward_flops(teachers: Teachers, context: int) -> int:
    """What all teachers cost for a token of the student's windows; nothing where it is cached."""
    if teachers.cache is not None:
        return 0
    return sum(
        forward_flops_per_token(one.spec, one.vocabulary_size, context) for one in teachers.files
    )


def load_teachers(
    resources: RunResources,
    located: Sequence[Located | None],
    weights: Sequence[float],
    runtime: Runtime,
) -> Teachers:
    """Load every teacher, in eval mode and without gradients."""
    loaded = [load_model(resources.folder_of(one)) for one in located]
    file, cache, student_reads = loaded[0][1], resources.inputs.cache, resources.inputs.tokenizer
    is_shared = student_reads is None or file.tokenizer_digest == student_reads.digest
    return Teachers(
        models=tuple(model.to(runtime.torch_device) for model, _ in loaded),
        weights=tuple(weights),
        file=file,
        files=tuple(one for _, one in loaded),
        rooms=tuple(one.vocabulary_size for _, one in loaded),
        cache=None if cache is None else CacheFile(resources.folder_of(cache)),
        tokenizer=None if is_shared else _tokenizer_of(file, resources),
    )


def _tokenizer_of(file: ModelFile, resources: RunResources) -> Tokenizer:
    """The teacher's own tokenizer; raises Corrupt when it is not the one of its training."""
    folder = resources.project / "tokenizers" / file.tokenizer
    tokenizer = open_tokenizer(folder)
    require_tokenizer(file, tokenizer.digest, folder)
    return tokenizer
