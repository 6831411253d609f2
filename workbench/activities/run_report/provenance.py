"""What a run read, what performed it, and the line that makes it again."""

from collections.abc import Iterator, Sequence

from workbench.activities.pages.html_page import block, bullets, heading, paragraph, table
from workbench.activities.run_report.reported import ReportedRun
from workbench.language import SpokenLanguage
from workbench.store.runs.inputs import Located
from workbench.words import words

_NONE = "–"
_DIGEST_DIGITS = 12

_GIVEN = {
    "corpus": words("Corpus"),
    "tokenizer": words("Tokenizer"),
    "teacher": words("Teacher"),
    "model": words("Model"),
    "cache": words("Teacher cache"),
    "parent": words("Branched from"),
}
_ENVIRONMENT = {
    "device": words("Device"),
    "precision": words("Precision"),
    "threads": words("Threads"),
    "attention": words("Attention kernel"),
    "compile": words("Compile"),
    "processor": words("Processor"),
    "workbench": words("Version of the program"),
    "git": words("State of its checkout (git)"),
    "torch": words("Version of torch"),
    "python": words("Version of Python"),
    "system": words("System"),
}
_TITLES = {**_GIVEN, **_ENVIRONMENT, "seed": words("Seed"), "id": words("Run")}


def provenance_parts(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    """A column a run, and below it each run's command line."""
    say = language.say
    yield paragraph(
        say(words("In brackets: the beginning of the fingerprint (SHA-256) of what was read.")),
        "quiet",
    )
    yield _facts_table(runs, language)
    yield heading(say(words("The same once more")), 3)
    yield paragraph(
        say(words("In the folder of the project, this line makes the run again:")), "quiet"
    )
    for run in runs:
        if len(runs) > 1:
            yield paragraph(run.name)
        if run.again.command:
            yield block(run.again.command)
        yield bullets(map(say, run.again.notes))


def _facts_table(runs: Sequence[ReportedRun], language: SpokenLanguage) -> str:
    columns = [dict(_facts(run)) for run in runs]
    known = {name for column in columns for name in column}
    lines = (
        (language.say(title), *(column.get(name, _NONE) for column in columns))
        for name, title in _TITLES.items()
        if name in known
    )
    return table(("", *(run.name for run in runs)), lines, "words")


def _facts(run: ReportedRun) -> Iterator[tuple[str, str]]:
    if run.inputs.corpora:
        yield "corpus", ", ".join(map(_located, run.inputs.corpora))
    for name in _GIVEN.keys() - {"corpus"}:
        if (located := getattr(run.inputs, name)) is not None:
            yield name, _located(located)
    for name, value in run.state.environment.items():
        if name in _ENVIRONMENT:
            yield name, str(value)
    seed = run.settings.get("runtime", {}).get("seed")
    if seed is not None:
        yield "seed", str(seed)
    yield "id", run.record.id


def _located(located: Located) -> str:
    """Its name, of a checkpoint the step, and the beginning of its fingerprint."""
    step = located.folder.rpartition("/step-")[2].lstrip("0") or "0"
    name = f"{located.name}@{step}" if "/step-" in located.folder else located.name
    return f"{name} ({located.digest[:_DIGEST_DIGITS]})"
