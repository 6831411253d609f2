"""What an exported folder's README.md tells of a model, and what of it cannot be read."""

from collections.abc import Iterator
from importlib.metadata import version

from workbench.errors import CannotBeRead, Corrupt, NotFound
from workbench.metrics import Place, metrics_at
from workbench.models.hub.card import CardFacts, TeacherFacts
from workbench.models.model_file import ModelFile
from workbench.spec import to_plain
from workbench.store.files import manifest
from workbench.store.folders import ProjectFolder
from workbench.store.records import CheckpointRecord, ModelRecord
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.summary import summarise
from workbench.store.scanning import scan
from workbench.store.scanning.problems import problems_of
from workbench.words import Words


def card_facts(
    project: ProjectFolder, model: ModelRecord, checkpoint: CheckpointRecord, file: ModelFile
) -> CardFacts:
    """What the run's folder tells of the model."""
    run = project.run_folder(model.run)
    inputs, metrics = run.inputs(), summarise(run.journal_path).metrics
    sizes = {name.replace("_", " "): value for name, value in to_plain(file.spec).items()}
    teacher, base = inputs.teacher, inputs.model
    documents = 0
    if inputs.corpora:
        known = {corpus.id: corpus.documents for corpus in project.corpora()}
        documents = sum(known.get(one.id, 0) for one in inputs.corpora)
    return CardFacts(
        name=model.name,
        family=file.spec.family,
        parameters=model.parameters,
        sizes=sizes | {"checkpoint step": checkpoint.step},
        corpus=" + ".join(one.name for one in inputs.corpora),
        documents=documents,
        corpus_digest=inputs.corpora[0].digest if len(inputs.corpora) == 1 else "",
        tokenizer=project.tokenizer(file.tokenizer).name,
        vocabulary_size=file.vocabulary_size,
        spec_toml=run.spec_text(),
        teacher=TeacherFacts(teacher.name, teacher.digest) if teacher else None,
        base=base.name if base else "",
        labels=file.labels,
        template=file.template,
        figures={
            one.name: metrics[one.name] for one in metrics_at(Place.CARD) if one.name in metrics
        },
        version=version("distill-workbench"),
    )


def untold(project: ProjectFolder, model: ModelRecord) -> tuple[Words, ...]:
    """A sentence for all that a card cannot tell, or may tell wrongly: damaged or refused."""
    run = project.run_folder(model.run)
    return (*_damage_of_run(run), *_damage_of_corpus(project, run))


def _damage_of_run(run: RunFolder) -> tuple[Words, ...]:
    summary = summarise(run.journal_path)
    return problems_of(
        run, step=summary.step, unread_lines=summary.unread_lines, others=summary.others
    )


def _damage_of_corpus(project: ProjectFolder, run: RunFolder) -> Iterator[Words]:
    """A corpus that was deleted is none that is damaged."""
    corpus = run.inputs().corpus
    if corpus is None or not (folder := project.path / corpus.folder).is_dir():
        return
    try:
        scan.corpus_record(folder)
        manifest.read(folder)
    except (CannotBeRead, Corrupt, NotFound) as damage:
        yield damage.words
