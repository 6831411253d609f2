from pathlib import Path
from typing import Any

import pytest
from text_material import english, poems, train

from workbench.tokenizers.tokenizer import Tokenizer

LOSSLESS = ("portable", "unigram", "char")
SETTINGS: dict[str, dict[str, Any]] = {
    "portable": {},
    "unigram": {"algorithm": "unigram"},
    "char": {"algorithm": "char"},
    "word": {"algorithm": "word", "vocabulary_size": 60},
    "prose": {
        "algorithm": "unigram",
        "byte_fallback": False,
        "normalization": "nmt_nfkc",
        "remove_extra_whitespaces": True,
        "vocabulary_size": 200,
    },
}


@pytest.fixture(scope="session")
def tokenizers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tokenizer]:
    """One tokenizer of each sort, trained on the same English and Chinese lines."""
    folder: Path = tmp_path_factory.mktemp("tokenizers")
    text = english(400) + poems(200)
    return {name: train(folder / name, text, **SETTINGS[name]) for name in SETTINGS}


@pytest.fixture(scope="session")
def portable(tokenizers: dict[str, Tokenizer]) -> Tokenizer:
    return tokenizers["portable"]
