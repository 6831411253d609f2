"""What α and τ do over the steps of a distillation, as lines."""

from itertools import accumulate

from ui.theme import Colours
from ui.widgets.curves.schedule_plot import PlottedSchedule
from workbench.distillation.stages import StageSpec, settings_at

_POINTS = 120


def schedules_of(
    stages: tuple[StageSpec, ...], colours: Colours
) -> tuple[tuple[PlottedSchedule, ...], list[float]]:
    """Both schedules over all stages, and where a stage ends, as shares of the steps."""
    total = sum(stage.steps for stage in stages)
    steps = [round(point * (total - 1) / _POINTS) for point in range(_POINTS + 1)]
    settings = [settings_at(stages, step) for step in steps]
    hottest = max(settings.temperature for settings in settings)
    ends = list(accumulate(stage.steps for stage in stages))
    return (
        PlottedSchedule("α", tuple(round(m.alpha, 3) for m in settings), colours.teacher, 1.0),
        PlottedSchedule(
            "τ", tuple(round(m.temperature, 3) for m in settings), colours.series[3], hottest
        ),
    ), [end / total for end in ends[:-1]]
