"""What is said of a table's labels before anything is learnt from them."""

from collections.abc import Iterator, Mapping, Sequence

from workbench.data.labelled.examples import Example, Examples
from workbench.data.labelled.labels import are_amounts, contradictions
from workbench.errors import BadInput
from workbench.events import Level, Note
from workbench.training.finetune_spec import ClassifySpec
from workbench.words import Words, listed, words

MOST_CLASSES = 200
_NAMED = 10
_SHOWN_CHARACTERS = 80


def labels_of(examples: Examples, column: str) -> tuple[str, ...]:
    """The classes of some examples; raises BadInput where there is one alone, or too many."""
    everyone = (*examples.train, *examples.validation)
    labels = tuple(sorted({example.target for example in everyone}))
    if len(labels) < 2:
        raise BadInput(
            "all examples are of the class '{label}'; there is nothing to tell apart",
            label=labels[0],
        )
    if len(labels) > MOST_CLASSES and are_amounts(labels):
        amounts = about_amounts(len(labels), column)
        raise BadInput(amounts.template, **amounts.values)
    if len(labels) > MOST_CLASSES:
        raise BadInput(
            "'{column}' holds {count} different values, and at most {most} classes can be told "
            "apart; is it the column of the label?",
            column=column,
            count=len(labels),
            most=MOST_CLASSES,
        )
    return labels


def spellings_note(usual: Mapping[str, str], spec: ClassifySpec) -> Iterator[Note]:
    """Which labels are other spellings of one class, and whether they count as that."""
    if not usual:
        return
    pairs = (f"'{label}' = '{one}'" for label, one in list(usual.items())[:_NAMED])
    listed = ", ".join(pairs) + (", …" if len(usual) > _NAMED else "")
    if spec.merge_spellings:
        text = words(
            "labels that differ only in case, spaces or the way a number is written are taken for "
            "one class: {labels}; to keep them apart, set merge_spellings to false",
            labels=listed,
        )
    else:
        text = words(
            "labels that differ only in case, spaces or the way a number is written stay classes "
            "of their own: {labels}",
            labels=listed,
        )
    yield Note(words=text, level=Level.WARNING)


def contradictions_note(examples: Sequence[Example]) -> Iterator[Note]:
    """The texts that stand in the tables with different labels."""
    found = contradictions(examples)
    for text, labels in list(found.items())[:1]:
        yield Note(
            words=words(
                "{count} texts have more than one label, such as '{text}' ({labels}); all examples "
                "of such a text are either learnt from or measured on, and no model can be right "
                "about all of them",
                count=len(found),
                text=text[:_SHOWN_CHARACTERS],
                labels=listed(labels[:_NAMED]),
            ),
            level=Level.WARNING,
        )


def amounts_note(labels: Sequence[str], column: str) -> Iterator[Note]:
    """Numbers that look like amounts, which classes know nothing of."""
    if are_amounts(labels):
        yield Note(words=about_amounts(len(labels), column), level=Level.WARNING)


def about_amounts(count: int, column: str) -> Words:
    """What to do where a column of amounts is to be told as classes."""
    return words(
        "'{column}' holds {count} different numbers; if they are amounts, such as a price or an "
        "age, this is a regression, which cannot be trained here: for classes each wrong number is "
        "as wrong as any other. Make a few ranges of them, such as low, middle and high, and tell "
        "these apart",
        column=column,
        count=count,
    )
