"""Fine-tuning a model to answer prompts, or to take part in chats."""

from collections.abc import Generator
from dataclasses import replace
from itertools import takewhile

from workbench.activities.finetune.encoding import answers, uses_chat_template
from workbench.activities.finetune.tuning import (
    Prepared,
    TuningSetup,
    batches_of,
    starting_model,
    task_of,
)
from workbench.activities.queries.prompts import Prompt, chat_prompt, text_prompt
from workbench.activities.text.samples import write_sample
from workbench.corpora.formats.records import USER, Turn
from workbench.data.labelled.batches import ResponseBatch, responses
from workbench.data.labelled.ids import turns_of
from workbench.data.labelled.template import filled
from workbench.distillation.responses import ResponseDistillation
from workbench.events import Event
from workbench.models.build import Decoder
from workbench.models.load import as_decoder, load_model
from workbench.models.model_file import ModelFile, framing_of
from workbench.training.finetune_spec import InstructSpec
from workbench.training.objectives.objective import Objective
from workbench.training.objectives.responses import ResponseModelling, response_metrics


def instruction(
    setup: TuningSetup, spec: InstructSpec
) -> Generator[Event, None, Prepared[ResponseBatch]]:
    """Encode prompts and responses; at each evaluation the model answers the sample prompt."""
    encoded = yield from answers(
        setup.examples, spec, setup.base, setup.tokenizer, setup.started_at
    )
    model, device = as_decoder(starting_model(setup)), setup.runtime.torch_device
    loop, seed = setup.spec.loop, setup.spec.runtime.seed
    task = task_of(
        setup,
        model,
        _objective(setup, spec, model),
        batches_of(setup, encoded.train, responses),
        lambda _: response_metrics(
            model, encoded.validation, loop.micro_batch_size, device, setup.resources.ranks
        ),
    )
    prompt = _sample_prompt(setup, spec)
    task = replace(
        task,
        loop=loop.model_copy(update={"sample_prompt": prompt.text}),
        write_sample=lambda: write_sample(model, setup.tokenizer, prompt, loop.sample_tokens, seed),
    )
    return Prepared(task, _file(setup, spec, prompt))


def _objective(setup: TuningSetup, spec: InstructSpec, model: Decoder) -> Objective[ResponseBatch]:
    """The true tokens of the answers alone, or a teacher's predictions too."""
    device, located = setup.runtime.torch_device, setup.resources.inputs.teacher
    if located is None or spec.alpha == 0.0:
        return ResponseModelling(model, device)
    teacher, _ = load_model(setup.resources.folder_of(located))
    return ResponseDistillation(
        model,
        as_decoder(teacher.to(device)),
        device,
        alpha=spec.alpha,
        temperature=spec.temperature,
    )


def _sample_prompt(setup: TuningSetup, spec: InstructSpec) -> Prompt:
    """What the model answers at each evaluation: the loop's prompt, or the first held out."""
    asked, first = setup.spec.loop.sample_prompt, setup.examples.validation[0]
    if not uses_chat_template(spec, setup.base):
        text = filled(spec.template, asked or first.first)
        return text_prompt(setup.tokenizer, text, setup.framing)
    chat = [Turn(USER, asked)] if asked else list(takewhile(_is_asked, turns_of(first)))
    return chat_prompt(setup.tokenizer, setup.base, chat, setup.started_at)


def _is_asked(turn: Turn) -> bool:
    """Whether somebody else than the assistant speaks."""
    return not turn.is_answer


def _file(setup: TuningSetup, spec: InstructSpec, prompt: Prompt) -> ModelFile:
    """The `model.json` of what answers: in a template, or in chats, that end as was learnt."""
    if not uses_chat_template(spec, setup.base):
        return setup.model_file(template=spec.template)
    file = setup.model_file()
    framing = framing_of(file, setup.tokenizer)
    if set(prompt.ends) <= set(framing.ends):
        return file
    ends = {"eos_token_id": list(prompt.ends)} if file.generation else {}
    changes = {
        "framing": replace(framing, ends=prompt.ends),
        "generation": {**file.generation, **ends},
    }
    return file.model_copy(update=changes)
