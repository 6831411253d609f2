"""From our settings to the trainer's options, and from its words back to ours.

Line ends must be learnable. Where bytes are at hand and nothing is normalised (as GGUF readers
expect it), a line end is the byte piece <0x0A>, and no learnt piece crosses one; the word
algorithm, which cuts only at spaces, reads line ends as spaces; all others have a piece "\\n".
"""

import os
import re
from typing import Any

from workbench.errors import BadInput, OutOfMemory, WorkbenchError
from workbench.named import named
from workbench.tokenizers.spec import TrainTokenizerSpec, piece_of
from workbench.tokenizers.special import BOS, EOS, PAD, SPECIAL_PIECES, UNK

LINE_ENDS_AS_SPACES = "9\t20\nA\t20\nD\t20\n"
"""The trainer's rules for tab, line feed and carriage return, in hexadecimal."""


class VocabularyTooLarge(BadInput):
    """The corpus has fewer pieces to offer than were asked for; `largest` would be possible."""

    def __init__(self, spec: TrainTokenizerSpec, largest: int) -> None:
        self.largest = largest
        super().__init__(
            "corpus '{corpus}' cannot fill a vocabulary of {size} pieces with the {algorithm} "
            "algorithm; the largest possible one has {largest}",
            corpus=spec.corpus,
            size=spec.vocabulary_size,
            algorithm=named(spec.algorithm),
            largest=largest,
        )


def trainer_options(spec: TrainTokenizerSpec) -> dict[str, Any]:
    """What `SentencePieceTrainer.train` is called with, beside input and output."""
    return {
        "model_type": spec.algorithm,
        "vocab_size": spec.vocabulary_size,
        "character_coverage": spec.character_coverage,
        "byte_fallback": spec.falls_back_to_bytes,
        "remove_extra_whitespaces": spec.remove_extra_whitespaces,
        # The bound is on the trainer's side only; what it gets was cut before.
        "max_sentence_length": spec.max_sentence_bytes + 16,
        "num_threads": spec.threads or os.cpu_count() or 1,
        **_special_options(),
        **_normalization_options(spec),
        **_symbol_options(spec),
    }


def _special_options() -> dict[str, Any]:
    pad, unk, cls, sep, mask, bos, eos = SPECIAL_PIECES
    return {
        "pad_id": PAD,
        "unk_id": UNK,
        "bos_id": BOS,
        "eos_id": EOS,
        "pad_piece": pad,
        "unk_piece": unk,
        "bos_piece": bos,
        "eos_piece": eos,
        "control_symbols": [cls, sep, mask],
    }


def _normalization_options(spec: TrainTokenizerSpec) -> dict[str, Any]:
    if spec.algorithm != "word":
        return {"normalization_rule_name": spec.normalization}
    if spec.normalization == "identity":
        return {"normalization_rules": LINE_ENDS_AS_SPACES}
    return {"normalization_rule_name": "nmt_" + spec.normalization.removeprefix("nmt_")}


def _symbol_options(spec: TrainTokenizerSpec) -> dict[str, Any]:
    symbols = [piece_of(symbol) for symbol in spec.user_defined_symbols]
    if spec.algorithm == "word":
        return {}
    as_byte = spec.falls_back_to_bytes and spec.normalization == "identity"
    if as_byte and spec.algorithm in ("bpe", "unigram"):
        return {"pretokenization_delimiter": "\n", "user_defined_symbols": symbols}
    return {"user_defined_symbols": ["\n", *symbols]}


def error_of(message: str, spec: TrainTokenizerSpec) -> WorkbenchError:
    """The trainer's message as a sentence that says what to do instead."""
    if match := re.search(r"size too high.*?<= (\d+)", message):
        return VocabularyTooLarge(spec, int(match[1]))
    if match := re.search(r"smaller than required_chars\. \d+ vs (\d+)", message):
        return BadInput(
            "corpus '{corpus}' has more different characters than a vocabulary of {size} pieces "
            "holds; choose at least {smallest} pieces, or a lower character coverage",
            corpus=spec.corpus,
            size=spec.vocabulary_size,
            smallest=int(match[1]),
        )
    if "sentences_.empty()" in message:
        return BadInput(
            "corpus '{corpus}' has no text in its training part; add text to it",
            corpus=spec.corpus,
        )
    if "MemoryError" in message or "bad_alloc" in message:
        return out_of_memory(spec)
    return WorkbenchError(
        "training the tokenizer failed: {reason}", reason=message.strip() or "no reason given"
    )


def out_of_memory(spec: TrainTokenizerSpec) -> OutOfMemory:
    """What to say when the trainer ended for want of memory."""
    return OutOfMemory(
        "training the tokenizer ran out of memory with a sample of up to {megabytes} MB; "
        "set a lower sample limit",
        megabytes=spec.sample_megabytes,
    )
