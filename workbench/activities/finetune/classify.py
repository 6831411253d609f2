"""Fine-tuning a classifier, and classifying a text with one."""

import sys
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace

import torch

from workbench.activities.finetune.encoding import class_frame, classes
from workbench.activities.finetune.label_notes import labels_of
from workbench.activities.finetune.tuning import (
    Prepared,
    TuningSetup,
    batches_of,
    starting_model,
    task_of,
)
from workbench.data.labelled.batches import Encoded, LabelledBatch, labelled
from workbench.data.labelled.examples import Example
from workbench.data.labelled.ids import encoded_texts
from workbench.distillation.classification import ClassDistillation
from workbench.errors import BadInput
from workbench.events import Classified, Event, Level, Misjudged, Note, Reference
from workbench.models.build import Model
from workbench.models.inference import inference_context
from workbench.models.load import load_model
from workbench.models.model_file import ModelFile, class_framing_of
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.finetune_spec import ClassifySpec
from workbench.training.objectives.classification import (
    Classification,
    Predictions,
    class_logits,
    classification_metrics,
    predict_classes,
)
from workbench.training.objectives.objective import Objective
from workbench.words import listed, words

_WORST_SHOWN = 30
_SHOWN_CHARACTERS = 600


def classification(
    setup: TuningSetup, spec: ClassifySpec
) -> Generator[Event, None, Prepared[LabelledBatch]]:
    """Encode the examples and put a classifier onto the model."""
    labels = labels_of(setup.examples, spec.label)
    yield _most_frequent(setup)
    yield from _unlearnt(setup)
    encoded = yield from classes(setup.examples, labels, setup.base, setup.tokenizer)
    model = starting_model(setup, labels)
    measure = _Measure(setup, model, labels, encoded.validation)
    task = task_of(
        setup,
        model,
        _objective(setup, spec, model, labels),
        batches_of(setup, encoded.train, labelled),
        measure.values,
    )
    task = replace(task, report=measure.report, ranked_by=f"validation_{spec.metric}")
    return Prepared(task, _file(setup, labels))


def _file(setup: TuningSetup, labels: tuple[str, ...]) -> ModelFile:
    """The `model.json` of the classifier, with what stood around its examples where it differs."""
    file = setup.model_file(labels=labels)
    if file.framing is None:
        return file
    return file.model_copy(update={"framing": class_framing_of(setup.base, setup.tokenizer)})


def _objective(
    setup: TuningSetup, spec: ClassifySpec, model: Model, labels: tuple[str, ...]
) -> Objective[LabelledBatch]:
    """The examples' classes alone, or a teacher's probabilities too."""
    device, located = setup.runtime.torch_device, setup.resources.inputs.teacher
    if located is None:
        return Classification(model, device)
    teacher, file = load_model(setup.resources.folder_of(located))
    if set(file.labels) != set(labels):
        raise BadInput(
            "the teacher '{teacher}' tells the classes {theirs}, and the examples have {ours}; "
            "choose a teacher of the same classes",
            teacher=located.name,
            theirs=listed(file.labels),
            ours=listed(labels),
        )
    return ClassDistillation(
        model,
        teacher.to(device),
        [file.labels.index(label) for label in labels],
        device,
        alpha=spec.alpha,
        temperature=spec.temperature,
    )


def _most_frequent(setup: TuningSetup) -> Reference:
    """How often the most frequent class of the training examples is the right one."""
    (label, _), *_ = Counter(example.target for example in setup.examples.train).most_common(1)
    targets = [example.target for example in setup.examples.validation]
    share = targets.count(label) / len(targets)
    return Reference(metric="validation_accuracy", name="most_frequent", value=share)


def _unlearnt(setup: TuningSetup) -> Generator[Event, None, None]:
    """A class that only stands in the validation examples cannot be learnt."""
    known = {example.target for example in setup.examples.train}
    unknown = sorted({example.target for example in setup.examples.validation} - known)
    if unknown:
        yield Note(
            words=words(
                "no example to learn from has the class {labels}; it cannot be found",
                labels=listed(unknown),
            ),
            level=Level.WARNING,
        )


class _Measure:
    """Evaluates on the validation examples; metrics and report come from the same predictions."""

    def __init__(
        self,
        setup: TuningSetup,
        model: Model,
        labels: tuple[str, ...],
        encoded: Sequence[Encoded],
    ) -> None:
        self._setup, self._model, self._labels = setup, model, labels
        self._encoded = encoded
        self._predictions: Predictions | None = None

    def values(self, step: int) -> dict[str, float]:
        size, device = self._setup.spec.loop.micro_batch_size, self._setup.runtime.torch_device
        ranks = self._setup.resources.ranks
        self._predictions = predict_classes(self._model, self._encoded, size, device, ranks)
        return classification_metrics(self._predictions)

    def report(self, step: int, values: Mapping[str, float]) -> Iterator[Classified]:
        predictions = self._predictions
        assert predictions is not None
        worst = predictions.most_wrong(_WORST_SHOWN)
        yield Classified(
            step=step,
            labels=self._labels,
            confusion=tuple(tuple(row) for row in predictions.confusion_kk.tolist()),
            worst=tuple(self._misjudged(predictions, index) for index in worst),
        )

    def _misjudged(self, predictions: Predictions, index: int) -> Misjudged:
        example, guess = self._setup.examples.validation[index], int(predictions.guesses_e[index])
        return Misjudged(
            first=example.first[:_SHOWN_CHARACTERS],
            second=example.second[:_SHOWN_CHARACTERS],
            truth=example.target,
            guess=self._labels[guess],
            probability=float(predictions.probabilities_ek[index, guess]),
        )


def class_shares(
    model: Model, file: ModelFile, tokenizer: Tokenizer, first: str, second: str
) -> dict[str, float]:
    """The probability of each class for a text, or a pair of texts; likeliest first.

    Raises BadInput as `encoded_to_classify` does.
    """
    whole = encoded_to_classify(file, tokenizer, first, second)
    with inference_context():
        logits_bk = class_logits(model, labelled([whole]), torch.device("cpu"))
        shares = logits_bk.double().softmax(-1)[0].tolist()
    ranked = sorted(zip(file.labels, shares, strict=True), key=lambda pair: -pair[1])
    return dict(ranked)


def encoded_to_classify(file: ModelFile, tokenizer: Tokenizer, first: str, second: str) -> Encoded:
    """A text, or a pair of texts, as a classifier reads it.

    Raises BadInput for texts that do not fit into the context together.
    """
    if not first.strip():
        raise BadInput("there is no text to classify; write one")
    example = Example(first=first, second=second, target=file.labels[0])
    frame = class_frame(file, tokenizer)
    (whole,) = encoded_texts([example], file.labels, tokenizer, replace(frame, context=sys.maxsize))
    if len(whole.ids) > frame.context:
        raise BadInput(
            "the text has {count} tokens, and this model reads at most {context}; shorten it",
            count=len(whole.ids),
            context=frame.context,
        )
    return whole
