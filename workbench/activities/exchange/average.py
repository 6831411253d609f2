"""A model of its own from one checkpoint, or from the mean of several checkpoints' weights."""

from collections import Counter
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path

from torch import Tensor

from workbench.activities.exchange.first_checkpoint import first_saved, save_first
from workbench.activities.queries.inspecting.checkpoints.weights import weights_of
from workbench.activities.resources import RunResources
from workbench.activities.spec import AverageSpec
from workbench.activities.text.opening import open_text
from workbench.errors import BadInput
from workbench.events import Event, Level, Metrics, Note, Outcome, Reference, StageStarted
from workbench.jobs import Control
from workbench.models.averaging import mean_weights
from workbench.models.build import Model, build_empty
from workbench.models.load import fill, load_model, read_weights
from workbench.models.lora.adapters import merged
from workbench.models.model_file import WEIGHTS_NAME, ModelFile, read_model_file
from workbench.room import with_room
from workbench.store.runs.saved_state import VALIDATION_LOSS
from workbench.training.runtime import Runtime, applied
from workbench.training.spec import MaskingSpec, TextLoopSpec
from workbench.training.state import TrainingState
from workbench.words import Words, listed, words


def average(
    spec: AverageSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Keep the mean as a model at step 0, if it is no worse than it must be.

    What is there already was made by an attempt that died before it could say so.
    """
    if resources.run.checkpoints():
        yield first_saved(resources)
        return Outcome.FINISHED
    yield StageStarted(words=words("Averaging the weights"))
    file, weights = _averaged(resources)
    yield Note(words=_what_it_is(resources))
    yield from _weighed(resources)
    if spec.because:
        yield Note(words=words("it was made because {reason}", reason=spec.because))
    state = TrainingState()
    if spec.corpus:
        loss = yield from _measured(spec, resources, (file, weights), runtime, control)
        if loss is None:
            return control.outcome
        state.take_metric(VALIDATION_LOSS, loss)
    if control.stopping:
        return control.outcome
    yield from with_room(partial(save_first, file, weights, resources, state), control)
    yield first_saved(resources)
    return Outcome.FINISHED


def _named(resources: RunResources) -> list[str]:
    given = resources.inputs.candidates
    return [f"{one.name}@{_step(Path(one.folder))}" for one in given]


def _weighed(resources: RunResources) -> Iterator[Note]:
    """A note of each checkpoint that was named more than once, be it by @best and @last."""
    for named, count in Counter(_named(resources)).items():
        if count > 1:
            said = words(
                "{checkpoint} was named {count} times and weighs so many times as much as one that "
                "was named once",
                checkpoint=named,
                count=count,
            )
            yield Note(words=said, level=Level.WARNING)


def _what_it_is(resources: RunResources) -> Words:
    given = resources.inputs.candidates
    named = listed(_named(resources))
    if len(given) == 1:
        return words("a copy of {checkpoint}", checkpoint=named)
    return words("the mean of {count} checkpoints: {named}", count=len(given), named=named)


def _step(folder: Path) -> int:
    return int(folder.name.rpartition("-")[2])


def _averaged(resources: RunResources) -> tuple[ModelFile, dict[str, Tensor]]:
    """The weights; one checkpoint stays as it is, adapters of several are merged first."""
    folders = [resources.project / one.folder for one in resources.inputs.candidates]
    file = read_model_file(folders[0])
    if len(folders) == 1:
        return file, read_weights(folders[0] / WEIGHTS_NAME)
    mean = mean_weights([partial(weights_of, folder) for folder in folders])
    return file.model_copy(update={"lora": None}), mean


def _measured(
    spec: AverageSpec,
    resources: RunResources,
    made: tuple[ModelFile, dict[str, Tensor]],
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, float | None]:
    """The validation loss on the corpus; None if stopped.

    Raises BadInput where it is worse than that of the model which it must not be worse than.
    """
    file, weights = made
    with applied(runtime):
        data = yield from open_text(
            resources,
            runtime,
            control,
            shape=file.spec,
            context=file.spec.context,
            loop=TextLoopSpec(evaluation_tokens=spec.tokens),
            masking=MaskingSpec(),
            seed=spec.runtime.seed,
        )
        if data is None:
            return None
        yield StageStarted(words=words("Measuring"))
        values = data.metrics(_model(file, weights).to(runtime.torch_device))
        yield Metrics(step=0, values=values)
        best = resources.inputs.model
        if best is not None:
            present, _ = load_model(resources.folder_of(best))
            theirs = data.metrics(present.to(runtime.torch_device))[VALIDATION_LOSS]
            yield Reference(metric=VALIDATION_LOSS, name=best.name, value=theirs)
            _require_no_worse(spec, values[VALIDATION_LOSS], theirs)
    return values[VALIDATION_LOSS]


def _model(file: ModelFile, weights: dict[str, Tensor]) -> Model:
    model = build_empty(file.spec, file.vocabulary_size, len(file.labels))
    own = dict(weights) if file.lora is None else merged(weights, file.lora)
    fill(model, own, Path(WEIGHTS_NAME))
    return model.eval().requires_grad_(False)


def _require_no_worse(spec: AverageSpec, loss: float, theirs: float) -> None:
    if not loss <= theirs:  # a loss that is no number is worse than any
        raise BadInput(
            "the validation loss on '{corpus}' is {loss:.4f}, worse than the {theirs:.4f} of "
            "'{model}'; no model was made",
            corpus=spec.corpus,
            loss=loss,
            theirs=theirs,
            model=spec.no_worse_than,
        )
