"""Queries that measure the heads of a model; they run in the query lane: no widget here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ui.models.role import Role
from ui.protocols.open_project import ModelSource
from ui.texts.measure_settings import ReadPassages
from ui.texts.results_of import Answering, ResultsOf
from workbench.inspection.heads.table import HeadMeasurements, HeadsProgress


@dataclass(frozen=True)
class MeasuringStep:
    """How far it is, or the measures, and what they are of."""

    results: ResultsOf
    found: HeadsProgress | HeadMeasurements


def measured(project: ModelSource, asked: ResultsOf) -> Iterator[MeasuringStep]:
    """Measure the student's heads, beside the teacher's if there is one."""
    read, _ = asked.settings
    assert isinstance(read, ReadPassages)
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    answering = {role: Answering.of(one.reference, one.checkpoint) for role, one in models.items()}
    results = replace(asked, models=answering)
    student = models[Role.STUDENT]
    measure = student.heads
    if Role.TEACHER in models:
        measure = models[Role.TEACHER].versus(student).heads
    for found in measure(
        "" if read.corpus else asked.text,
        corpus=read.corpus,
        passages=read.num_passages,
        tokens=read.num_tokens or 2,
        measures=read.measures,
    ):
        yield MeasuringStep(results, found)
