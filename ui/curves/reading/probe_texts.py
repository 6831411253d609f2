"""The sentences that the curves of probes are of, so that a curve is named by its text."""

from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.metrics import PROBE_LOSS

_MOST_CHARACTERS = 32


class ProbeTexts:
    """Read from the spec of a run, once, when a curve of it is named."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[str, ...]] = {}
        session.project_changed.connect(self._known.clear)

    def text(self, run_id: str, curve: str) -> str:
        """The beginning of the sentence of a curve; empty for what is none, or is not known."""
        number = curve.removeprefix(PROBE_LOSS)
        if number == curve or not number.isdecimal():
            return ""
        sentences = self._sentences(run_id)
        text = sentences[int(number) - 1] if 0 < int(number) <= len(sentences) else ""
        cut = len(text) > _MOST_CHARACTERS
        return f"{text[:_MOST_CHARACTERS].rstrip()}…" if cut else text

    def _sentences(self, run_id: str) -> tuple[str, ...]:
        project = self._session.project
        if project is None or run_id in self._known:
            return self._known.get(run_id, ())
        try:
            self._known[run_id] = project.saved_run(run_id).probe_sentences()
        except WorkbenchError:
            self._known[run_id] = ()  # its spec cannot be read: the curve keeps its number
        return self._known[run_id]
