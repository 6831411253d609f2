"""A file of prompts, with expected answers or without: lines of text, or a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.corpora.formats.rows import check_fields, fields_of, is_table, read_rows
from workbench.corpora.reading import ReadingLog
from workbench.errors import BadInput, NotFound, reason_of
from workbench.file_formats.plain_file import TooLarge, read_plain_file
from workbench.words import Words, words

MOST_PROMPTS = 10_000
_MOST_BYTES = 256 << 20
_TEXTS = (".txt", ".md", "")
_PROMPTS = ("prompt", "question", "instruction", "input", "text", "提示词", "问题", "输入")
_ANSWERS = (
    *("expected", "answer", "response", "completion", "output", "target"),
    *("答案", "回答", "期望"),
)


@dataclass(frozen=True)
class ExpectedPrompt:
    """A prompt, and the answer that is expected for it; empty for none."""

    prompt: str
    expected: str = ""


@dataclass(frozen=True)
class PromptFile:
    """What a file holds: its prompts in order, what was read where, and what was left out."""

    prompts: tuple[ExpectedPrompt, ...]
    notes: tuple[Words, ...]


def read_prompts(path: str, prompt: str = "", expected: str = "") -> PromptFile:
    """The prompts of a file: each line of a text, each row of a .csv, .tsv, .json or .jsonl file.

    `prompt` and `expected` name the columns of a table; where they are empty, columns that are
    usually called so are taken, or a table's only one. Raises NotFound or BadInput.
    """
    is_text = Path(path).suffix.lower() in _TEXTS
    if is_text and (prompt or expected):
        raise BadInput("{path} is a text without columns; each of its lines is a prompt", path=path)
    if not is_text and not is_table(path):
        raise BadInput(
            "{path} holds no prompts that can be read; give a .txt with one a line, or a .csv, "
            ".tsv, .json, .jsonl or .parquet with one a row",
            path=path,
        )
    read, notes = _lines(path) if is_text else _rows(path, prompt, expected)
    if not read:
        raise BadInput("{path} holds no prompt; write one a line, or one a row", path=path)
    left_out = len(read) - MOST_PROMPTS
    if left_out > 0:
        notes.append(
            words(
                "1 prompt behind the first {most} is left out"
                if left_out == 1
                else "{count} prompts behind the first {most} are left out",
                count=left_out,
                most=MOST_PROMPTS,
            )
        )
    return PromptFile(tuple(read[:MOST_PROMPTS]), tuple(notes))


def _lines(path: str) -> tuple[list[ExpectedPrompt], list[Words]]:
    try:
        text = read_plain_file(Path(path), _MOST_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFound("there is no file {path}", path=path) from None
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from None
    except TooLarge:
        raise BadInput("{path} is too large for a file of prompts", path=path) from None
    except UnicodeDecodeError:
        raise BadInput("{path} is no text in UTF-8; save it as such", path=path) from None
    return [ExpectedPrompt(line) for line in text.splitlines() if line.strip()], []


def _rows(path: str, prompt: str, expected: str) -> tuple[list[ExpectedPrompt], list[Words]]:
    there = fields_of(path, [one for one in (prompt, expected) if one])
    check_fields(path, there, [one for one in (prompt, expected) if one])
    prompt = prompt or _usual(there, _PROMPTS, expected)
    if not prompt and len(there) == 1:
        prompt = there[0]
    if not prompt:
        raise BadInput(
            "{path} does not tell which of its columns holds the prompts; name one of: {known}",
            path=path,
            known=", ".join(there[:20]),
        )
    expected = expected or _usual(there, _ANSWERS, prompt)
    log = ReadingLog()
    fields = [prompt, *([expected] if expected else [])]
    rows = [row.values for row in read_rows(path, fields, log, fields)]
    kept = [ExpectedPrompt(first, "".join(rest)) for first, *rest in rows if first.strip()]
    notes = [_told(prompt, expected)]
    if missing := len(rows) - len(kept) + log.skipped_count:
        notes.append(
            words(
                "1 row without a prompt is left out"
                if missing == 1
                else "{count} rows without a prompt are left out",
                count=missing,
            )
        )
    return kept, notes


def _told(prompt: str, expected: str) -> Words:
    if not expected:
        return words("prompts are read from the column '{prompt}'", prompt=prompt)
    return words(
        "prompts are read from the column '{prompt}', expected answers from '{expected}'",
        prompt=prompt,
        expected=expected,
    )


def _usual(there: Sequence[str], usual: Sequence[str], taken: str) -> str:
    """The first column that is called as is usual."""
    by_name = {name.strip().casefold(): name for name in there if name != taken}
    return next((by_name[name] for name in usual if name in by_name), "")
