"""Learning-rate range tests of a project: made as runs, and read from their journals."""

from typing import TYPE_CHECKING, Protocol

from workbench.activities.range_test.spec import lr_test_of
from workbench.activities.spec import AnySpec
from workbench.store.records import RunRecord

if TYPE_CHECKING:
    from workbench.activities.range_test.result import LearningRateTest
    from workbench.project.saved_run import SavedRun


class _RunsSpecs(Protocol):
    def run(self, spec: AnySpec) -> RunRecord: ...

    def saved_run(self, run: RunRecord) -> "SavedRun": ...


class RangeTests:
    """What a project can do to find a learning rate."""

    def lr_test(self: _RunsSpecs, spec: AnySpec, **settings: float | str) -> "LearningRateTest":
        """Test learning rates on a training's first steps, and return what was found.

        `settings` are those of `LearningRateTestSpec`, such as `high` and `steps`. Raises BadInput
        for a spec that trains no model, and as `run` does.
        """
        return self.saved_run(self.run(lr_test_of(spec, settings))).lr_test()
