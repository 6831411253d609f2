"""What α and τ do over the steps of a distillation, as lines."""

from itertools import accumulate

from ui.theme import Colours
from ui.widgets.curves.schedule_plot import Course, CoursePlot
from workbench.distillation.stages import StageSpec, moment_at

_POINTS = 120


def show_courses(plot: CoursePlot, stages: tuple[StageSpec, ...], colours: Colours) -> None:
    """Draw both courses over all stages, with a border where a stage ends."""
    total = sum(stage.steps for stage in stages)
    steps = [round(point * (total - 1) / _POINTS) for point in range(_POINTS + 1)]
    moments = [moment_at(stages, step) for step in steps]
    hottest = max(moment.temperature for moment in moments)
    ends = list(accumulate(stage.steps for stage in stages))
    plot.set_courses(
        (
            Course("α", tuple(round(m.alpha, 3) for m in moments), colours.teacher, 1.0),
            Course(
                "τ", tuple(round(m.temperature, 3) for m in moments), colours.series[3], hottest
            ),
        ),
        [end / total for end in ends[:-1]],
    )
