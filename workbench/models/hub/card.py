"""The README.md of an exported folder: what the model is, where it comes from, how to load it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.metrics import metric
from workbench.models.spec import FAMILIES

_DIGEST_DIGITS = 16


@dataclass(frozen=True)
class TeacherFacts:
    """The model that taught this one; the digest is a SHA-256 in hex, or empty."""

    name: str
    digest: str = ""


@dataclass(frozen=True)
class CardFacts:
    """All that a card says.

    `sizes` and `figures` (metrics by their names) are shown in their order; `spec_toml` is the
    run's spec file. `base` is the model that went on learning, `labels` are the classes it tells,
    `template` is what it reads around a prompt. Digests are SHA-256 in hex, empty where there is
    none.
    """

    name: str
    family: str
    parameters: int
    sizes: Mapping[str, int | float | str] = field(default_factory=dict)
    corpus: str = ""
    documents: int = 0
    corpus_digest: str = ""
    tokenizer: str = ""
    vocabulary_size: int = 0
    spec_toml: str = ""
    teacher: TeacherFacts | None = None
    base: str = ""
    labels: tuple[str, ...] = ()
    template: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    version: str = ""


def model_card(facts: CardFacts) -> str:
    """The text of README.md, in the form of Hugging Face's model cards."""
    parts = [
        _front_matter(facts),
        f"# {_plain(facts.name)}",
        _introduction(facts),
        _table("Model", ("Setting", "Value"), _model_rows(facts)),
        _table("Figures", ("Measured", "Value"), _figure_rows(facts)),
        _table("Data", ("", ""), _data_rows(facts)),
        _loading(facts),
        _spec(facts),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _front_matter(facts: CardFacts) -> str:
    tags = ["distill-workbench", *(["distillation"] if facts.teacher else [])]
    pipeline = "text-classification" if facts.labels else _pipeline(facts)
    lines = [
        "---",
        "library_name: transformers",
        f"pipeline_tag: {pipeline}",
        "tags:",
        *(f"- {tag}" for tag in tags),
        "---",
    ]
    return "\n".join(lines)


def _pipeline(facts: CardFacts) -> str:
    return "text-generation" if FAMILIES[facts.family].is_causal else "fill-mask"


def _loader(facts: CardFacts) -> str:
    family = FAMILIES[facts.family]
    if family.is_causal:
        return "AutoModelForCausalLM"
    return "AutoModelForPreTraining" if family.learns_pairs else "AutoModelForMaskedLM"


def _introduction(facts: CardFacts) -> str:
    made = f"{FAMILIES[facts.family].title} model with {facts.parameters:,} parameters"
    by = f"Distill Workbench {facts.version}".strip()
    if facts.base and facts.corpus and facts.teacher is None:
        return f"A {made}, pretrained further from {_code(facts.base)} with {by}."
    if facts.base:
        return f"A {made}, fine-tuned from {_code(facts.base)} with {by}."
    if facts.teacher is None:
        return f"A {made}, trained with {by}."
    digest = f" (SHA-256 {_short(facts.teacher.digest)})" if facts.teacher.digest else ""
    return f"A {made}, distilled from {_code(facts.teacher.name)}{digest} with {by}."


def _model_rows(facts: CardFacts) -> list[tuple[str, str]]:
    return [
        ("Architecture", FAMILIES[facts.family].title),
        ("Parameters", f"{facts.parameters:,}"),
        *((name, _value(value)) for name, value in facts.sizes.items()),
        *([("classes", ", ".join(facts.labels))] if facts.labels else []),
    ]


def _figure_rows(facts: CardFacts) -> list[tuple[str, str]]:
    measures = ((metric(name), value) for name, value in facts.figures.items())
    return [(one.phrase, one.text(value)) for one, value in measures]


def _data_rows(facts: CardFacts) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if facts.corpus:
        rows.append(("Corpus", facts.corpus))
    if facts.documents:
        rows.append(("Documents", f"{facts.documents:,}"))
    if facts.corpus_digest:
        rows.append(("Corpus SHA-256", _short(facts.corpus_digest)))
    if facts.tokenizer:
        rows.append(("Tokenizer", facts.tokenizer))
    if facts.vocabulary_size:
        rows.append(("Vocabulary", f"{facts.vocabulary_size:,} pieces"))
    return rows


def _table(title: str, heads: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    lines = [f"| {heads[0]} | {heads[1]} |", "|---|---|"]
    lines += [f"| {_plain(name)} | {_plain(value)} |" for name, value in rows]
    return f"## {title}\n\n" + "\n".join(lines)


def _loading(facts: CardFacts) -> str:
    loader = "AutoModelForSequenceClassification" if facts.labels else _loader(facts)
    lines = [
        "## Use",
        "",
        "With this folder as the working directory:",
        "",
        "```python",
        f"from transformers import AutoTokenizer, {loader}",
        "",
        'tokenizer = AutoTokenizer.from_pretrained(".")',
        f'model = {loader}.from_pretrained(".")',
        "```",
        "",
        "The tokenizer cuts text exactly as in training. A special token that a text spells out, "
        "such as `[MASK]`, is read as that token.",
        *_habits(facts),
    ]
    return "\n".join(lines)


def _habits(facts: CardFacts) -> list[str]:
    """What a caller must do as training did."""
    if facts.labels and FAMILIES[facts.family].is_causal:
        return [
            "",
            "It reads the class behind a document: its tokenizer begins and ends the text as one.",
        ]
    if facts.template:
        fence = _fence(facts.template)
        return [
            "",
            "It answers a prompt that stands in this template:",
            "",
            fence,
            facts.template,
            fence,
        ]
    return []


def _spec(facts: CardFacts) -> str:
    if not facts.spec_toml:
        return ""
    fence = _fence(facts.spec_toml)
    return f"## How it was trained\n\n{fence}toml\n{facts.spec_toml.strip()}\n{fence}"


def _fence(text: str) -> str:
    """More backticks than stand together anywhere in the text, and at least three."""
    fence = "```"
    while fence in text:
        fence += "`"
    return fence


def _short(digest: str) -> str:
    return digest[:_DIGEST_DIGITS]


def _value(value: int | float | str) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"


def _plain(text: str) -> str:
    """Text that cannot break a heading or a table, nor become a link or HTML."""
    text = " ".join(text.split())
    for mark in "\\|<>[]*_`":
        text = text.replace(mark, f"\\{mark}")
    return text
