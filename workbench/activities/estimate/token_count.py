"""How many tokens a corpus has, before or after it was encoded; torch is not needed."""

from pathlib import Path

from workbench.corpora.corpus import Corpus
from workbench.data.causal.shards import Shards, fingerprint
from workbench.store.records import CorpusRecord, TokenizerRecord
from workbench.tokenizers.opening import open_tokenizer

_SAMPLE_CHARACTERS = 50_000


def training_tokens(corpus: CorpusRecord, tokenizer: TokenizerRecord, shards: Path) -> int:
    """Those of the training part: counted where it was encoded, else guessed from its beginning."""
    folder = shards / fingerprint(corpus.digest, tokenizer.digest)
    if folder.exists():
        return len(Shards.open(folder).tokens("train"))
    text = Corpus.open(corpus.folder)
    sample = ""
    for document in text.unchecked_documents("train"):
        sample += document
        if len(sample) >= _SAMPLE_CHARACTERS:
            break
    sample = sample[:_SAMPLE_CHARACTERS]
    per_character = len(open_tokenizer(tokenizer.folder).encode(sample)) / max(1, len(sample))
    return round(per_character * text.meta.characters * text.count("train") / text.count("all"))
