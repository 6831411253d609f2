"""Whether the first row of a table names its columns."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

_IN_CHINESE = ("文本", "正文", "内容")
USUAL = (
    "text",
    "content",
    "document",
    "body",
    "story",
    "article",
    "sentence",
    "message",
    *_IN_CHINESE,
)
"""What the column of the text is called most often."""

_USUAL_NAMES = frozenset(
    {
        *USUAL,
        *("id", "index", "idx", "uuid", "label", "labels", "class", "category", "target", "title"),
        *("name", "date", "time", "timestamp", "author", "source", "url", "lang", "language"),
        *("score", "rating", "stars", "sentiment", "intent", "topic", "review", "comment", "tweet"),
        *("prompt", "response", "completion", "instruction", "input", "output", "question"),
        *("answer", "query", "context", "summary", "premise", "hypothesis", "sentence1"),
        *("sentence2", "text1", "text2", "question1", "question2", "split", "poem", "lyrics"),
        *("文本", "内容", "句子", "评论", "标签", "类别", "标题", "问题", "回答", "答案", "正文"),
    }
)
_LONGEST_NAME = 60
_MOST_WORDS = 7
_SENTENCE_ENDS = (".", "!", "。", "！", "…", ".”", '."', ",", ";")
_QUESTION_ENDS = ("?", "？")
"""A column can be named by a question, if what stands below is an answer."""
_LEAST_WORDS_OF_TEXT = 4
_MOST_WORDS_ALONE = 3
"""A name stands alone in the only column of a table."""
_FEW_ROWS = 4
"""In so few rows, as many delimiters in each can be chance."""
_MOST = 0.8
_SIGNS = re.compile(r"[;|\t^~:]")
"""What may part the names of columns that are read as one."""
_WORD = re.compile(r"[\w.:/+-]{1,32}", re.ASCII)


def names_columns(row: Sequence[str]) -> bool:
    """Whether a row holds a usual name of a column."""
    return any(cell.strip().casefold() in _USUAL_NAMES for cell in row)


def is_heading(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of the rows names the columns, by what stands in it and below."""
    if not rows:
        return True
    first, below = rows[0], rows[1:]
    if names_columns(first):
        return True
    if not all(map(_can_be_name, first)):
        return False
    if len(first) == 1:
        return _names_the_lines(first[0], [row[0] for row in below if row])
    columns = [[row[index] for row in below if index < len(row)] for index in range(len(first))]
    return not any(map(_goes_on, first, columns))


def columns_before_text(rows: Sequence[Sequence[str]]) -> int:
    """How many columns a table without a heading has whose last one is text, not quoted.

    A space follows a delimiter within the text and none a column's: "ham,Go on, crazy". What stands
    before it is a number, a class or a word. 0 for other tables, and where each row has as many
    cells.
    """
    sizes = {len(row) for row in rows}
    if len(rows) < 2 or names_columns(rows[0]) or (len(sizes) == 1 and len(rows) > _FEW_ROWS):
        return 0
    found = Counter(map(_cells_without_space, rows))
    columns, count = found.most_common(1)[0]
    fewer = sum(count for size, count in found.items() if size < columns)
    is_like_most = count >= _MOST * len(rows) and fewer <= (1 - _MOST) * len(rows)
    if columns < 2 or columns == max(sizes) or not is_like_most:
        return 0
    first = [row[0] for row in rows]
    is_class = len(set(first)) <= len(first) / 2 and all(map(_can_be_name, first))
    return columns if is_class or all(map(_is_word, first)) else 0


def _cells_without_space(row: Sequence[str]) -> int:
    """How many cells a row has before the first delimiter that a space follows."""
    return 1 + len(list(takewhile(lambda cell: not cell.startswith(" "), row[1:])))


def _is_word(cell: str) -> bool:
    """Whether a cell is a number, a date, or a word as classes and ids are."""
    return _WORD.fullmatch(cell.strip()) is not None


def _names_the_lines(cell: str, below: Sequence[str]) -> bool:
    """Whether the first line of a table of one column is its name: longer texts stand below."""
    if names_columns(_SIGNS.split(cell)):
        return True
    size = len(cell.split())
    if size > _MOST_WORDS_ALONE or "," in cell or not below:
        return False
    return sum(len(value.split()) for value in below) / len(below) >= 2 * size


def _can_be_name(cell: str) -> bool:
    cell = cell.strip()
    is_short = len(cell) <= _LONGEST_NAME and len(cell.split()) <= _MOST_WORDS
    return is_short and "\n" not in cell and not cell.endswith(_SENTENCE_ENDS)


def _goes_on(cell: str, below: Sequence[str]) -> bool:
    """Whether a cell of the first row is one like those below: a number, a class, or words."""
    if not below or not cell.strip():
        return False
    if cell in below or (_is_number(cell) and all(map(_is_number, below))):
        return True
    if cell.endswith(_QUESTION_ENDS):
        return any(value.endswith(_QUESTION_ENDS) for value in below)
    words = sum(len(value.split()) for value in below) / len(below)
    return min(words, len(cell.split())) >= _LEAST_WORDS_OF_TEXT


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
