"""The columns of the table that examples come from, read beside the window's work."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from ui.running.queries import Query
from ui.session import Session
from workbench.corpora.formats.rows import fields_of
from workbench.errors import WorkbenchError
from workbench.file_formats.plain_file import given_path
from workbench.words import Words

_WAIT_MS = 300

_USUAL = {
    "text": (
        *("text", "sentence", "content", "review", "body", "comment", "tweet", "message"),
        *("speech", "utterance", "document", "title", "文本", "内容", "句子", "评论"),
    ),
    "label": (
        *("label", "class", "category", "target", "sentiment", "intent", "topic", "y"),
        *("标签", "类别"),
    ),
    "prompt": ("prompt", "instruction", "question", "input", "query", "问题", "指令"),
    "response": ("response", "answer", "output", "completion", "target", "reply", "回答", "答案"),
}
"""What columns are called most often, by the setting that names them."""

_PAIRS = (
    ("sentence1", "sentence2"),
    ("premise", "hypothesis"),
    ("question1", "question2"),
    ("text1", "text2"),
    ("text_a", "text_b"),
    ("question", "passage"),
    ("question", "sentence"),
    ("question", "answer"),
)


class TableColumns(QObject):
    """Reads the columns' names of one file a moment after its path was given.

    `why_not` is the sentence for a file that cannot be read; until an answer is there, there are
    neither names nor a sentence.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._path = ""
        self._query: Query[tuple[str, ...]] | None = None
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._read)
        self.names: tuple[str, ...] = ()
        self.why_not: Words | None = None

    @property
    def path(self) -> str:
        return self._path

    def set_path(self, path: str) -> None:
        """Read another file soon; the one that was read stays as it is."""
        if path == self._path:
            return
        self._path = path
        if self._query is not None:
            self._query.cancel()
        self._set_names((), None)
        self._wait.start()

    def _read(self) -> None:
        if self._path:
            path = self._path
            self._query = self._session.query(
                lambda: _columns(path),
                lambda names: self._set_names(names, None),
                None,
                self._fail,
                owner=self,
            )

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, WorkbenchError):
            self._set_names((), error.words)
        else:
            self._session.messages.error(error)

    def _set_names(self, names: tuple[str, ...], why_not: Words | None) -> None:
        if (names, why_not) != (self.names, self.why_not):
            self.names, self.why_not = names, why_not
            self.changed.emit()


def _columns(path: str) -> Iterator[tuple[str, ...]]:
    yield fields_of(str(given_path(path).absolute()))


def likely(names: Sequence[str], wanted: Sequence[str]) -> Mapping[str, str]:
    """Which column each setting means most likely, by what the columns are called.

    Settings without a likely column are left out. In a table of two columns the one that is not
    recognised is the other one.
    """
    by_name = {name.casefold(): name for name in reversed(names)}
    columns = {
        setting: by_name[usual]
        for setting in wanted
        for usual in reversed(_USUAL.get(setting, ()))
        if usual in by_name
    }
    if len(names) == len(columns) + 1 == 2:
        missing = next(
            setting for setting in wanted if setting in _USUAL and setting not in columns
        )
        columns[missing] = next(name for name in names if name not in columns.values())
    if "second" in wanted:
        pairs = (pair for pair in _PAIRS if all(one in by_name for one in pair))
        if pair := next(pairs, None):
            columns |= {"text": by_name[pair[0]], "second": by_name[pair[1]]}
    return columns
