"""The first batch of a run that is not started, for people and as JSON."""

from typing import TYPE_CHECKING

from workbench.activities.spec import AnySpec
from workbench.cli.inspecting.about_model import show_progress
from workbench.cli.output import print_json
from workbench.cli.shell import warn
from workbench.cli.shown import in_line, say
from workbench.data.batch_rows import Use
from workbench.project import Project

if TYPE_CHECKING:
    from workbench.activities.replay.documents import BatchDocument

_SHOWN = 4
"""So many documents or examples are shown to people; JSON has all."""
_MARKS = {Use.LEARNT: "[{}]", Use.MASKED: "*{}*", Use.READ: "{}"}


def show_first_batch(project: Project, spec: AnySpec, as_json: bool) -> None:
    """Print it, behind the progress of what has to be encoded first."""
    from workbench.activities.replay.first_batch import PreparingBatch

    for known in project.preview(spec).first_batch():
        if isinstance(known, PreparingBatch):
            show_progress(known, "documents")
            continue
        warn(known.notes)
        if as_json:
            print_json(known.as_plain())
            return
        say(str(known.sentence()))
        for document in known.documents[:_SHOWN]:
            say("")
            say(_line(document))
        if len(known.documents) > _SHOWN:
            say("")
            say(f"and {len(known.documents) - _SHOWN} more")
        say("")
        say("[learnt], *to be found where the model reads this*, only read")


def _line(document: "BatchDocument") -> str:
    tokens = zip(document.tokens, document.uses, strict=True)
    text = " ".join(_MARKS[Use(use)].format(token) for token, use in tokens)
    corpus = f"[{document.corpus}] " if document.corpus else ""
    before = corpus + ("" if document.begins_here else "… ")
    end = "" if document.ends_here else " …"
    return in_line(f"{before}{text}{end}{f'  → {document.label}' if document.label else ''}")
