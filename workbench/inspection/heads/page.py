"""A table of heads as a piece of a page, its cells the bluer the larger the value."""

from html import escape

from workbench.inspection.heads.spec import HeadMeasure, label_text
from workbench.inspection.heads.table import HeadMeasurements, MeasuredHead

_STRONGEST = 0.55


def as_html(measured: HeadMeasurements) -> str:
    """The table, under a line that says what was measured."""
    titles = ("layer", "head", *(str(one.title) for one in measured.measures), "label")
    header = "".join(f"<th>{escape(title)}</th>" for title in titles)
    tops = {one.name: _top(measured, one) for one in measured.measures}
    rows = "".join(_row(measured, head, tops) for head in measured.heads)
    notes = "".join(f"<p>{escape(str(note))}</p>" for note in measured.notes)
    return f"<p>{escape(summary(measured))}</p>{notes}<table><tr>{header}</tr>{rows}</table>"


def summary(measured: HeadMeasurements) -> str:
    """What was measured, on what."""
    source = f"corpus {measured.source}" if measured.is_corpus else "a text"
    beside = f", teacher {measured.teacher}" if measured.teacher else ""
    return (
        f"{measured.model} at step {measured.step}{beside}: {len(measured.heads)} heads on "
        f"{measured.num_passages} × {measured.passage_tokens} tokens ({source})"
    )


def _row(measured: HeadMeasurements, head: MeasuredHead, tops: dict[str, float]) -> str:
    cells = "".join(
        _cell(head.values[one.name], tops[one.name], one.help) for one in measured.measures
    )
    label = escape(label_text(head.labels))
    return f"<tr><td>{head.layer}</td><td>{head.head}</td>{cells}<td>{label}</td></tr>"


def _cell(value: float | None, top: float, help: object) -> str:
    if value is None:
        return "<td>–</td>"
    share = max(value, 0.0) / top if top else 0.0
    ground = f"background:rgba(0,114,178,{_STRONGEST * share:.2f})"
    return f'<td style="text-align:right;{ground}" title="{escape(str(help))}">{value:.3f}</td>'


def _top(measured: HeadMeasurements, measure: HeadMeasure) -> float:
    """The largest value of any head."""
    return max((head.values[measure.name] or 0.0 for head in measured.heads), default=0.0)
