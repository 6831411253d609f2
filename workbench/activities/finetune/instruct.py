"""Fine-tuning a model to answer prompts."""

from collections.abc import Generator
from dataclasses import replace

from workbench.activities.finetune.tuning import (
    Prepared,
    TuningSetup,
    batches_of,
    starting_model,
    task_of,
)
from workbench.activities.text.samples import write_sample
from workbench.data.labelled.batches import Encoded, ResponseBatch, responses
from workbench.data.labelled.examples import Example
from workbench.data.labelled.ids import encoded_responses
from workbench.data.labelled.template import filled
from workbench.errors import BadInput
from workbench.events import Event, Level, Note
from workbench.models.load import as_decoder
from workbench.training.finetune_spec import InstructSpec
from workbench.training.objectives.responses import ResponseModelling, response_metrics
from workbench.words import words


def instruction(
    setup: TuningSetup, spec: InstructSpec
) -> Generator[Event, None, Prepared[ResponseBatch]]:
    """Encode prompts and responses; at each evaluation the model answers the sample prompt."""
    train = yield from _encoded(setup, spec, setup.examples.train)
    validation = yield from _encoded(setup, spec, setup.examples.validation)
    model, device = as_decoder(starting_model(setup)), setup.runtime.torch_device
    loop, seed = setup.spec.loop, setup.spec.runtime.seed
    task = task_of(
        setup,
        model,
        ResponseModelling(model, device),
        batches_of(setup, train, responses),
        lambda _: response_metrics(model, validation, loop.micro_batch_size, device),
    )
    prompt = filled(spec.template, loop.sample_prompt or setup.examples.validation[0].first)
    task = replace(
        task,
        loop=loop.model_copy(update={"sample_prompt": prompt}),
        write_sample=lambda: write_sample(
            model, setup.tokenizer, prompt, loop.sample_tokens, seed, setup.framing
        ),
    )
    return Prepared(task, setup.model_file(template=spec.template))


def _encoded(
    setup: TuningSetup, spec: InstructSpec, examples: tuple[Example, ...]
) -> Generator[Event, None, list[Encoded]]:
    context = setup.base.spec.context
    encoded = encoded_responses(examples, spec.template, setup.tokenizer, context, setup.framing)
    if not encoded:
        raise BadInput(
            "no response fits beside its prompt into the context of {context} tokens; "
            "choose a model with a longer context, or shorter prompts",
            context=context,
        )
    if len(encoded) < len(examples):
        yield Note(
            words=words(
                "{count} prompts fill the whole context of {context} tokens; left out",
                count=len(examples) - len(encoded),
                context=context,
            ),
            level=Level.WARNING,
        )
    return encoded
