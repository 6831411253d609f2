"""How many tokens a corpus has, before or after it was encoded; torch is not needed."""

import functools
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
    return _guessed(corpus.folder, corpus.digest, tokenizer.folder, tokenizer.digest)


@functools.lru_cache(maxsize=32)
def _guessed(corpus: Path, _corpus_digest: str, tokenizer: Path, _tokenizer_digest: str) -> int:
    """Asked again while a form is edited, of the same two; their digests tell that they are."""
    text = Corpus.open(corpus)
    sample = ""
    for document in text.unchecked_documents("train"):
        sample += document
        if len(sample) >= _SAMPLE_CHARACTERS:
            break
    sample = sample[:_SAMPLE_CHARACTERS]
    tokens = len(open_tokenizer(tokenizer).encode(sample))
    return round(tokens * text.bytes("train") / max(1, len(sample.encode())))
