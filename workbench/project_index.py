"""What a project holds, as records and opened things; nothing is changed here.

Importing it imports neither torch nor sentencepiece; the first thing that needs them does.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.activities.spec import EvaluateSpec
from workbench.errors import BadInput
from workbench.spec import validate
from workbench.store.database.past import Past
from workbench.store.files import durable
from workbench.store.folders import ProjectFolder
from workbench.store.inputs import Located
from workbench.store.journal import read_journal
from workbench.store.names import Sort, find
from workbench.store.records import (
    CacheRecord,
    CheckpointRecord,
    CorpusRecord,
    ModelRecord,
    RunRecord,
    TokenizerRecord,
)
from workbench.store.state import RunState
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.corpora.corpus import Corpus
    from workbench.tokenizers.tokenizer import Tokenizer


class ProjectIndex:
    """The corpora, tokenizers, caches, models and runs of a project's folder."""

    def __init__(self, store: ProjectFolder) -> None:
        self._store = store

    @property
    def folder(self) -> Path:
        return self._store.path

    def corpora(self) -> tuple[CorpusRecord, ...]:
        return self._store.corpora()

    def tokenizers(self) -> tuple[TokenizerRecord, ...]:
        return self._store.tokenizers()

    def caches(self) -> tuple[CacheRecord, ...]:
        return self._store.caches()

    def models(self) -> tuple[ModelRecord, ...]:
        return self._store.models()

    def runs(self) -> tuple[RunRecord, ...]:
        return self._store.runs()

    def run_record(self, reference: str) -> RunRecord:
        """A run by id or name; raises NotFound, with a suggestion."""
        return find(Sort.RUN, reference, self.runs())

    def load_model(self, reference: str) -> tuple[ModelRecord, CheckpointRecord]:
        """A model and the checkpoint that `NAME[@best|@last|@STEP]` means."""
        return self._store.model(reference)

    def corpus(self, reference: str) -> "Corpus":
        """A corpus by name or id, opened for reading."""
        from workbench.corpora.corpus import Corpus

        return Corpus.open(self._store.corpus(reference).folder)

    def tokenizer(self, reference: str) -> "Tokenizer":
        """A tokenizer by name or id, ready to use."""
        from workbench.tokenizers.opening import open_tokenizer

        return open_tokenizer(self._store.tokenizer(reference).folder)

    def past(self, run_id: str) -> Past:
        """What is known of a run without folding its journal, for whoever folds the rest."""
        return Past()

    def state(self, run_id: str) -> RunState:
        """Everything a run's journal tells by now."""
        journal = self._store.run_folder(run_id).journal_path
        past = self.past(run_id)
        state = past.state
        for entry in read_journal(journal, past.offset)[0]:
            state = state.apply(entry.event)
        return state

    def write_tensorboard(self, run_id: str, folder: Path) -> int:
        """Write a run's curves as TensorBoard files; gives the number of points."""
        from workbench.activities.exchange.tensorboard import write_tensorboard

        return write_tensorboard(self.state(run_id), folder)

    def write_report(self, run_id: str, path: Path) -> None:
        """Write a comparison as a page (.html) or a table (.csv); raises BadInput for others."""
        from workbench.activities.evaluate.report_page import as_csv, as_html

        report = self.state(run_id).report
        if report is None:
            raise BadInput("this comparison has no figures yet; let it finish first")
        match path.suffix.lower():
            case ".html":
                specs = {one.name: self._settings_of(one.id) for one in self._compared(run_id)}
                text = as_html(self.run_record(run_id).name, report, specs)
            case ".csv":
                text = as_csv(report)
            case _:
                raise BadInput(
                    "{path} ends in neither .html nor .csv; a report is written as one of these",
                    path=path,
                )
        durable.write_text(path, text)

    def compared_models(self, run_id: str) -> dict[str, str]:
        """What the models of a comparison are called by now, by their role; the first of each.

        Left out is what was deleted since.
        """
        run = self._store.run_folder(run_id)
        spec = validate(EvaluateSpec, run.spec(), where=f"{run_id}/spec.toml")
        names = {model.id: model.name for model in self.models()}
        models: dict[str, str] = {}
        for candidate, located in zip(spec.candidates, run.inputs().candidates, strict=True):
            if located.id in names:
                models.setdefault(candidate.role, names[located.id])
        return models

    def _compared(self, run_id: str) -> tuple[Located, ...]:
        """The models that a comparison measured."""
        return self._store.run_folder(run_id).inputs().candidates

    def _settings_of(self, run_id: str) -> str:
        return self._store.run_folder(run_id).spec_path.read_text(encoding="utf-8")

    def damaged(self) -> tuple[Words, ...]:
        """A sentence for everything that cannot be read and is therefore left out."""
        return self._store.damaged()
