"""Looking at the text that a journey is made on: its name, its vocabulary, its length."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from workbench.corpora.formats.readers import ReadAs, read_documents
from workbench.corpora.reading import ReadingLog, no_text_in_any
from workbench.corpora.samples import python_reference
from workbench.corpora.samples.stories import Language, stories
from workbench.corpora.sources import find_sources
from workbench.errors import BadInput
from workbench.plans.journey import SAMPLE_STORIES, JourneySpec
from workbench.tokenizers.spec import NUM_BYTES
from workbench.tokenizers.special import NUM_SPECIAL

_LOOKED_AT = 2_000_000
"""Characters; more would change the sizes little and keep a person waiting."""
_MOST_LEARNT = 1_700
_CHARACTERS_PER_PIECE = 30
_COVERAGE = 0.9995
_FEWEST_CHARACTERS = 200
"""A window of 128 tokens, some of two characters, and a part for validation."""
_PROMPT_WORDS = 3
_PROMPT_CHARACTERS = 4
_NAME_CHARACTERS = 40
_TRAINING_SHARE = 0.95
"""Of the text; the rest is kept for validation."""
_BYTES_PER_TOKEN = 3.8
"""About what a tokenizer of some thousand pieces makes of English and of Chinese."""
_COUNTED_STORIES = 100


def journey_on(files: Sequence[str]) -> JourneySpec:
    """A journey on these files, its vocabulary chosen by their characters and their length.

    Raises NotFound for a file that is not there, BadInput when no text is found in them, or too
    little for a window of the models.
    """
    log = ReadingLog()
    documents = list(_beginning(files, log))
    if not documents:
        why = no_text_in_any(files, log)
        raise BadInput(why.template, **why.values)
    characters = sum(map(len, documents))
    if characters < _FEWEST_CHARACTERS:
        raise BadInput(
            "the text has {characters} characters, and models that learn from it need {fewest} or "
            "more; choose a longer text, or several files",
            characters=characters,
            fewest=_FEWEST_CHARACTERS,
        )
    return JourneySpec(
        name=_name(files[0]),
        files=tuple(files),
        vocabulary_size=vocabulary_for(documents),
        prompt=opening_words(documents[0]),
    )


def training_tokens(spec: JourneySpec) -> int:
    """About how many tokens the text of a journey has to train on, before there is a tokenizer.

    Raises NotFound or BadInput as `journey_on` does, and for less than the teacher's context.
    """
    num_bytes = _file_bytes(spec.files) if spec.files else _sample_bytes(spec)
    if num_bytes <= spec.teacher.context:  # a token has at least one
        raise BadInput(
            "the text has {bytes} bytes, and the teacher reads {context} tokens at once; choose a "
            "shorter context, or a longer text",
            bytes=num_bytes,
            context=spec.teacher.context,
        )
    return round(_TRAINING_SHARE * num_bytes / _BYTES_PER_TOKEN)


def _file_bytes(files: Sequence[str]) -> int:
    """Counted, of long files the bytes on the disk."""
    log = ReadingLog()
    documents = list(_beginning(files, log))
    read = sum(len(document.encode()) for document in documents)
    if sum(map(len, documents)) < _LOOKED_AT:
        return read
    return max(read, sum(source.size for source in find_sources(files, log)))


def _sample_bytes(spec: JourneySpec) -> int:
    match spec.sample:
        case "python_reference":
            return sum(len(document.encode()) for document in python_reference.documents())
        case "stories_zh":
            return _story_bytes("zh", spec.seed)
        case _:
            return _story_bytes("en", spec.seed)


def _story_bytes(language: Language, seed: int) -> int:
    told = stories(language, _COUNTED_STORIES, seed, held_out=False)
    return sum(len(one.encode()) for one in told) * SAMPLE_STORIES // _COUNTED_STORIES


def vocabulary_for(documents: Sequence[str]) -> int:
    """How many pieces suit a text: its characters and all bytes, and what it can teach beyond."""
    counts = Counter[str]()
    for document in documents:
        counts.update(document)
    total = counts.total()
    enough = math.ceil(_COVERAGE * total)
    covering = sum(so_far < enough for so_far in accumulate(_descending(counts))) + 1
    learnt = min(_MOST_LEARNT, total // _CHARACTERS_PER_PIECE)
    return max(300, math.ceil((NUM_SPECIAL + NUM_BYTES + covering + learnt) / 10) * 10)


def opening_words(document: str) -> str:
    """The first words of a text, as a prompt; its first characters where words have no spaces."""
    line = document.strip().split("\n", 1)[0]
    words = line.split()
    if len(words) > _PROMPT_WORDS:
        return " ".join(words[:_PROMPT_WORDS])
    return line[:_PROMPT_CHARACTERS] if not line.isascii() else line[:_NAME_CHARACTERS].rstrip()


def _descending(counts: Counter[str]) -> list[int]:
    return sorted(counts.values(), reverse=True)


def _beginning(files: Sequence[str], log: ReadingLog) -> Iterator[str]:
    """Documents from the beginning of the files, some million characters of them."""
    left = _LOOKED_AT
    for source in find_sources(files, log):
        for batch in read_documents(source, ReadAs(), log):
            for document in batch.documents:
                if document.strip():
                    yield document[:left]
                    left -= len(document)
                if left <= 0:
                    return


def _name(file: str) -> str:
    name = Path(file).name.removesuffix(".gz")
    name = " ".join((Path(name).stem or name).replace("_", " ").replace("@", " ").split())
    return name[:_NAME_CHARACTERS].rstrip() or "text"
