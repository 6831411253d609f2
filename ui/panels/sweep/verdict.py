"""What came of a sweep, in sentences: how many runs, the best one, what decided, what failed."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from ui.forms.setting_names import setting_title
from ui.i18n import joined
from ui.models import figures
from workbench.distillation.spec import DistillSpec
from workbench.metrics import metric
from workbench.plans.sweep import Result, SweepSpec, best_of, failed_of
from workbench.plans.sweep_importance import SettingImportance, importances


class SweepVerdict(QObject):
    """Sentences in the present language."""

    def text(self, spec: SweepSpec, results: Sequence[Result]) -> str:
        best = best_of(spec, results)
        made = sum(result.figure is not None for result in results)
        said = [self.tr("{made} of {total} runs are made.").format(made=made, total=len(results))]
        if best is not None:
            named = self.tr("The best so far: “{name}” with {figure}.")
            shown = figures.figure(metric(spec.metric), best.figure)
            said.append(named.format(name=best.name, figure=shown))
            said.append(self._what_decided(importances(results)))
        if failed := failed_of(results):
            named = self.tr("Failed, and to be resumed in the table of runs: {names}.")
            said.append(named.format(names=joined(f"“{result.name}”" for result in failed)))
        return " ".join(filter(None, said))

    def _what_decided(self, found: Sequence[SettingImportance]) -> str:
        told = [one for one in found if one.share is not None]
        if not told:
            return self.tr("Too few runs to tell which setting decided.")
        shares = joined(
            f"{setting_title(DistillSpec, one.name)} {figures.share(one.share, 0)}" for one in told
        )
        said = self.tr("Share of the differences behind each setting: {shares}.")
        return said.format(shares=shares)
