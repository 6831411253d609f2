"""Importing a model: a Hugging Face folder, or a GGUF file, becomes a model of the project."""

from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path

from workbench.activities.exchange.first_checkpoint import first_saved, save_first
from workbench.activities.exchange.sources import source_at
from workbench.activities.resources import RunResources
from workbench.activities.spec import ImportModelSpec
from workbench.errors import BadInput
from workbench.events import (
    ArtifactReady,
    Event,
    Level,
    Note,
    Outcome,
    StageStarted,
)
from workbench.file_formats.downloaded import ADAPTER_CONFIG, adapters_base, is_adapter, snapshot_of
from workbench.generation.own_strategy import FOLLOWED, OWN, own_strategy
from workbench.generation.spec import format_strategy
from workbench.jobs import Control
from workbench.models.hub.adapter import merge_adapter
from workbench.models.hub.config import CONFIG_NAME
from workbench.models.hub.generation import GENERATION_NAME, settings_that_count
from workbench.models.hub.importing import ForeignModel
from workbench.models.load import load_model
from workbench.models.model_file import ModelFile
from workbench.room import with_room
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.tokenizers.hub.foreign import ForeignTokenizer, store_foreign
from workbench.words import listed, words


def import_model(
    spec: ImportModelSpec, resources: RunResources, control: Control
) -> Generator[Event, None, Outcome]:
    """Read tokenizer and weights as data, and keep them as a tokenizer and a model at step 0.

    Nothing of what is read is executed. With a base it is an adapter for it. A tokenizer that the
    project has already is used again, so that teacher and student of one family fit each other.
    What is there already was made by an attempt that died before it could say so.
    """
    if resources.run.checkpoints():
        yield first_saved(resources)
        return Outcome.FINISHED
    given = snapshot_of(Path(spec.folder))
    if given.note is not None:
        yield Note(words=given.note)
    if spec.base:
        return (yield from _merge(given.folder, spec, resources, control))
    _check_whole(given.folder)
    yield StageStarted(words=words("Reading the tokenizer"))
    source = source_at(given.folder)
    tokenizer = source.tokenizer()
    for note in tokenizer.notes:
        yield Note(words=note, level=Level.WARNING)
    if control.stopping:
        return control.outcome
    yield StageStarted(words=words("Reading the weights"))
    model = source.model()
    for note in model.notes:
        yield Note(words=note)
    _check_vocabulary(tokenizer, model)
    own = resources.target.name
    kept = _equal_tokenizer(resources, tokenizer)
    if kept == own:
        yield _tokenizer_ready(spec, resources, tokenizer)
    elif kept:
        yield Note(words=words("the project has this tokenizer already; it is used again"))
    else:
        yield from _unread_tokenizers(resources)
        store = partial(store_foreign, tokenizer, spec.name, resources.target, origin=spec.folder)
        yield from with_room(store, control)
        yield _tokenizer_ready(spec, resources, tokenizer)
    file = ModelFile(
        spec=model.spec,
        vocabulary_size=model.vocabulary_size,
        labels=model.labels,
        tokenizer=kept or own,
        tokenizer_digest=tokenizer.digest,
        framing=source.framing(tokenizer, model),
        generation=source.generation(model),
        chat_template=tokenizer.chat_template,
    )
    yield from _framing_notes(file, tokenizer)
    if model.unsaid:
        yield Note(
            words=words(
                "config.json does not say its model_type; by its other keys it is {kind}, and it "
                "was read as that",
                kind=model.architecture,
            ),
            level=Level.WARNING,
        )
    if model.ignored:
        yield Note(
            words=words(
                "not taken over from {folder}: {ignored}",
                folder=source.path,
                ignored=listed(model.ignored),
            )
        )
    yield from with_room(partial(save_first, file, model.weights, resources), control)
    yield first_saved(resources)
    return Outcome.FINISHED


def _merge(
    folder: Path, spec: ImportModelSpec, resources: RunResources, control: Control
) -> Generator[Event, None, Outcome]:
    """The base with a LoRA adapter merged into it; it reads texts as its base does."""
    if not is_adapter(folder):
        raise BadInput(
            "{folder} holds no LoRA adapter ({config}); leave the base empty to import a whole "
            "model",
            folder=folder,
            config=ADAPTER_CONFIG,
        )
    yield StageStarted(words=words("Merging the adapter"))
    base, file = load_model(resources.folder_of(resources.inputs.model))
    merged = merge_adapter(folder, base.state_dict(), file)
    yield Note(
        words=words(
            "the adapter changes {count} matrices of '{base}'; it says that it was made for "
            "'{made_for}'",
            count=merged.changed,
            base=spec.base,
            made_for=merged.made_for or "?",
        )
    )
    if control.stopping:
        return control.outcome
    file = file.model_copy(update={"lora": None})
    yield from with_room(partial(save_first, file, merged.weights, resources), control)
    yield first_saved(resources)
    return Outcome.FINISHED


def _check_whole(folder: Path) -> None:
    """Raise BadInput for a folder with an adapter, which is no model."""
    if is_adapter(folder):
        raise BadInput(
            "{folder} holds a LoRA adapter, which only changes another model ({made_for}); import "
            "that model first, and then this folder with it as the base (--base MODEL)",
            folder=folder,
            made_for=adapters_base(folder) or "?",
        )


def _check_vocabulary(tokenizer: ForeignTokenizer, model: ForeignModel) -> None:
    """Models may have more rows than their tokenizer has pieces, never fewer."""
    if tokenizer.vocabulary_size > model.vocabulary_size:
        raise BadInput(
            "the tokenizer has {pieces} pieces and the model only {rows} rows for them; "
            "the two do not belong together",
            pieces=tokenizer.vocabulary_size,
            rows=model.vocabulary_size,
        )


def _equal_tokenizer(resources: RunResources, tokenizer: ForeignTokenizer) -> str:
    """The id of a tokenizer of the project that is the same; empty if there is none."""
    records = ProjectFolder.open(resources.project, create=False).tokenizers()
    return next((record.id for record in records if record.digest == tokenizer.digest), "")


def _unread_tokenizers(resources: RunResources) -> Iterator[Note]:
    """A note for each tokenizer of the project that may be the same, and is damaged."""
    project = ProjectFolder.open(resources.project, create=False)
    for damage in project.damaged_of(Sort.TOKENIZER):
        yield Note(
            words=words("{damage}; the model gets a tokenizer of its own", damage=damage),
            level=Level.WARNING,
        )


def _tokenizer_ready(
    spec: ImportModelSpec, resources: RunResources, tokenizer: ForeignTokenizer
) -> ArtifactReady:
    return ArtifactReady(
        artifact="tokenizer",
        name=spec.name,
        folder=resources.inputs.target,
        digest=tokenizer.digest,
        facts={"pieces": tokenizer.vocabulary_size, "family": tokenizer.family},
    )


def _framing_notes(file: ModelFile, tokenizer: ForeignTokenizer) -> Generator[Event]:
    """What a person may not expect of how the model's texts begin, go on and end."""
    framing = file.framing
    if framing is None or not file.spec.is_causal:
        return
    if framing.end:
        yield Note(
            words=words(
                "the model's own tokenizer puts an end token behind every text, prompts too, and "
                "so does this project; turn special tokens off to continue a text"
            ),
            level=Level.WARNING,
        )
    yield from _strategy_notes(file)
    own = tokenizer.special.document_end
    if own and framing.ends and not set(own) & set(framing.ends):
        yield Note(
            words=words(
                "{file} ends texts by the token ids {ends}, and the tokenizer by {own}; {file} "
                "counts, as in transformers",
                file=GENERATION_NAME if file.generation else CONFIG_NAME,
                ends=listed(map(str, framing.ends)),
                own=listed(map(str, own)),
            ),
            level=Level.WARNING,
        )


def _strategy_notes(file: ModelFile) -> Generator[Event]:
    """How transformers would write with the model, and how to have it so here."""
    settings = settings_that_count(file.generation)
    try:
        own = format_strategy(own_strategy(file.generation))
    except BadInput:
        own = ""
    followed = [said for key, said in settings.items() if own and key in FOLLOWED]
    if followed:
        yield Note(
            words=words(
                "{file} says {settings}: transformers follows that when it writes; here the "
                "strategy '{own}' does, which is {strategy}",
                file=GENERATION_NAME,
                settings=listed(followed),
                own=OWN,
                strategy=own,
            ),
            level=Level.WARNING,
        )
    if left := [said for said in settings.values() if said not in followed]:
        yield Note(
            words=words(
                "{file} says {settings}: transformers follows that when it writes, and this "
                "project writes by the settings that you give it alone, so that the same prompt "
                "may go on otherwise",
                file=GENERATION_NAME,
                settings=listed(left),
            ),
            level=Level.WARNING,
        )
