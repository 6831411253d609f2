"""Sentences in a language of the window, where no window is: from the translations that ship."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from resources.languages import SOURCE_LANGUAGE, catalogue_of, language_codes
from resources.translations.catalogue import entries
from workbench.errors import BadInput
from workbench.words import Words, filled, listed

ENGINE_CONTEXT = "engine"
"""Where a catalogue keeps the engine's texts."""


@dataclass(frozen=True)
class SpokenLanguage:
    """A language by its locale code, such as `zh_CN`, and how it says the engine's templates."""

    code: str = SOURCE_LANGUAGE
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def tag(self) -> str:
        """As a page names it: `zh-CN`."""
        return self.code.replace("_", "-")

    def say(self, sentence: Words | str) -> str:
        """A sentence, translated and then filled; one without a translation stays English."""
        if isinstance(sentence, str):
            return sentence
        template = self.texts.get(sentence.template, sentence.template)
        told = filled(template, sentence.values, self.say)
        return str(sentence) if told is None else told


ENGLISH = SpokenLanguage()


def language(code: str) -> SpokenLanguage:
    """A language that ships, by its code; raises BadInput, naming those there are."""
    if code == SOURCE_LANGUAGE:
        return ENGLISH
    codes = language_codes()
    if code not in codes:
        raise BadInput(
            "there is no translation into '{language}'; choose one of {languages}",
            language=code,
            languages=listed(codes),
        )
    texts = {
        entry.source: entry.translation
        for entry in entries(catalogue_of(code))
        if entry.context == ENGINE_CONTEXT and entry.translation
    }
    return SpokenLanguage(code, texts)
