"""A tokenizer of bytes and a few words of them, as transformers has it and as decoding needs it."""

from collections.abc import Sequence

from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import PreTrainedTokenizerFast
from transformers.convert_slow_tokenizer import bytes_to_unicode

from workbench.tokenizers.hub.byte_alphabet import readable

MERGES = [("t", "h"), ("th", "e"), ("a", "n"), ("an", "d"), ("Ġ", "the"), ("Ċ", "Ċ")]


class ByteSpelling:
    """Byte-level BPE: half a character may be a token of its own."""

    digest = "bytes"

    def __init__(self) -> None:
        pieces = [*bytes_to_unicode().values(), *("".join(pair) for pair in MERGES)]
        vocabulary = {piece: number for number, piece in enumerate(pieces)}
        self._tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=MERGES))
        self._tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        self._tokenizer.decoder = decoders.ByteLevel()
        self.vocabulary_size = len(pieces)
        self.hugging_faces = PreTrainedTokenizerFast(
            tokenizer_object=self._tokenizer, clean_up_tokenization_spaces=False
        )

    def encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def piece(self, token_id: int) -> str:
        return readable(self._tokenizer.id_to_token(token_id) or "")

    def decode(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids)))
