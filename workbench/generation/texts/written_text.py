"""A text that a model wrote, with all that decides it, and how such texts are exported."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from workbench.errors import BadInput
from workbench.file_formats.csv_text import csv_text
from workbench.generation.prompt_spec import PromptSpec
from workbench.models.packed.precision import QueryPrecision
from workbench.spec import to_plain

DIGEST_DIGITS = 8
_COLUMNS = (
    *("model", "step", "digest", "strategy", "seed", "max_new_tokens", "prompt", "text", "ending"),
    *("stop_text", "loop", "is_whole", "num_tokens", "tokens_per_second", "first_token_s"),
    *(
        "threads",
        "precision",
        "begun",
        "add_special_tokens",
        "chat",
        "system",
        "history",
        "written",
    ),
)


@dataclass(frozen=True)
class WrittenText:
    """What was asked, of which model and how, and what came of it.

    `ids` are the tokens that were written, `tokens` what is known of each where it is, and `begun`
    is the text of what the prompt says was written before. The same model, prompt, strategy, seed,
    precision and number of threads write the same.
    """

    prompt: PromptSpec
    model: str
    step: int
    digest: str
    strategy: str
    seed: int
    max_new_tokens: int
    text: str
    ids: tuple[int, ...]
    ending: str
    stop_text: str = ""
    loop: int = 0
    is_whole: bool = True
    tokens_per_second: float | None = None
    first_token_s: float | None = None
    threads: int = 0
    begun: str = ""
    precision: QueryPrecision = "fp32"
    tokens: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "WrittenText":
        """What `plain` gave; raises BadInput for anything else."""
        try:
            return _adapter().validate_python(dict(plain))
        except ValidationError as error:
            raise BadInput("this is no written text: {reason}", reason=str(error)) from None

    def plain(self) -> dict[str, Any]:
        """Everything, as JSON keeps it."""
        plain = asdict(replace(self, tokens=()))
        kept = {"prompt": to_plain(self.prompt), "tokens": list(self.tokens)}
        return {**plain, **kept, "ids": list(self.ids)}

    def searched(self) -> tuple[str, ...]:
        """What it is found by."""
        prompt = self.prompt
        said = (prompt.text, prompt.system, *prompt.history)
        return (*filter(None, said), f"{self.begun}{self.text}", self.model, self.strategy)


@cache
def _adapter() -> TypeAdapter[WrittenText]:
    """Made once: making it takes as long as reading many texts."""
    return TypeAdapter(WrittenText)


def as_json(texts: Sequence[WrittenText]) -> str:
    """Texts with all settings and seeds: enough to write each of them again."""
    plain = [text.plain() for text in texts]
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def as_csv(texts: Sequence[WrittenText]) -> str:
    """A line for each text, with all settings and its seed."""
    rows = [_cells(text) for text in texts]
    return csv_text([_COLUMNS, *([row[name] for name in _COLUMNS] for row in rows)])


def as_markdown(texts: Sequence[WrittenText]) -> str:
    """Texts to be read: each in a block that nothing in it can end, below who wrote it and how."""
    return "\n".join(_section(text) for text in texts)


def _cells(text: WrittenText) -> dict[str, Any]:
    plain, prompt = text.plain(), text.prompt
    listed = {"history": list(prompt.history), "written": list(prompt.written)}
    asked = {name: json.dumps(value, ensure_ascii=False) for name, value in listed.items()}
    return {
        **plain,
        **to_plain(prompt),
        **asked,
        "prompt": prompt.text,
        "text": text.text,
        "num_tokens": len(text.ids),
    }


def _section(text: WrittenText) -> str:
    facts = {
        "Model": f"{text.model}, step {text.step}, {text.digest[:DIGEST_DIGITS]}",
        "Strategy": text.strategy,
        "Seed": text.seed,
        "New tokens": f"{len(text.ids)} of at most {text.max_new_tokens}",
        "Ended by": f"{text.ending} {text.stop_text}".strip(),
        "Threads": text.threads,
        "Precision": text.precision,
    }
    lines = [f"- {name}: {_code(str(value))}" for name, value in facts.items()]
    prompt = to_plain(text.prompt)
    asked = {name: value for name, value in prompt.items() if name != "text"}
    lines.append(f"- Prompt: {_code(json.dumps(asked, ensure_ascii=False))}")
    return "\n".join(
        [
            f"## {_code(text.model)} {_code(text.strategy)}\n",
            *lines,
            "\nPrompt:\n",
            *_block(text.prompt.text),
            "\nText:\n",
            *_block(f"{text.begun}{text.text}"),
            "",
        ]
    )


def _block(text: str) -> Iterable[str]:
    """A block of code whose fence is longer than any row of backticks in it."""
    fence = "`" * max(3, _most_backticks(text) + 1)
    return fence, text, fence


def _code(text: str) -> str:
    """Code within a line, which no backtick and no line's end in it can leave."""
    mark = "`" * (_most_backticks(text) + 1)
    space = " " if "`" in text else ""
    one_line = " ".join(text.splitlines())
    return f"{mark}{space}{one_line or ' '}{space}{mark}"


def _most_backticks(text: str) -> int:
    longest = current = 0
    for character in text:
        current = current + 1 if character == "`" else 0
        longest = max(longest, current)
    return longest
