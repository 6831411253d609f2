"""Where a model of a project came from."""

from workbench.activities.spec import ImportModelSpec
from workbench.store.folders import ProjectFolder
from workbench.store.records import ModelRecord


def came_alone(record: ModelRecord, project: ProjectFolder) -> bool:
    """Whether it was imported, so that no run of the project could keep checkpoints of it."""
    if len(record.checkpoints) > 1:
        return False
    kind = ImportModelSpec.model_fields["kind"].default
    return any(run.id == record.run and run.kind == kind for run in project.runs())
