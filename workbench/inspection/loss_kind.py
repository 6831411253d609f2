"""What the loss of a model is taken of where it is looked into; torch is not needed."""

from typing import Literal, assert_never

from workbench.words import Words, words

LossKind = Literal["next_token", "masked_token", "class"]
"""A decoder predicts the next token, an encoder masked ones, a classifier the class of a text."""

MASKED_SHARE = 0.15
MASKINGS = 7
"""With so many maskings every token is masked once, and each masks about as many as usual."""


def loss_notes(kind: LossKind, seed: int, *, is_corpus: bool) -> list[Words]:
    """What is to be said of a loss that is not that of every next token."""
    match kind:
        case "next_token":
            return []
        case "class":
            return [
                words(
                    "the loss is −log P of the class that the unchanged model finds likeliest, "
                    "in nats a text"
                )
            ]
        case "masked_token" if is_corpus:
            return [
                words(
                    "the loss is that of masked tokens: {share:.0%} of each passage, drawn with "
                    "seed {seed}",
                    share=MASKED_SHARE,
                    seed=seed,
                )
            ]
        case "masked_token":
            return [
                words(
                    "the loss is that of masked tokens: in at most {count} maskings each token of "
                    "the text is masked once, drawn with seed {seed}",
                    count=MASKINGS,
                    seed=seed,
                )
            ]
        case _:
            assert_never(kind)
