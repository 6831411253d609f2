"""Teacher's map minus student's, in one map of two colours."""

from ui.i18n import beside
from ui.panels.attention.maps.side import Side
from ui.widgets.maps.heat_map import HeatMap


class DifferenceMap(HeatMap):
    """Shows nothing where the maps are not of the same tokens."""

    def show_sides(self, teacher: Side, student: Side) -> None:
        """What both sides show now."""
        theirs, ours = teacher.attended, student.attended
        if theirs.values_qk.shape != ours.values_qk.shape:
            self.clear()
            return
        self.set_map(
            theirs.values_qk - ours.values_qk,
            theirs.queries,
            theirs.keys,
            causal=theirs.causal,
            colour=teacher.colour,
            opposite=student.colour,
            positions=(theirs.query_positions, theirs.key_positions),
        )
        self.set_title(self._title_of(teacher, student))

    def _title_of(self, teacher: Side, student: Side) -> str:
        text = self.tr("{teacher} {teacher_head} minus {student} {student_head}").format(
            teacher=teacher.reference,
            teacher_head=teacher.shown_name(),
            student=student.reference,
            student_head=student.shown_name(),
        )
        return "\n".join(filter(None, [text, beside(teacher.made())]))
