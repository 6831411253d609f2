"""Caching a teacher's predictions for a corpus: part by part, so that a stop loses little."""

from collections.abc import Generator, Iterator

from workbench.activities.caching.parts import CacheParts, make_parts
from workbench.activities.resources import RunResources
from workbench.activities.text.causal import encoded
from workbench.activities.together import the_first_before
from workbench.distillation.cache.file import (
    CacheMeta,
    CacheSource,
    read_meta,
)
from workbench.distillation.cache.spec import CacheTeacherSpec, TopK, Whole, bytes_per_token
from workbench.errors import BadInput
from workbench.events import ArtifactReady, Event, Level, Note, Outcome, StageStarted
from workbench.jobs import Control
from workbench.models.build import Decoder
from workbench.models.load import load_decoder
from workbench.store.files import manifest
from workbench.store.runs.inputs import Located
from workbench.training.runtime import Runtime, applied
from workbench.words import words

_LITTLE = 0.7
"""Below this kept probability mass the bucket of all other tokens is too coarse."""

_PART_BYTES = 16 << 20
"""How much is made between two safe points."""


def cache_teacher(
    spec: CacheTeacherSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Run the teacher on every window of the training text, or resume a cache that was stopped.

    A cache that is complete already was made by an attempt that died before it could say so. Of
    several processes each makes some parts, and the first one alone keeps them.
    """
    ranks = resources.ranks
    [is_made] = ranks.numbers([manifest.is_complete(resources.target)])
    if not is_made:
        with applied(runtime):
            parts = yield from _asked(spec, resources, runtime, control)
            if parts is None or not (yield from make_parts(parts, control)):
                return control.outcome
    if ranks.world.is_first:
        yield from _made(resources)
    return Outcome.FINISHED


def _asked(
    spec: CacheTeacherSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, CacheParts | None]:
    """The parts that the teacher is to be asked for; None if stopped."""
    assert resources.inputs.tokenizer is not None
    read = encoded(resources, resources.inputs.tokenizer, runtime.threads, control)
    shards = yield from the_first_before(resources.ranks, read)
    if shards is None:
        return None
    teacher, file = load_decoder(resources.folder_of(resources.inputs.teacher))
    tokens = shards.tokens("train")
    meta = _meta(spec, resources, teacher, file.vocabulary_size, len(tokens))
    teacher = teacher.to(runtime.torch_device)
    yield StageStarted(words=words("Asking the teacher"), total=meta.windows, unit="windows")
    return CacheParts(spec, resources, meta, teacher, tokens, runtime)


def _made(resources: RunResources) -> Iterator[Event]:
    """What there is to say of a complete cache."""
    ready = _ready(resources)
    yield ready
    mass = float(ready.facts.get("kept_mass", 1.0))
    if mass < _LITTLE:
        yield Note(
            words=words(
                "the kept tokens hold {mass:.0%} of the probability, so that students learn "
                "little of the rest; a larger k, a lower τ or samples tell them more",
                mass=mass,
            ),
            level=Level.WARNING,
        )


def _ready(resources: RunResources) -> ArtifactReady:
    folder = resources.target
    meta = read_meta(folder)
    facts: dict[str, str | int | float] = {
        "tokens": meta.windows * meta.context,
        "bytes": sum(entry.size for entry in manifest.read(folder).files.values()),
    }
    if isinstance(meta.kept, TopK):
        facts["kept_mass"] = round(meta.kept_mass, 4)
    return ArtifactReady(
        artifact="cache",
        name=meta.name,
        folder=resources.inputs.target,
        digest=manifest.folder_digest(folder),
        facts=facts,
    )


def _meta(
    spec: CacheTeacherSpec,
    resources: RunResources,
    teacher: Decoder,
    vocabulary_size: int,
    num_tokens: int,
) -> CacheMeta:
    context = spec.context or teacher.context
    windows = num_windows(spec.tokens, context, num_tokens)
    if not windows:
        raise BadInput(
            "the training part has {count} tokens, and one window needs {needed}; "
            "add text or choose a smaller context",
            count=num_tokens,
            needed=context + 1,
        )
    window_bytes = context * bytes_per_token(spec.kept, spec.precision, vocabulary_size)
    return CacheMeta(
        name=spec.name,
        teacher=_origin(resources.inputs.teacher),
        corpus=_origin(resources.inputs.corpus),
        tokenizer=_origin(resources.inputs.tokenizer),
        context=context,
        windows=windows,
        windows_per_part=max(1, min(windows, _PART_BYTES // window_bytes)),
        temperature=1.0 if isinstance(spec.kept, Whole) else spec.temperature,
        kept=spec.kept,
        precision=spec.precision,
        vocabulary_size=vocabulary_size,
    )


def num_windows(most_tokens: int, context: int, num_tokens: int) -> int:
    """The windows of a text, or those that hold at most so many tokens (0: all), at least one."""
    windows = (num_tokens - 1) // context
    return min(windows, max(1, most_tokens // context)) if most_tokens else windows


def _origin(located: Located | None) -> CacheSource:
    assert located is not None
    return CacheSource(name=located.name, digest=located.digest)
