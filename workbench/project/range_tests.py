"""Learning-rate range tests of a project: made as runs, and read from their journals."""

import contextlib
from typing import TYPE_CHECKING, Protocol

from workbench.activities.range_test.spec import TestedSpec, is_test_of, lr_test_of
from workbench.activities.spec import AnySpec
from workbench.errors import BadInput, Corrupt
from workbench.store.records import RunRecord, RunStatus

if TYPE_CHECKING:
    from workbench.activities.range_test.result import LearningRateTest
    from workbench.project.runs.saved_run import SavedRun


class _RunsSpecs(Protocol):
    def run(self, run: AnySpec) -> RunRecord: ...

    def saved_run(self, run: RunRecord) -> "SavedRun": ...

    @property
    def runs(self) -> tuple[RunRecord, ...]: ...


class RangeTests:
    """What a project can do to find a learning rate."""

    def lr_test(self: _RunsSpecs, spec: AnySpec, **settings: float | str) -> "LearningRateTest":
        """Test learning rates on a training's first steps, and return what was found.

        `settings` are those of `LearningRateTestSpec`, such as `high` and `steps`. Raises BadInput
        for a spec that trains no model, and as `run` does.
        """
        return self.saved_run(self.run(lr_test_of(spec, settings))).lr_test()

    def last_lr_test(self: _RunsSpecs, spec: TestedSpec) -> "LearningRateTest | None":
        """The newest finished test of a training, whatever its learning rate, schedule and length.

        A test that is damaged is passed over.
        """
        for run in reversed(self.runs):
            if run.kind == "lr_test" and run.status is RunStatus.FINISHED:
                saved = self.saved_run(run)
                with contextlib.suppress(BadInput, Corrupt):
                    if is_test_of(saved.spec, spec):
                        return saved.lr_test()
        return None
