"""Many prompts, written by models under strategies from several seeds: a row each, and means."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

from workbench.activities.queries.answers import begins_with_answer, is_answered
from workbench.activities.queries.prompt_file import ExpectedPrompt
from workbench.file_formats.csv_text import csv_text
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Strategy, format_strategy, is_drawn
from workbench.generation.texts.ending import ending_of
from workbench.generation.texts.text_figures import Variety, variety
from workbench.intervals import Interval, bootstrap, median, share_interval
from workbench.words import Words, words

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken
    from workbench.activities.queries.text_queries import CrossScoredText, ExpectedAnswer
    from workbench.project.models.saved_model import SavedModel
    from workbench.project.project import Project


@dataclass(frozen=True)
class PromptTable:
    """What is to be written: every prompt by every model under every strategy from every seed.

    A strategy that draws nothing writes from the first seed alone. With a `teacher` the texts of
    models that share its tokenizer are scored by it as well; with `copied` the longest passage is
    looked for that stands in the training text.
    """

    prompts: tuple[ExpectedPrompt, ...]
    models: tuple[str, ...]
    strategies: tuple[Strategy | str, ...]
    seeds: tuple[int, ...] = (0,)
    max_new_tokens: int = 50
    add_special_tokens: bool = True
    chat: bool = False
    system: str = ""
    teacher: str = ""
    copied: bool = False

    @property
    def most_texts(self) -> int:
        """How many texts are written, if every strategy draws."""
        return len(self.prompts) * len(self.models) * len(self.strategies) * len(self.seeds)

    def spec(self, prompt: str) -> PromptSpec:
        """How a prompt is read."""
        return PromptSpec(
            text=prompt,
            add_special_tokens=self.add_special_tokens,
            chat=self.chat,
            system=self.system if self.chat else "",
        )


@dataclass(frozen=True)
class PromptAnswer:
    """A text of the table and its figures; None where a figure was not asked for.

    `number` counts prompts from 1. `matches` and `begins`: the text is the expected answer, or
    begins with it. `expected_log_probability` (nats) and `expected_rank` are those of the answer,
    whatever was written. `perplexity` is the writer's own, before temperature and filters;
    `teacher_perplexity` and `kl` (teacher ‖ writer) are the teacher's view. `copied` counts
    characters, `left_out` the tokens at the prompt's beginning that the model did not read.
    """

    number: int
    prompt: str
    expected: str
    model: str
    step: int
    digest: str
    strategy: str
    seed: int
    text: str
    tokens: tuple[int, ...]
    ending: str
    matches: bool | None
    begins: bool | None
    expected_log_probability: float | None
    expected_rank: int | None
    perplexity: float | None
    teacher_perplexity: float | None
    kl: float | None
    variety: Variety
    copied: int | None = None
    copied_text: str = ""
    left_out: int = 0

    @property
    def contender(self) -> tuple[str, int, str]:
        """Who wrote it, and how."""
        return self.model, self.step, self.strategy


def answers(project: "Project", table: PromptTable) -> Iterator[PromptAnswer]:
    """The texts one after the other, prompt by prompt, so that what is there is comparable.

    Raises what reading, writing and scoring raise; before anything is written, where a model or a
    strategy is not to be had.
    """
    models = [project.model(reference) for reference in table.models]
    teacher = project.model(table.teacher) if table.teacher else None
    asked = [(one, one.strategy(given)) for one, given in product(models, table.strategies)]
    for number, prompt in enumerate(table.prompts, 1):
        likely = {one.reference: _expected(one, table, prompt) for one in models}
        for model, strategy in asked:
            seeds = table.seeds if is_drawn(strategy) else table.seeds[:1]
            for seed in seeds:
                yield _answer(
                    table, number, prompt, model, strategy, seed, likely[model.reference], teacher
                )


def _expected(
    model: "SavedModel", table: PromptTable, prompt: ExpectedPrompt
) -> "ExpectedAnswer | None":
    if not prompt.expected.strip():
        return None
    return model.expected(table.spec(prompt.prompt), prompt.expected)


def _answer(
    table: PromptTable,
    number: int,
    prompt: ExpectedPrompt,
    model: "SavedModel",
    strategy: Strategy,
    seed: int,
    likely: "ExpectedAnswer | None",
    teacher: "SavedModel | None",
) -> PromptAnswer:
    spec = table.spec(prompt.prompt)
    written = list(model.stream(spec, strategy, seed=seed, max_new_tokens=table.max_new_tokens))
    text = "".join(token.text for token in written)
    ids = [token.id for token in written]
    scored = _scored(teacher, model, spec, ids)
    copied_text = _copied(model, text) if table.copied else None
    return PromptAnswer(
        number=number,
        prompt=prompt.prompt,
        expected=prompt.expected,
        model=model.name,
        step=model.checkpoint.step,
        digest=model.checkpoint.digest,
        strategy=format_strategy(strategy),
        seed=seed,
        text=text,
        tokens=tuple(ids),
        ending=ending_of(written).why.value,
        matches=is_answered(text, prompt.expected) if likely else None,
        begins=begins_with_answer(text, prompt.expected) if likely else None,
        expected_log_probability=likely.log_probability if likely else None,
        expected_rank=likely.rank if likely else None,
        perplexity=_perplexity(written),
        teacher_perplexity=scored.teacher_perplexity if scored else None,
        kl=scored.kl if scored else None,
        variety=variety(ids),
        copied=None if copied_text is None else len(copied_text),
        copied_text=copied_text or "",
        left_out=max(0, len(model.prompt_tokens(spec)) - model.spec.context),
    )


def _scored(
    teacher: "SavedModel | None", model: "SavedModel", spec: PromptSpec, ids: Sequence[int]
) -> "CrossScoredText | None":
    if teacher is None or not ids:
        return None
    pair = teacher.versus(model)
    return pair.written(spec, ids, "student") if pair.shares_tokenizer else None


def _perplexity(written: "Sequence[GeneratedToken]") -> float | None:
    if not written:
        return None
    return math.exp(-math.fsum(token.log_probability for token in written) / len(written))


def _copied(model: "SavedModel", text: str) -> str:
    from workbench.corpora.copied.index import CopiedPassage

    found = [one for one in model.copied([text]) if isinstance(one, CopiedPassage)]
    return found[0].text


def cut_prompts(rows: Sequence[PromptAnswer]) -> Iterator[Words]:
    """For each model that did not read all prompts to their beginning, how many."""
    cut: dict[str, set[int]] = {}
    for row in rows:
        if row.left_out:
            cut.setdefault(row.model, set()).add(row.number)
    for model, numbers in cut.items():
        yield words(
            "'{model}' did not read the beginning of {cut} of the {count} prompts: they are longer "
            "than its context",
            model=model,
            cut=len(numbers),
            count=len({row.number for row in rows}),
        )


def as_plain(row: PromptAnswer) -> dict[str, Any]:
    """A text as plain values, its figures among them."""
    plain = asdict(row)
    figures: dict[str, Any] = plain.pop("variety")
    return plain | figures


def as_csv(rows: Sequence[PromptAnswer]) -> str:
    """A line for each text, with its figures."""
    plain = [as_plain(row) for row in rows]
    names = [name for name in (plain[0] if plain else {}) if name != "tokens"]
    return csv_text([names, *([row[name] for name in names] for row in plain)])


def as_json(rows: Sequence[PromptAnswer]) -> str:
    """Every text with its tokens and figures, and the means."""
    whole = {
        "texts": [as_plain(row) for row in rows],
        "means": [asdict(one) for one in means(rows)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


# -- means ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PromptMeans:
    """The figures of one model under one strategy, over prompts and seeds, each with its interval.

    `figures` has what was asked for, in the order of `FIGURES`.
    """

    model: str
    step: int
    strategy: str
    prompts: int
    texts: int
    figures: dict[str, Interval]


IntervalOf = Callable[[Sequence[Sequence[float]]], Interval | None]
"""From the values of each prompt to an interval."""

_median: IntervalOf = partial(bootstrap, statistic=median)

FIGURES: dict[str, IntervalOf] = {
    "matches": share_interval,
    "begins": share_interval,
    "expected_log_probability": bootstrap,
    "expected_rank": _median,
    "perplexity": _median,
    "teacher_perplexity": _median,
    "kl": bootstrap,
    "length": bootstrap,
    "distinct_1": bootstrap,
    "distinct_2": bootstrap,
    "distinct_3": bootstrap,
    "repetition": bootstrap,
    "copied": bootstrap,
}
"""What is summed up, and how: ranks and perplexities by their median, as few are very large."""


def means(rows: Sequence[PromptAnswer]) -> tuple[PromptMeans, ...]:
    """A line for each model and strategy, in the order of their first text.

    The intervals are those of a bootstrap over prompts, and over the seeds of each.
    """
    members: dict[tuple[str, int, str], list[PromptAnswer]] = {}
    for row in rows:
        members.setdefault(row.contender, []).append(row)
    return tuple(_means(own) for own in members.values())


def _means(rows: Sequence[PromptAnswer]) -> PromptMeans:
    by_prompt: dict[int, list[PromptAnswer]] = {}
    for row in rows:
        by_prompt.setdefault(row.number, []).append(row)
    figures = {}
    for name, interval_of in FIGURES.items():
        groups = [_values(own, name) for own in by_prompt.values()]
        if (interval := interval_of(groups)) is not None:
            figures[name] = interval
    model, step, strategy = rows[0].contender
    return PromptMeans(model, step, strategy, len(by_prompt), len(rows), figures)


def _values(rows: Sequence[PromptAnswer], name: str) -> list[float]:
    """The values of a figure; those of texts that have none are left out."""
    return [float(value) for row in rows if (value := figure_of(row, name)) is not None]


def figure_of(row: PromptAnswer, name: str) -> float | None:
    """One of `FIGURES`, of one text."""
    value: float | None = getattr(row, name, None)
    return getattr(row.variety, name, None) if name not in PromptAnswer.__annotations__ else value
