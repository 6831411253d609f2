"""Characters that join or part letters, unseen: what a normalization does to them is not seen."""

from collections.abc import Mapping
from typing import Any

from sentencepiece import SentencePieceNormalizer

JOINERS = ("\u200c", "\u200d")
"""The zero-width non-joiner and joiner."""


class LostJoiners:
    """Counts the joiners that the trainer's normalization takes for something else."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        rule = options.get("normalization_rule_name", "identity")
        normalizer = SentencePieceNormalizer(rule_name=rule)
        lost = [one for one in JOINERS if one not in normalizer.normalize(f"a{one}b")]
        self._lost = [joiner.encode() for joiner in lost]
        self.count = 0

    def look_at(self, text: bytes) -> None:
        """Count those in some text, which is UTF-8."""
        self.count += sum(map(text.count, self._lost))
